package dev.respawn.reports.html;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;

/**
 * The times of a run as people read them: seconds from one moment.
 *
 * @param zero that moment
 */
record RunTime(Instant zero) {
    /** Seconds with milliseconds, and always a sign: +0.212 s. */
    String relative(Instant at) {
        Duration since = Duration.between(zero, at);
        BigDecimal seconds = BigDecimal.valueOf(since.getSeconds())
                .add(BigDecimal.valueOf(since.getNano(), 9))
                .setScale(3, RoundingMode.HALF_UP);
        // A true minus sign, as wide as the plus.
        return (seconds.signum() < 0 ? "\u2212" : "+") + seconds.abs().toPlainString() + " s";
    }

    /** The moment itself, UTC, to the millisecond. */
    static String absolute(Instant at) {
        return DateTimeFormatter.ISO_INSTANT.format(at.truncatedTo(ChronoUnit.MILLIS));
    }

    /** A moment in text, with the absolute one behind it. */
    void write(Html html, Instant at) {
        html.element(
                "time",
                Attributes.with("datetime", absolute(at))
                        .and("title", absolute(at))
                        .and("class", "num"),
                relative(at));
    }
}
