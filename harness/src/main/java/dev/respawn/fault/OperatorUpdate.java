package dev.respawn.fault;

import dev.respawn.catalogue.Field;
import dev.respawn.catalogue.Kinds;
import dev.respawn.catalogue.Word;
import dev.respawn.docker.ContainerUpdate;
import dev.respawn.host.Locator;
import dev.respawn.host.Unreached;
import dev.respawn.host.Updating;
import dev.respawn.host.Witnessing;
import dev.respawn.model.ByteSize;
import dev.respawn.model.Incarnation;
import dev.respawn.model.UndoLog;
import dev.respawn.model.WayBack;
import dev.respawn.model.Witness;
import dev.respawn.supervisor.Controls;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * An operator changes the restart policy or the memory limit of a container while it is there (ground truth 33).
 *
 * @param restart the new policy; empty to leave it
 * @param memory the new limit, of memory and swap together; empty to leave it
 */
public record OperatorUpdate(Optional<String> restart, Optional<ByteSize> memory) implements Fault {
    private static final long MEMORY_LEAST = 6L << 20;
    private static final Pattern POLICY = Pattern.compile("no|always|unless-stopped|on-failure(?::[1-9][0-9]{0,2})?");
    private static final dev.respawn.catalogue.Kind<String> POLICIES =
            Kinds.text("no, always, unless-stopped, on-failure or on-failure:RETRIES", POLICY);

    private static final Field<OperatorUpdate, Optional<String>> RESTART =
            Field.maybe("restart", "the new restart policy", POLICIES, OperatorUpdate::restart);
    private static final Field<OperatorUpdate, Optional<ByteSize>> MEMORY =
            Field.maybe("memory", "the new memory limit", Kinds.SIZE, OperatorUpdate::memory);

    public OperatorUpdate {
        if (restart.isEmpty() && memory.isEmpty()) {
            throw new IllegalArgumentException("'operator-update' changes nothing; add 'restart' or 'memory'");
        }
        restart.filter(policy -> !POLICY.matcher(policy).matches()).ifPresent(policy -> {
            throw new IllegalArgumentException("'" + policy + "' is no restart policy; wanted " + POLICIES.wanted());
        });
        memory.filter(limit -> limit.bytes() < MEMORY_LEAST).ifPresent(limit -> {
            throw new IllegalArgumentException(
                    "'operator-update' sets a memory limit of " + limit + "; engines refuse less than 6MiB");
        });
    }

    @Override
    public Set<Class<?>> needs() {
        return Set.of(Updating.class, Witnessing.class);
    }

    @Override
    public Kind kind() {
        return Kind.LASTING;
    }

    @Override
    public String inWords() {
        return "an operator's update to " + words(update());
    }

    @Override
    public Optional<String> irreversible() {
        return Optional.empty();
    }

    private ContainerUpdate update() {
        String name = restart.map(policy -> policy.replaceFirst(":.*", "")).orElse("");
        int retries = restart.filter(policy -> policy.contains(":"))
                .map(policy -> Integer.parseInt(policy.substring(policy.indexOf(':') + 1)))
                .orElse(0);
        return new ContainerUpdate(restart.map(policy -> name), retries, memory);
    }

    private static String words(ContainerUpdate update) {
        List<String> words = new ArrayList<>();
        update.restart()
                .ifPresent(policy ->
                        words.add("restart " + policy + (update.retries() == 0 ? "" : ":" + update.retries())));
        // The engine's word for no limit is 0.
        update.memory().ifPresent(limit -> words.add(limit.bytes() == 0 ? "no memory limit" : "memory " + limit));
        return String.join(", ", words);
    }

    @Override
    public Witness inject(Incarnation on, Controls controls, UndoLog log) throws Unreached, InterruptedException {
        Updating updating = controls.get(Updating.class);
        Witnessing witnessing = controls.get(Witnessing.class);
        ContainerUpdate was = updating.before(on, update());
        Instant before = witnessing.now();
        log.before(new WayBack.Undo(WayBack.Undo.RESTORE_SETTINGS, locator(on, was)));
        updating.update(on, update());

        List<String> evidence = new ArrayList<>();
        Seen.in(witnessing, on, before, event -> event.is("update")).ifPresent(evidence::add);
        ContainerUpdate now = updating.before(on, update());
        if (now.equals(update())) {
            evidence.add("the engine says, when asked: " + words(now) + "; it was " + words(was));
        }
        return Seen.orNot(evidence, "the engine's events showed no update, and when asked it says: " + words(now));
    }

    private static Map<String, String> locator(Incarnation on, ContainerUpdate was) {
        Map<String, String> locator = Locator.of(on);
        was.restart().ifPresent(policy -> {
            locator.put("restart", policy);
            locator.put("retries", String.valueOf(was.retries()));
        });
        was.memory().ifPresent(limit -> locator.put("memory", String.valueOf(limit.bytes())));
        return locator;
    }

    @Override
    public Look look(Incarnation on, Controls controls) throws InterruptedException {
        try {
            return controls.get(Updating.class).before(on, update()).equals(update()) ? Look.IN_FORCE : Look.LOST;
        } catch (Unreached e) {
            return Look.UNKNOWN;
        }
    }

    /** Offers it to the language. */
    public static final class Listing implements Fault.Listing {
        @Override
        public Word<OperatorUpdate> word() {
            return Word.of(
                    "operator-update",
                    "an operator changes the restart policy or the memory limit while it runs",
                    OperatorUpdate.class,
                    v -> new OperatorUpdate(v.get(RESTART), v.get(MEMORY)),
                    RESTART,
                    MEMORY);
        }

        @Override
        public List<Fault> examples() {
            return List.of(new OperatorUpdate(Optional.of("no"), Optional.empty()));
        }
    }
}
