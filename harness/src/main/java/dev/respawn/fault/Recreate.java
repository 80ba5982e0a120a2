package dev.respawn.fault;

import dev.respawn.catalogue.Word;
import dev.respawn.host.Recreating;
import dev.respawn.host.Unreached;
import dev.respawn.host.Witnessing;
import dev.respawn.model.Incarnation;
import dev.respawn.model.UndoLog;
import dev.respawn.model.WayBack;
import dev.respawn.model.Witness;
import dev.respawn.supervisor.Controls;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** An operator replaces the container by a new one from its image: what heals a broken file system. */
public record Recreate() implements Fault {
    @Override
    public Set<Class<?>> needs() {
        return Set.of(Recreating.class, Witnessing.class);
    }

    @Override
    public Kind kind() {
        return Kind.MOMENTARY;
    }

    @Override
    public String inWords() {
        return "an operator's replacement by a new container from the image";
    }

    @Override
    public Optional<String> irreversible() {
        return Optional.of("the container is gone, with its file system and its anonymous volumes");
    }

    @Override
    public Witness inject(Incarnation on, Controls controls, UndoLog log) throws Unreached, InterruptedException {
        Witnessing witnessing = controls.get(Witnessing.class);
        Instant before = witnessing.now();
        log.before(
                new WayBack.Irreversible("container " + on.shortId() + " is removed, and a new one takes its place"));
        Incarnation next = controls.get(Recreating.class).recreate(on);

        if (next.sameContainer(on)) {
            return new Witness.NotSeen("it is container " + on.shortId() + " as before");
        }
        List<String> evidence = new ArrayList<>();
        Seen.in(witnessing, on, before, event -> event.is("destroy"))
                .ifPresent(text -> evidence.add(text + " of container " + on.shortId()));
        if (evidence.isEmpty()) {
            return new Witness.NotSeen("the engine's events showed no destroy of container " + on.shortId());
        }
        Seen.in(witnessing, next, before, event -> event.is("start"))
                .ifPresent(text -> evidence.add(text + " of container " + next.shortId()));
        return evidence.size() == 2
                ? new Witness.Arrived(evidence)
                : new Witness.NotSeen("the engine's events showed no start of container " + next.shortId());
    }

    /** Offers it to the language. */
    public static final class Listing implements Fault.Listing {
        @Override
        public Word<Recreate> word() {
            return Word.of(
                    "recreate",
                    "an operator replaces the container by a new one from its image",
                    Recreate.class,
                    v -> new Recreate());
        }

        @Override
        public List<Fault> examples() {
            return List.of(new Recreate());
        }
    }
}
