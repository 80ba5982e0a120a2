package dev.respawn.fault;

import dev.respawn.catalogue.Field;
import dev.respawn.catalogue.Kinds;
import dev.respawn.catalogue.Word;
import dev.respawn.host.Locator;
import dev.respawn.host.Removing;
import dev.respawn.host.Unreached;
import dev.respawn.host.Witnessing;
import dev.respawn.model.Incarnation;
import dev.respawn.model.UndoLog;
import dev.respawn.model.WayBack;
import dev.respawn.model.Witness;
import dev.respawn.supervisor.Controls;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * An operator removes the container, running or not, as {@code docker rm --force} does.
 *
 * @param volumes whether its anonymous volumes go with it, as with {@code --volumes}
 */
public record Remove(boolean volumes) implements Fault {
    private static final Field<Remove, Boolean> VOLUMES =
            Field.orElse("volumes", "whether its anonymous volumes go with it", Kinds.FLAG, Remove::volumes, false);

    @Override
    public Set<Class<?>> needs() {
        return Set.of(Removing.class, Witnessing.class);
    }

    @Override
    public Kind kind() {
        return Kind.MOMENTARY;
    }

    @Override
    public String inWords() {
        return "an operator's forced removal" + (volumes ? ", anonymous volumes included" : "");
    }

    @Override
    public Optional<String> irreversible() {
        return Optional.of(
                "the container is gone, with its file system" + (volumes ? " and its anonymous volumes" : ""));
    }

    @Override
    public Witness inject(Incarnation on, Controls controls, UndoLog log) throws Unreached, InterruptedException {
        Witnessing witnessing = controls.get(Witnessing.class);
        Instant before = witnessing.now();
        log.before(new WayBack.Irreversible(
                "container " + on.shortId() + " is removed" + (volumes ? " with its anonymous volumes" : "")));
        Removing removing = controls.get(Removing.class);
        List<String> orphans = volumes ? List.of() : removing.orphans(on);
        if (!orphans.isEmpty()) {
            Map<String, String> locator = new TreeMap<>(Locator.of(on));
            locator.put(WayBack.Undo.VOLUMES, String.join(",", orphans));
            log.before(new WayBack.Undo(WayBack.Undo.REMOVE_VOLUMES, locator));
        }
        removing.remove(on, volumes);
        return Seen.event(witnessing, on, before, "destroy", event -> event.is("destroy"));
    }

    /** Offers it to the language. */
    public static final class Listing implements Fault.Listing {
        @Override
        public Word<Remove> word() {
            return Word.of(
                    "remove",
                    "an operator removes the container by force",
                    Remove.class,
                    v -> new Remove(v.get(VOLUMES)),
                    VOLUMES);
        }

        @Override
        public List<Fault> examples() {
            return List.of(new Remove(false));
        }
    }
}
