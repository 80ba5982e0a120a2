package dev.respawn.contract;

import dev.respawn.model.VersionRange;
import java.util.Optional;

/**
 * When a rule holds, besides its cause. What is empty does not matter.
 *
 * @param engine versions such as {@code >=20.10} or {@code <24.0}
 * @param state what the container was in when it died
 * @param liveRestore whether its engine keeps containers alive without itself
 * @param restartsBelow the policy's own count of restarts is below this
 * @param startFails whether the engine tried to start it again and could not (ground truth 6)
 * @param exit with what its main process ended, whoever made it end (ground truth 125)
 */
public record Given(
        Optional<VersionRange> engine,
        Optional<State> state,
        Optional<Boolean> liveRestore,
        Optional<Integer> restartsBelow,
        Optional<Boolean> startFails,
        Optional<Exit> exit) {
    /** With whatever code its main process ended. */
    public Given(
            Optional<VersionRange> engine,
            Optional<State> state,
            Optional<Boolean> liveRestore,
            Optional<Integer> restartsBelow,
            Optional<Boolean> startFails) {
        this(engine, state, liveRestore, restartsBelow, startFails, Optional.empty());
    }

    /** What a container was in when it died. */
    public enum State {
        RUNNING,
        BACKOFF,
        PAUSED,
        OPERATOR_STOPPED,
        API_SIGNALLED
    }

    /** With what a main process ended. */
    public enum Exit {
        ZERO,
        NONZERO;

        /** What a code is. */
        static Exit of(int code) {
            return code == 0 ? ZERO : NONZERO;
        }
    }

    /** The same for a supervisor that restarted it less often than this. */
    public Given below(int restarts) {
        return new Given(engine, state, liveRestore, Optional.of(restarts), startFails, exit);
    }

    /** Whatever the circumstances. */
    public static Given always() {
        return new Given(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }
}
