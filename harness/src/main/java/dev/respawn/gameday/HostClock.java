package dev.respawn.gameday;

import dev.respawn.docker.EngineClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How the clock of a host stood to the run's own at some time. The run's own runs on evenly whatever happens; by a host's the
 * engine tells of its events, and somebody may set it.
 *
 * @param at the run's clock
 * @param ahead by how much the host's showed more
 * @param error by how much that may be wrong, either way
 */
record HostClock(Instant at, Duration ahead, Duration error) {
    /** By so much two readings of an even clock may differ: the harness may be halted between the two that make one. */
    private static final Duration BETWEEN_READINGS = Duration.ofMillis(100);
    /** A clock that is brought right by and by runs no more than 500 ppm off (adjtimex(2), of the frequency). */
    private static final long SLEWED_MOST = 2_000;

    /** Read just now: the run's clock, this machine's, and how the engine's stands to that. */
    static HostClock read(Instant run, Instant machine, EngineClock engine) {
        return new HostClock(run, Duration.between(run, machine).plus(engine.ahead()), engine.error());
    }

    /** By how much it was set since then; empty if it ran on evenly, as far as can be told. */
    Optional<Duration> setSince(HostClock before) {
        Duration by = ahead.minus(before.ahead);
        Duration explained = BETWEEN_READINGS
                .plus(error)
                .plus(before.error)
                .plus(Duration.between(before.at, at).dividedBy(SLEWED_MOST));
        return by.abs().compareTo(explained) > 0 ? Optional.of(by) : Optional.empty();
    }
}
