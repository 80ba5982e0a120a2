package dev.respawn.cli;

import dev.respawn.gameday.ExitCode;
import dev.respawn.host.PrivateRecipe;
import dev.respawn.undo.Leftovers;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What happens on Ctrl-C, TERM, or the loss of the terminal: whoever works is interrupted, undoes and removes, and only then
 * the process ends. The second time it ends at once, says what is still there, and leaves that to the keeper.
 */
final class Interrupts {
    /** For how long the process waits for the undo: engines take up to 30 s to be removed. */
    private static final long LIMIT_SECONDS = 90;

    private final Set<Thread> working = ConcurrentHashMap.newKeySet();
    private final CountDownLatch over = new CountDownLatch(1);
    private final AtomicBoolean heard = new AtomicBoolean();
    private volatile boolean asked;
    private volatile boolean endIsWanted;
    private volatile ExitCode code = ExitCode.INTERRUPTED;

    void install() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::shutdown, "interrupt"));
        Signals.hear(name -> signalled());
    }

    private void signalled() {
        if (heard.getAndSet(true)) {
            endAtOnce();
        } else {
            // Its hooks run, ours among them, and this returns only when the process is gone.
            System.exit(ExitCode.INTERRUPTED.number());
        }
    }

    private void endAtOnce() {
        List<Leftovers.Leftover> held = List.of();
        try {
            held = new Leftovers(PrivateRecipe.rootDefault())
                    .heldBy(ProcessHandle.current().pid());
        } catch (IOException | RuntimeException e) {
            System.err.println("respawn: what is still there cannot be told: " + e.getMessage());
        }
        System.err.println("respawn: interrupted again, and ended at once; "
                + (held.isEmpty() ? "nothing is held any more" : "this is still there:"));
        held.forEach(leftover -> System.err.println("respawn:   " + Console.safe(leftover.what())));
        if (!held.isEmpty()) {
            System.err.println(
                    "respawn: the keeper goes on to remove it; what stays all the same is removed by: respawn undo");
        }
        System.out.flush();
        System.err.flush();
        Runtime.getRuntime().halt((held.isEmpty() ? code : ExitCode.RESIDUE).number());
    }

    private void shutdown() {
        if (over.getCount() == 0) {
            return;
        }
        asked = true;
        if (!endIsWanted) {
            System.err.println("respawn: interrupted; undoing and removing, please wait");
            System.err.flush();
        }
        working.forEach(Thread::interrupt);
        try {
            if (!over.await(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                System.err.println("respawn: this takes longer than " + LIMIT_SECONDS
                        + "s; what is left is removed by: respawn undo");
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

    /** Has this thread interrupted when it happens, which is the only way for it to end: nothing is cut off by that. */
    void enterToEnd() {
        endIsWanted = true;
        enter();
    }

    /** Leaves this thread alone again. */
    void leave() {
        working.remove(Thread.currentThread());
    }

    /** The command is over with this code. */
    void over(ExitCode with) {
        code = asked && !endIsWanted && with == ExitCode.AS_WANTED ? ExitCode.INTERRUPTED : with;
        over.countDown();
    }
}
