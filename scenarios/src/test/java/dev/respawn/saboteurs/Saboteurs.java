package dev.respawn.saboteurs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.respawn.docker.ContainerFacts;
import dev.respawn.docker.ContainerSpec;
import dev.respawn.docker.Door;
import dev.respawn.model.EngineEvent;
import dev.respawn.model.Signal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The family. The names of its members stand nowhere in what judges them. */
public final class Saboteurs {
    private static final String CRASH = "saboteurs/crash.yaml";
    private static final String CRASH_ON = "healer:first=3s";
    private static final String LOOP = "saboteurs/loop.yaml";
    private static final String LOOP_ON = "healer:first=500ms,factor=6,cap=3s,give-up=2";
    private static final String LONG_LIVES = "saboteurs/long-lives.yaml";
    private static final String LONG_LIVES_ON = "healer:first=500ms,factor=20,reset-after=2s";
    private static final String UNWELL = "saboteurs/unwell.yaml";
    private static final String UNWELL_ON = "healer:first=500ms";
    private static final String STOPPED = "saboteurs/stopped.yaml";
    private static final String STOPPED_ON = "healer:first=300ms";
    private static final String WELL = "saboteurs/well.yaml";
    private static final String WELL_ON = "healer";

    private static final String CONTRACT = "keeps-contract";
    private static final String SETTINGS = "keeps-settings";
    private static final long MEDDLE_EVERY_MILLIS = 300;
    private static final long WELL_FOR_MILLIS = 4_000;

