package dev.respawn.host;

import dev.respawn.model.Condition;
import dev.respawn.model.EngineEvent;
import dev.respawn.model.Incarnation;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Predicate;

/** What can be seen of an incarnation from outside, to prove that a disturbance reached it. */
public interface Witnessing {
    /** Now, on the run's clock. */
    Instant now();

    /** The first event of its container, not earlier than {@code since}, that fits; empty if none came within the limit. */
    Optional<EngineEvent> event(Incarnation on, Instant since, Predicate<EngineEvent> fits, Duration limit)
            throws InterruptedException;

    /** What the engine says of it now; empty if it is removed. */
    Optional<Condition> inspect(Incarnation on) throws Unreached, InterruptedException;
}
