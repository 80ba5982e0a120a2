package dev.respawn.healer;

import dev.respawn.model.EngineEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A container that the healer looks after, as it knows it. Only {@link Healing} changes it. */
final class Patient {
    /** What can be amiss. Each is counted in a row of its own. */
    enum Trouble {
        DEATH,
        UNHEALTHY
    }

    /** What shall be done, and when. */
    record Plan(Deed.Kind kind, Instant due, Trouble trouble, String because) {
        Plan at(Instant other) {
            return new Plan(kind, other, trouble, because);
        }
    }

    String id;
    String name;
    boolean running;
    boolean paused;
    boolean unhealthy;
    /** An operator put it down, or it is left for another reason: nothing is done before somebody starts it. */
    boolean left;
    /** It is left since an operator put it down, as far as anybody can tell. */
    boolean putDown;
    /** Something is being done to it at this moment. */
    boolean busy;

    /** By the engine's clock. */
    Instant startedAt = Instant.EPOCH;

    Instant diedAt = Instant.EPOCH;
    Optional<Plan> plan = Optional.empty();
    /** What a look showed that no event had told; believed when the next look shows it again. */
    Optional<Seen> doubt = Optional.empty();
    /** What the engine was asked to do to this life. */
    final List<EngineEvent> requests = new ArrayList<>();
    /** What was heard while something was being done to it. */
    final List<EngineEvent> later = new ArrayList<>();

    private final Map<Trouble, Integer> row = new EnumMap<>(Trouble.class);

    Patient(String id, String name) {
        this.id = id;
        this.name = name;
    }

    /** Counts a trouble at the end of a life of this length, and says which in a row it is. */
    int count(Trouble trouble, Duration life, Duration resetAfter) {
        int n = life.compareTo(resetAfter) >= 0 ? 1 : row.getOrDefault(trouble, 0) + 1;
        row.put(trouble, n);
        return n;
    }

    /** Begins a life. */
    void lives(Instant since) {
        startedAt = since;
        running = true;
        paused = false;
        unhealthy = false;
        left = false;
        putDown = false;
        plan = Optional.empty();
        doubt = Optional.empty();
        requests.clear();
    }

    /** An operator began it: what was before does not count any more. */
    void countAnew() {
        row.clear();
    }
}
