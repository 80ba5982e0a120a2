package dev.respawn.journal;

import dev.respawn.model.Condition;
import dev.respawn.model.Ending;
import dev.respawn.model.EngineEvent;
import dev.respawn.model.FileState;
import dev.respawn.model.HostId;
import dev.respawn.model.Incarnation;
import dev.respawn.model.Phase;
import dev.respawn.model.Sample;
import dev.respawn.model.Target;
import dev.respawn.model.UndoResult;
import dev.respawn.model.WayBack;
import dev.respawn.model.Witness;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One thing that was intended, done or seen. Times are on the run's clock unless they say otherwise. */
public sealed interface Event {
    /** The run begins. */
    record RunBegan(String run, String scenario, String supervisor, long seed, String version) implements Event {}

    /** A part of the run begins. */
    record PhaseBegan(Phase phase) implements Event {}

    /**
     * A host as it was found.
     *
     * @param facts engine, kernel, cgroup and the like, by name
     * @param clockOffset the host's clock minus the run's
     */
    record HostFound(HostId host, Map<String, String> facts, Duration clockOffset) implements Event {}

    /**
     * An image is ready on a host.
     *
     * @param name as the scenario calls it
     * @param id what it really is, a digest
     * @param origin where it came from: there already, pulled, built
     */
    record ImageReady(HostId host, String name, String id, String origin) implements Event {}

    /** A target stands. */
    record Deployed(Target target, Incarnation incarnation) implements Event {}

    /** The supervisor under test said or did something of its own, as far as it tells. */
    record SupervisorSaid(String text) implements Event {}

    /** What the engine says of a target when asked. */
    record Seen(Target target, Incarnation incarnation, Condition condition) implements Event {}

    /**
     * The engine was asked for a target and has none.
     *
     * @param container which one of its containers is gone, if it was asked for one; a new one may stand in its place
     */
    record SeenAbsent(Target target, Optional<String> container, String proof) implements Event {
        /** Of a target that has no container at all. */
        public SeenAbsent(Target target, String proof) {
            this(target, Optional.empty(), proof);
        }
    }

    /**
     * An event of the engine's own.
     *
     * @param at its time on the run's clock; the engine's own is in the event
     * @param target whose container it is, if it is one of the stack
     */
    record EngineSaid(HostId host, Instant at, Optional<Target> target, EngineEvent said) implements Event {}

    /** The stream of engine events ended; what happens now is not seen. */
    record BlindBegan(HostId host, String why) implements Event {}

    /** The stream is back. */
    record BlindEnded(HostId host, Instant from, Instant to) implements Event {}

    /**
     * A line that a container printed, as far as a claim asks for its output.
     *
     * @param at the engine's time of it, on the run's clock
     * @param stderr which of its two streams
     */
    record Printed(Target target, String container, Instant at, boolean stderr, String line) implements Event {}

    /**
     * How far the output of a container was read, as far as a claim asks for it: only what was read tells what was not
     * printed.
     *
     * @param until the run's time at which it was asked for
     * @param whole whether all that was printed until then is in the journal
     * @param why what is missing; empty if nothing is
     */
    record OutputRead(Target target, String container, Instant until, boolean whole, String why) implements Event {}

    /**
     * The result of one of the engine's health checks.
     *
     * @param began on the run's clock, like {@code ended}
     * @param exitCode 0 is healthy; -1 one that had to be cut off (ground truth 73)
     */
    record HealthChecked(Target target, String container, Instant began, Instant ended, int exitCode, String output)
            implements Event {}

    /** What a file in a container was when it was looked at, as far as a claim asks for it. */
    record FileSeen(Target target, String container, String path, FileState state) implements Event {}

    /**
     * The memory of a container, as far as a claim asks for it.
     *
     * @param bytes in use now
     * @param peak the most since the container started, as the kernel counts it; empty where it does not
     * @param limit empty for none
     */
    record MemorySeen(Target target, String container, long bytes, Optional<Long> peak, Optional<Long> limit)
            implements Event {}

    /**
     * The kernel killed a process for want of memory.
     *
     * @param at on the run's clock, as exactly as the source tells it
     * @param target whose memory group it was, if it is one of the stack
     * @param pid as the host counts; 0 if the source does not tell
     * @param source the kernel's log, or a counter of the memory group
     */
    record KernelKilled(HostId host, Instant at, Optional<Target> target, String container, long pid, String source)
            implements Event {}

    /**
     * Somebody set the clock by which a host's engine tells of its events, at some time during the run.
     *
     * @param by how much; negative for back
     */
    record ClockSet(HostId host, Duration by) implements Event {}

    /**
     * Work on a host had to wait, because the machine had more to do than it could.
     *
     * @param what what was waited for: cpu, io or memory
     * @param waited for how long of this time at least one task waited, as the kernel counts it
     */
    record HostPressed(HostId host, Instant from, Instant to, String what, Duration waited) implements Event {}

    /** What the engine told when it was asked, after the fact, for the events of a span. */
    record ToldAgain(HostId host, Instant since, Instant until, List<EngineEvent> events) implements Event {
        public ToldAgain {
            events = List.copyOf(events);
        }
    }

    /** The answer to whether all probes were good before the first fault. */
    record BeganWell(boolean well, String why) implements Event {}

    /** A probe's sample. */
    record Sampled(String probe, Sample sample) implements Event {}

    /** A fault is about to be injected. */
    record FaultIntended(String disruption, Target target, Incarnation on, String fault) implements Event {}

    /** Told before the fault: why it may not do what its author expects. */
    record Forewarned(String disruption, Target target, String warning) implements Event {}

    /** The way back is on disk. */
    record WayBackKept(String disruption, Target target, WayBack wayBack) implements Event {}

    /** A fault was injected, and this is what its witness says. */
    record FaultInjected(String disruption, Target target, Incarnation on, Witness witness) implements Event {}

    /** A fault could not be injected; what it had done by then was undone. */
    record FaultFailed(String disruption, Target target, String why) implements Event {}

    /**
     * A lasting fault was looked at.
     *
     * @param look in-force, lost or unknown
     */
    record FaultLooked(String disruption, Target target, String look, String why) implements Event {}

    /** A way back is about to be taken. */
    record UndoBegan(String disruption, Target target, WayBack.Undo undo) implements Event {}

    /** What became of it. */
    record UndoEnded(String disruption, Target target, UndoResult result) implements Event {}

    /** Something the reader of the run should know. */
    record Noted(String text) implements Event {}

    /** What was compared on the host and the engine afterwards, and what was found left over. */
    record ResidueChecked(List<String> compared, List<String> left) implements Event {
        public ResidueChecked {
            compared = List.copyOf(compared);
            left = List.copyOf(left);
        }
    }

    /**
     * What else is different on the host since the run began, as far as it was compared: told, and not judged.
     *
     * @param changes what nobody's name or id stands in
     * @param others what was left out because it is others', in words; empty text for nothing
     */
    record HostChanged(List<String> changes, String others) implements Event {
        public HostChanged {
            changes = List.copyOf(changes);
        }
    }

    /** The run is over. */
    record RunEnded(Ending ending, String why) implements Event {}
}
