package dev.respawn.reports.html;

import static dev.respawn.reports.html.Attributes.with;

import dev.respawn.model.Durations;
import dev.respawn.model.Interval;
import java.time.Duration;

/** An interval beside its limit, as a small picture. */
final class Gauge {
    private static final double WIDTH = 240;

    private Gauge() {}

    static void write(Html html, Interval interval, Duration limit) {
        Duration most = interval.atMost().orElse(interval.atLeast().multipliedBy(2));
        double end = Math.max(limit.toNanos() * 1.25, most.toNanos() * 1.1) + 1;
        double from = interval.atLeast().toNanos() / end * WIDTH;
        double to = interval.atMost().map(m -> m.toNanos() / end * WIDTH).orElse(WIDTH);
        double at = limit.toNanos() / end * WIDTH;
        String says = "between 0 and the limit of " + Durations.text(limit) + ": " + interval;
        html.in(
                "svg",
                with("class", "gauge")
                        .and("viewBox", "0 0 " + Attributes.number(WIDTH) + " 18")
                        .and("preserveAspectRatio", "none")
                        .and("role", "img")
                        .and("aria-label", says),
                () -> {
                    html.element("title", says);
                    Draw.rect(html, "gauge-rail", 0, 7, WIDTH, 4);
                    Draw.rect(html, "gauge-span " + interval.within(limit).word(), from, 4, Math.max(3, to - from), 10);
                    Draw.line(html, "gauge-limit", at, 0, at, 18);
                });
    }
}
