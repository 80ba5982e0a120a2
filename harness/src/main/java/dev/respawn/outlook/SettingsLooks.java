package dev.respawn.outlook;

import dev.respawn.docker.Door;
import dev.respawn.docker.EngineException;
import dev.respawn.journal.Event;
import dev.respawn.journal.Journal;
import dev.respawn.model.EngineEvent;
import dev.respawn.model.ServiceName;
import dev.respawn.model.Veil;
import java.time.Duration;
import java.util.Set;

/** How containers were asked for, from their first start on: what was never started may be half made. */
final class SettingsLooks implements Gatherer {
    private final Set<ServiceName> services;
    private final Veil veil;
    private final Door door;
    private final Journal journal;

    /** @param veil what is put over values that may be secret */
    SettingsLooks(Set<ServiceName> services, Veil veil, Door door, Journal journal) {
        this.services = Set.copyOf(services);
        this.veil = veil;
        this.door = door;
        this.journal = journal;
    }

    @Override
    public String what() {
        return "the settings";
    }

    // They change only where somebody changes them, which is told by an event, or seen at the end.
    @Override
    public Duration every() {
        return Duration.ofDays(1);
    }

    @Override
    public boolean wakes(EngineEvent event) {
        return event.is("start") || event.is("update") || event.is("rename");
    }

    @Override
    public void look(RunContainers.Known container) throws EngineException, InterruptedException {
        if (!services.contains(container.target().name())
                || door.inspect(container.id())
                        .filter(facts -> facts.condition().startedAt().isPresent())
                        .isEmpty()) {
            return;
        }
        door.settings(container.id(), veil)
                .ifPresent(settings ->
                        journal.append(new Event.SettingsSeen(container.target(), container.id(), settings)));
    }
}
