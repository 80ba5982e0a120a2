package dev.respawn.host;

import dev.respawn.model.Incarnation;
import dev.respawn.model.Signal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Signals from the PID namespace the harness is in, which must be the engine's too. */
public final class LocalSignalling implements Signalling {
    // The engine's own start time may stand for the process's, and the kernel's start is known to the second only.
    private static final Duration START_SLACK = Duration.ofSeconds(2);
    private static final Duration COMMAND_LIMIT = Duration.ofSeconds(5);
    private static final Duration POLL = Duration.ofMillis(2);

    @Override
    public void signal(Incarnation on, Signal signal) throws Unreached, InterruptedException {
        Optional<String> other = whyNot(on);
        if (other.isPresent()) {
            throw new Unreached(other.get());
        }
        if (signal == Signal.KILL) {
            // The JDK compares the start again, just before it kills.
            boolean sent = ProcessHandle.of(on.pid())
                    .map(ProcessHandle::destroyForcibly)
                    .orElse(false);
            if (!sent) {
                throw new Unreached("process " + on.pid() + " of container " + on.shortId()
                        + " could not be sent KILL; it is gone, or the harness is not root");
            }
            return;
        }
        Commands.Ran ran =
                Commands.run(List.of("/bin/kill", "-s", signal.name(), String.valueOf(on.pid())), COMMAND_LIMIT);
        if (!ran.well()) {
            throw new Unreached("process " + on.pid() + " of container " + on.shortId() + " could not be sent " + signal
                    + ": " + ran.output());
        }
    }

    /** Why the process of that number is not, or not any more, this incarnation's; empty if it is. */
    private static Optional<String> whyNot(Incarnation on) {
        if (on.pid() <= 0) {
            return Optional.of("container " + on.shortId() + " has no process");
        }
        String which = "process " + on.pid() + " of container " + on.shortId();
        Optional<ProcessTable.Row> row = ProcessTable.row(on.pid()).filter(found -> !found.zombie());
        if (row.isEmpty()) {
            return Optional.of(which + " is gone");
        }
        if (!ProcessTable.visible(on.pid(), on.id())) {
            return Optional.of(which + " is not seen from here; process " + on.pid() + " is '"
                    + row.get().command() + "' of something else");
        }
        Optional<Instant> start = ProcessTable.startOf(on.pid());
        if (start.isEmpty() || !near(start.get(), on.pidStart())) {
            return Optional.of(which + " began at " + on.pidStart() + " and is gone; another of that number began at "
                    + start.map(Instant::toString).orElse("an unknown time"));
        }
        return Optional.empty();
    }

    private static boolean near(Instant one, Instant other) {
        return Duration.between(one, other).abs().compareTo(START_SLACK) <= 0;
    }

    @Override
    public Optional<Boolean> goneWithin(Incarnation on, Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        while (whyNot(on).isEmpty()) {
            if (System.nanoTime() >= end) {
                return Optional.of(false);
            }
            Thread.sleep(POLL.toMillis());
        }
        return Optional.of(true);
    }

    @Override
    public Optional<Boolean> dropped(Incarnation on, Signal signal) {
        if (!ProcessTable.visible(on.pid(), on.id())) {
            return Optional.empty();
        }
        return ProcessTable.status(on.pid())
                .flatMap(status -> SignalMasks.parse(status
                        + SignalMasks.waiting(
                                ProcessTable.read(on.pid(), "wchan").orElse(""))))
                .map(masks -> masks.drops(signal));
    }
}
