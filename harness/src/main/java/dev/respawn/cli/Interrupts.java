package dev.respawn.cli;

import dev.respawn.gameday.ExitCode;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** What happens on Ctrl-C or TERM: whoever works is interrupted, undoes and removes, and only then the process ends. */
final class Interrupts {
    /** For how long the process waits for the undo: engines take up to 30 s to be removed. */
    private static final long LIMIT_SECONDS = 90;

    private final Set<Thread> working = ConcurrentHashMap.newKeySet();
    private final CountDownLatch over = new CountDownLatch(1);
    private volatile boolean asked;
    private volatile ExitCode code = ExitCode.INTERRUPTED;

    void install() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::shutdown, "interrupt"));
    }

    private void shutdown() {
        if (over.getCount() == 0) {
            return;
        }
        asked = true;
        System.err.println("respawn: interrupted; undoing and removing, please wait");
        working.forEach(Thread::interrupt);
        try {
            if (!over.await(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                System.err.println("respawn: this takes longer than " + LIMIT_SECONDS
                        + "s; what is left is removed by: respawn undo --all");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        System.out.flush();
        System.err.flush();
        // The usual exit would say 130 for everything; what was aborted half-way has a code of its own.
        Runtime.getRuntime().halt(code.number());
    }

    /** Whether somebody wants this to end. */
    boolean asked() {
        return asked;
    }

    /** Has this thread interrupted when it happens; at once, if it has. */
    void enter() {
        working.add(Thread.currentThread());
        if (asked) {
            Thread.currentThread().interrupt();
        }
    }

    /** Leaves this thread alone again. */
    void leave() {
        working.remove(Thread.currentThread());
    }

    /** The command is over with this code. */
    void over(ExitCode with) {
        code = asked && with == ExitCode.AS_WANTED ? ExitCode.INTERRUPTED : with;
        over.countDown();
    }
}
