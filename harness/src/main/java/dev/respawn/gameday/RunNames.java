package dev.respawn.gameday;

import dev.respawn.scenario.Scenario;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Names of runs: they sort by time, say what was run, and fit into labels and file names. */
final class RunNames {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final int LONGEST = 32;

    private RunNames() {}

    /**
     * A name.
     *
     * @param salt tells runs apart that begin in the same second
     */
    static String of(Scenario scenario, Instant now, int salt) {
        String slug = scenario.name()
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9]+", "-")
                .replaceAll("^-+|-+$", "");
        if (slug.length() > LONGEST) {
            slug = slug.substring(0, LONGEST).replaceAll("-+$", "");
        }
        return TIME.format(now) + (slug.isEmpty() ? "" : "-" + slug) + String.format("-%04x", salt & 0xffff);
    }
}
