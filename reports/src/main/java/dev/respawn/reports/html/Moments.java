package dev.respawn.reports.html;

import dev.respawn.journal.Entry;
import dev.respawn.journal.Event;
import java.time.Instant;

/** When an entry's event happened, as near as the journal knows. */
final class Moments {
    private Moments() {}

    static Instant of(Entry entry) {
        return entry.event() instanceof Event.EngineSaid said ? said.at() : entry.at();
    }
}