    /** All of them, in the order in which they are told. */
    public static final List<Saboteur> ALL = List.of(
            new Saboteur(
                    "restarts-too-early",
                    "it waits 3s before it starts what died",
                    CRASH_ON,
                    CRASH,
                    Sabotage.healer(CRASH_ON, "first=100ms"),
                    CONTRACT,
                    " and came back after .*; promised was .* after death 1 in a row",
                    Set.of()),
            new Saboteur(
                    "restarts-too-late",
                    "it waits no longer than 3s before it starts what died",
                    CRASH_ON,
                    CRASH,
                    Sabotage.healer(CRASH_ON, "first=8s"),
                    // Its contract lets it be late on a busy machine; the scenario has a limit of its own.
                    "comes-back",
                    "(?:came back as the same container .* after .*; wanted it within 6s|did not come back within 6s)",
                    Set.of(CONTRACT, "recovers")),
            new Saboteur(
                    "makes-anew-what-died",
                    "it starts the same container again",
                    CRASH_ON,
                    CRASH,
                    Sabotage.healer(CRASH_ON, "on-death=recreate"),
                    CONTRACT,
                    "came back as a new container; promised was the same container",
                    Set.of("comes-back")),
            new Saboteur(
                    "says-it-and-does-nothing",
                    "it does what it says that it did",
                    CRASH_ON,
                    CRASH,
                    Sabotage.hands(CRASH_ON, honest -> Tampered.door(honest, "start", arguments -> null)),
                    CONTRACT,
                    " and did not come back; promised was a start within ",
                    Set.of("comes-back", "recovers")),
            new Saboteur(
                    "doubles-the-container",
                    "it has one container for each replica",
                    CRASH_ON,
                    CRASH,
                    Sabotage.hands(CRASH_ON, Saboteurs::doubling),
                    "stays-single",
                    "containers .* of web/1 ran beside each other for ",
                    // The second has another name.
                    Set.of(SETTINGS)),
            new Saboteur(
                    "never-backs-off",
                    "it waits longer each time",
                    LOOP_ON,
                    LOOP,
                    Sabotage.healer(LOOP_ON, "factor=1"),
                    "backs-off",
                    " and came back after .*; promised was .* after death 2 in a row",
                    Set.of(CONTRACT)),
            new Saboteur(
                    "never-gives-up",
                    "it gives up after two starts in a row",
                    LOOP_ON,
                    LOOP,
                    Sabotage.healer(LOOP_ON, "give-up=0"),
                    "backs-off",
                    " and was started again after .*; promised was that it stays down",
                    Set.of(CONTRACT)),
            new Saboteur(
                    "gives-up-too-early",
                    "it does not give up before the second start in a row",
                    LOOP_ON,
                    LOOP,
                    Sabotage.healer(LOOP_ON, "give-up=1"),
                    "backs-off",
                    "step 2 .* did not come within ",
                    Set.of(CONTRACT)),
            new Saboteur(
                    "never-resets",
                    "it counts anew after a life of two seconds",
                    LONG_LIVES_ON,
                    LONG_LIVES,
                    Sabotage.healer(LONG_LIVES_ON, "reset-after=1h"),
                    CONTRACT,
                    " and did not come back; promised was a start within ",
                    Set.of()),
            new Saboteur(
                    "restarts-what-it-should-make-anew",
                    "it makes anew what is unhealthy",
                    UNWELL_ON,
                    UNWELL,
                    Sabotage.healer(UNWELL_ON, "on-unhealthy=restart"),
                    CONTRACT,
                    "came back as the same container; promised was a new container",
                    Set.of()),
            new Saboteur(
                    "ignores-the-unhealthy",
                    "it does something about what is unhealthy",
                    UNWELL_ON,
                    UNWELL,
                    Sabotage.healer(UNWELL_ON, "on-unhealthy=leave"),
                    CONTRACT,
                    " turned unhealthy and nothing was done about it; promised was a start within ",
                    Set.of()),
            loses(
                    "loses-the-memory-limit",
                    "a new container has the memory limit of the old one",
                    body -> host(body).remove(List.of("Memory", "MemorySwap")),
                    "memory limit",
                    Set.of()),
            loses(
                    "loses-the-volume",
                    "a new container has the volumes of the old one",
                    body -> host(body).remove(List.of("Mounts", "Binds")),
                    "mount /data",
                    Set.of("keeps-file")),
            loses(
                    "loses-a-label",
                    "a new container has the labels of the old one",
                    body -> ((ObjectNode) body.path("Labels")).remove(HealedStack.LABEL),
                    "label " + HealedStack.LABEL,
                    Set.of()),
            loses(
                    "loses-the-port",
                    "a new container has the published ports of the old one",
                    body -> host(body).remove("PortBindings"),
                    "published 80/tcp",
                    Set.of("recovers")),
            loses(
                    "loses-the-network",
                    "a new container is on the networks of the old one",
                    body -> {
                        body.remove("NetworkingConfig");
                        host(body).remove("NetworkMode");
                    },
                    "network ",
                    Set.of()),
            loses(
                    "loses-a-variable",
                    "a new container has the environment of the old one",
                    Saboteurs::withoutKey,
                    "environment API_KEY",
                    Set.of()),
            new Saboteur(
                    "starts-what-was-stopped",
                    "it leaves down what an operator stopped",
                    STOPPED_ON,
                    STOPPED,
                    Sabotage.hands(STOPPED_ON, Saboteurs::deafToOperators),
                    CONTRACT,
                    "\\(engine-api-stop\\) and was started again after .*; promised was that it stays down",
                    Set.of("stays-down")),
            new Saboteur(
                    "kills-a-healthy-one",
                    "it leaves alone what is well",
                    WELL_ON,
                    WELL,
                    Sabotage.none(WELL_ON).meddledWith((door, containers) -> {
                        Thread.sleep(WELL_FOR_MILLIS);
                        for (String id : containers.ids()) {
                            door.kill(id, Signal.KILL);
                        }
                    }),
                    CONTRACT,
                    " while nothing was wrong with it, and no fault of the run explains that; only its supervisor can have"
                            + " asked for it",
                    Set.of()),
            new Saboteur(
                    "policy-never-gives-up",
                    "it gives up after two restarts in a row",
                    "docker:on-failure:2",
                    "corpus/crash-loop.yaml",
                    Sabotage.as("docker:always"),
                    CONTRACT,
                    " and was started again after .*; promised was that it stays down",
                    Set.of()),
            new Saboteur(
                    "policy-does-nothing",
                    "it starts again what died",
                    "docker:always",
                    "corpus/main-process-killed.yaml",
                    Sabotage.as("docker:no"),
                    CONTRACT,
                    " and did not come back; promised was a start within ",
                    Set.of()),
            new Saboteur(
                    "policy-fights-its-operator",
                    "it leaves down what an operator stopped",
                    "docker:always",
                    "corpus/operators-stop.yaml",
                    Sabotage.as("docker:always").meddledWith((door, containers) -> {
                        while (true) {
                            for (String id : containers.ids()) {
                                Optional<ContainerFacts> facts = door.inspect(id);
                                if (facts.filter(found ->
                                                found.condition().status().equals("exited"))
                                        .isPresent()) {
                                    door.start(id);
                                }
                            }
                            Thread.sleep(MEDDLE_EVERY_MILLIS);
                        }
                    }),
                    CONTRACT,
                    "\\(engine-api-stop\\) and was started again after .*; promised was that it stays down",
                    Set.of()));

