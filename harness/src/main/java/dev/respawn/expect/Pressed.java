package dev.respawn.expect;

import dev.respawn.journal.Event;
import dev.respawn.model.HostId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * For how long the machine under an engine had more to do than it could. What an engine's own work takes is promised for a
 * machine with time to spare; on a loaded one a promise is widened, and never tried again (ground truth, verifier rule 3).
 */
final class Pressed {
    private final List<Event.HostPressed> spans;

    private Pressed(List<Event.HostPressed> spans) {
        this.spans = spans;
    }

    static Pressed of(Evidence evidence) {
        return new Pressed(evidence.entries().stream()
                .map(entry -> entry.event())
                .filter(Event.HostPressed.class::isInstance)
                .map(Event.HostPressed.class::cast)
                .toList());
    }

    /** How long work on that host was waiting between these times, at most. */
    Duration within(HostId host, Instant from, Instant to) {
        Duration all = Duration.ZERO;
        for (Event.HostPressed span : spans) {
            if (span.host().equals(host)) {
                Instant begin = span.from().isAfter(from) ? span.from() : from;
                Instant end = span.to().isBefore(to) ? span.to() : to;
                if (begin.isBefore(end)) {
                    Duration common = Duration.between(begin, end);
                    all = all.plus(common.compareTo(span.waited()) < 0 ? common : span.waited());
                }
            }
        }
        return all;
    }
}
