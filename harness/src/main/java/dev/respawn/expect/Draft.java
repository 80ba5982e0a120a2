package dev.respawn.expect;

import dev.respawn.model.Condition;
import dev.respawn.model.EngineEvent;
import dev.respawn.model.HostId;
import dev.respawn.model.Incarnation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A life as far as it is known by now. */
final class Draft {
    final HostId host;
    final String container;
    final Instant firstSign;
    final List<Long> seqs = new ArrayList<>();
    Moment started;
    boolean byEvent;
    Instant lastAlive;

    @Nullable
    Incarnation process;

    /** When the engine says that this life began; several looks at one life hear the same. */
    @Nullable
    Instant enginesStart;

    @Nullable
    Integer restartCount;

    @Nullable
    Moment died;

    @Nullable
    Sign dieEvent;

    long dieSeq;

    @Nullable
    Condition seenDown;

    boolean startFailed;

    final List<Long> deathSeqs = new ArrayList<>();

    Draft(HostId host, String container, Moment started, Instant firstSign, boolean byEvent) {
        this.host = host;
        this.container = container;
        this.started = started;
        this.firstSign = firstSign;
        this.byEvent = byEvent;
        this.lastAlive = firstSign;
    }

    void dies(Moment moment, long seq) {
        died = moment;
        dieSeq = seq;
        deathSeqs.add(seq);
    }

    /** The engine's event of its death; empty if it was only seen down. */
    Optional<EngineEvent> dieEvent() {
        return Optional.ofNullable(dieEvent).map(Sign::said);
    }

    /** What the engine said of it afterwards. */
    Optional<Condition> seenDown() {
        return Optional.ofNullable(seenDown);
    }

    /** When it was over, or at the latest. */
    Instant over(Instant atTheLatest) {
        return died == null ? atTheLatest : died.latest();
    }
}