    private Saboteurs() {}

    /** The honest ones on the scenarios of all saboteurs, by the means of these. */
    static List<Saboteur> honest() {
        Map<String, Saboteur> once = new LinkedHashMap<>();
        ALL.forEach(saboteur -> once.putIfAbsent(
                saboteur.poses() + " on " + saboteur.scenario(),
                Saboteur.honest(saboteur.poses(), saboteur.scenario())));
        return List.copyOf(once.values());
    }

    private static Saboteur loses(
            String name, String breaks, Consumer<ObjectNode> loss, String setting, Set<String> others) {
        return new Saboteur(
                name,
                breaks,
                UNWELL_ON,
                UNWELL,
                Sabotage.losing(UNWELL_ON, loss),
                SETTINGS,
                "of container .* of web/1 .*'" + setting + "[^']*' is missing",
                others);
    }

    private static ObjectNode host(ObjectNode body) {
        return (ObjectNode) body.path("HostConfig");
    }

    private static void withoutKey(ObjectNode body) {
        ArrayNode left = body.arrayNode();
        for (JsonNode variable : body.path("Env")) {
            if (!variable.asText().startsWith("API_KEY=")) {
                left.add(variable);
            }
        }
        body.set("Env", left);
    }

    /** Beside each container that it starts it makes another one from the same image, and starts that as well. */
    private static Door doubling(Door honest) {
        return Tampered.door(honest, "start", arguments -> {
            String id = (String) Objects.requireNonNull(arguments[0]);
            honest.start(id);
            ContainerFacts one = honest.inspect(id).orElseThrow();
            honest.start(
                    honest.create(ContainerSpec.plain(one.name() + "-twin", one.image(), List.of(), one.labels())));
            return null;
        });
    }

    /** It never hears that anybody asked the engine for an end. */
    private static Door deafToOperators(Door honest) {
        Door deaf = Tampered.door(
                honest,
                "events",
                arguments -> honest.events(new Deaf((Door.EventListener) Objects.requireNonNull(arguments[0]))));
        return Tampered.door(deaf, "eventsBetween", arguments -> {
            @SuppressWarnings("unchecked") // as the call has it
            Map<String, String> labels = (Map<String, String>) Objects.requireNonNull(arguments[2]);
            Stream<EngineEvent> events = honest
                    .eventsBetween(
                            (Instant) Objects.requireNonNull(arguments[0]),
                            (Instant) Objects.requireNonNull(arguments[1]),
                            labels)
                    .stream();
            return new ArrayList<>(events.filter(Deaf::heard).toList());
        });
    }

    /** Passes on all but an operator's wishes. */
    private record Deaf(Door.EventListener listener) implements Door.EventListener {
        static boolean heard(EngineEvent event) {
            return !event.is("kill") && !event.is("stop");
        }

        @Override
        public void event(EngineEvent event) {
            if (heard(event)) {
                listener.event(event);
            }
        }

        @Override
        public void blind(String why) {
            listener.blind(why);
        }

        @Override
        public void seeing() {
            listener.seeing();
        }
    }
}
