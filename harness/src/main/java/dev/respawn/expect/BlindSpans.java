package dev.respawn.expect;

import dev.respawn.journal.Entry;
import dev.respawn.journal.Event;
import dev.respawn.model.HostId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** When the event stream of a host was away: what is absent from it then proves nothing. */
public final class BlindSpans {
    /** From here to there nothing was seen. */
    public record Span(HostId host, Instant from, Instant to, List<Long> evidence) {}

    private final List<Span> spans = new ArrayList<>();

    private BlindSpans() {}

    /** All of a run; one that never ended lasts for ever. */
    public static BlindSpans of(Evidence evidence) {
        BlindSpans blind = new BlindSpans();
        Map<HostId, Entry> open = new HashMap<>();
        for (Entry entry : evidence.entries()) {
            if (entry.event() instanceof Event.BlindBegan began) {
                open.putIfAbsent(began.host(), entry);
            } else if (entry.event() instanceof Event.BlindEnded ended) {
                Entry began = open.remove(ended.host());
                // The stream may have been dead before anybody noticed, and its end says since when.
                Instant from = began != null && began.at().isBefore(ended.from()) ? began.at() : ended.from();
                blind.spans.add(new Span(
                        ended.host(),
                        from,
                        ended.to(),
                        began == null ? List.of(entry.seq()) : List.of(began.seq(), entry.seq())));
            }
        }
        open.forEach((host, entry) -> blind.spans.add(new Span(host, entry.at(), Instant.MAX, List.of(entry.seq()))));
        return blind;
    }

    public List<Span> all() {
        return List.copyOf(spans);
    }

    /** The first span of that host which reaches into this time. */
    Optional<Span> within(HostId host, Instant from, Instant to) {
        return spans.stream()
                .filter(span -> span.host().equals(host)
                        && !span.from().isAfter(to)
                        && !span.to().isBefore(from))
                .findFirst();
    }
}
