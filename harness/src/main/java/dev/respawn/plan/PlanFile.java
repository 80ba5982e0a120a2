package dev.respawn.plan;

import dev.respawn.catalogue.Field;
import dev.respawn.catalogue.Kinds;
import dev.respawn.catalogue.PlainJson;
import dev.respawn.catalogue.Reading;
import dev.respawn.catalogue.Shape;
import dev.respawn.contract.Contract;
import dev.respawn.model.ServiceName;
import dev.respawn.model.Target;
import dev.respawn.scenario.Disruption;
import dev.respawn.scenario.Scenario;
import dev.respawn.supervisor.ContractShape;
import dev.respawn.yaml.Node;
import dev.respawn.yaml.Yaml;
import dev.respawn.yaml.YamlProblem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** A plan as a file: all that a verdict needs besides the journal. */
public final class PlanFile {
    private record Stored(
            Scenario scenario,
            String supervisor,
            String host,
            String seed,
            Map<String, Contract> contracts,
            List<StoredMove> moves,
            Duration observe,
            Optional<Plan.Again> again) {}

    private record StoredMove(String disruption, List<String> targets) {}

    private static final Field<StoredMove, String> DISRUPTION =
            Field.wanted("disruption", "the scenario's name for it", Kinds.WORDS, StoredMove::disruption);
    private static final Field<StoredMove, List<String>> TARGETS =
            Field.wanted("targets", "those that were chosen", Kinds.list(Kinds.WORDS), StoredMove::targets);
    private static final Shape<StoredMove> MOVE =
            Shape.of("a move", v -> new StoredMove(v.get(DISRUPTION), v.get(TARGETS)), DISRUPTION, TARGETS);

    private static final Field<Stored, Scenario> SCENARIO =
            Field.wanted("scenario", "what was asked for", Scenario.SHAPE, Stored::scenario);
    private static final Field<Stored, String> SUPERVISOR =
            Field.wanted("supervisor", "under test", Kinds.WORDS, Stored::supervisor);
    private static final Field<Stored, String> HOST = Field.wanted("host", "on which", Kinds.WORDS, Stored::host);
    private static final Field<Stored, String> SEED =
            Field.wanted("seed", "every draw came from it", Kinds.WORDS, Stored::seed);
    private static final Field<Stored, Map<String, Contract>> CONTRACTS = Field.wanted(
            "contracts", "what was promised, by service", Kinds.map(ContractShape.SHAPE), Stored::contracts);
    private static final Field<Stored, List<StoredMove>> MOVES =
            Field.wanted("moves", "in the order of their times", Kinds.list(MOVE), Stored::moves);
    private static final Field<Stored, Duration> OBSERVE =
            Field.wanted("observe", "how long to look", Kinds.DURATION, Stored::observe);
    private static final Field<Plan.Again, String> FILE =
            Field.wanted("file", "of the scenario", Kinds.WORDS, Plan.Again::file);
    private static final Field<Plan.Again, String> ON =
            Field.wanted("on", "the supervisor", Kinds.WORDS, Plan.Again::on);
    private static final Field<Stored, Optional<Plan.Again>> AGAIN = Field.maybe(
            "again",
            "how to say it again on a command line",
            Shape.of("a command line", v -> new Plan.Again(v.get(FILE), v.get(ON)), FILE, ON),
            Stored::again);
    private static final Shape<Stored> SHAPE = Shape.of(
            "a plan",
            v -> new Stored(
                    v.get(SCENARIO),
                    v.get(SUPERVISOR),
                    v.get(HOST),
                    v.get(SEED),
                    v.get(CONTRACTS),
                    v.get(MOVES),
                    v.get(OBSERVE),
                    v.get(AGAIN)),
            SCENARIO,
            SUPERVISOR,
            HOST,
            SEED,
            CONTRACTS,
            MOVES,
            OBSERVE,
            AGAIN);

    private PlanFile() {}

    /** A plan that cannot be read back; the message says where and why. */
    public static final class Unreadable extends Exception {
        Unreadable(String message) {
            super(message);
        }
    }

    /** The plan as text, the same for equal plans. */
    public static String text(Plan plan) {
        return PlainJson.write(SHAPE.write(stored(plan))) + "\n";
    }

    /** The same plan of another scenario, which has the same disruptions; empty if it has not. */
    static Optional<Plan> changed(Plan plan, Scenario scenario) {
        Stored was = stored(plan);
        try {
            return Optional.of(plan(new Stored(
                    scenario,
                    was.supervisor(),
                    was.host(),
                    was.seed(),
                    was.contracts(),
                    was.moves(),
                    was.observe(),
                    was.again())));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The plan with each text in it made another; empty if it means nothing then. */
    static Optional<Plan> mapped(Plan plan, UnaryOperator<String> texts) {
        try {
            String text = PlainJson.write(mapped(SHAPE.write(stored(plan)), texts));
            return Optional.of(read(Yaml.parse(text, "the plan"), "the plan"));
        } catch (YamlProblem | Unreadable e) {
            return Optional.empty();
        }
    }

    private static Object mapped(Object plain, UnaryOperator<String> texts) {
        if (plain instanceof Map<?, ?> map) {
            Map<String, Object> other = new LinkedHashMap<>();
            map.forEach((key, value) -> other.put(String.valueOf(key), mapped(value, texts)));
            return other;
        } else if (plain instanceof Collection<?> list) {
            return list.stream().map(item -> mapped(item, texts)).toList();
        }
        return plain instanceof String text ? texts.apply(text) : plain;
    }

    private static Stored stored(Plan plan) {
        Map<String, Contract> contracts = new TreeMap<>();
        plan.contracts().forEach((service, contract) -> contracts.put(service.value(), contract));
        return new Stored(
                plan.scenario(),
                plan.setting().supervisor(),
                plan.setting().host(),
                String.valueOf(plan.seed()),
                contracts,
                plan.moves().stream()
                        .map(move -> new StoredMove(
                                move.disruption().name(),
                                move.targets().stream().map(Target::toString).toList()))
                        .toList(),
                plan.observe(),
                plan.again());
    }

    /** Writes the plan. */
    public static void write(Plan plan, Path file) throws IOException {
        Files.writeString(file, text(plan), StandardCharsets.UTF_8);
    }

    /**
     * Reads a plan back.
     *
     * @throws Unreadable if it is none
     */
    public static Plan read(Path file) throws Unreadable {
        Node node;
        try {
            node = Yaml.parse(file, file.toString());
        } catch (YamlProblem problem) {
            throw new Unreadable(problem.place() + ": " + problem.getMessage());
        }
        return read(node, file.toString());
    }

    private static Plan read(Node node, String file) throws Unreadable {
        Reading reading = new Reading();
        Stored stored = SHAPE.read(node, reading).orElse(null);
        if (stored == null || !reading.mistakes().isEmpty()) {
            throw new Unreadable(
                    reading.mistakes().stream().map(Object::toString).collect(Collectors.joining("\n")));
        }
        try {
            return plan(stored);
        } catch (IllegalArgumentException e) {
            throw new Unreadable(file + ": " + e.getMessage());
        }
    }

    private static Plan plan(Stored stored) {
        Map<String, Disruption> byName =
                stored.scenario().disrupt().stream().collect(Collectors.toMap(Disruption::name, Function.identity()));
        Map<ServiceName, Contract> contracts = new TreeMap<>();
        stored.contracts().forEach((service, contract) -> contracts.put(new ServiceName(service), contract));
        List<Move> moves = stored.moves().stream()
                .map(move -> {
                    Disruption disruption = byName.get(move.disruption());
                    if (disruption == null) {
                        throw new IllegalArgumentException(
                                "the plan moves '" + move.disruption() + "', which its scenario does not have");
                    }
                    return new Move(
                            disruption,
                            move.targets().stream().map(Target::parse).toList());
                })
                .toList();
        return new Plan(
                stored.scenario(),
                new Setting(stored.supervisor(), stored.host()),
                Long.parseLong(stored.seed()),
                contracts,
                moves,
                stored.observe(),
                stored.again());
    }
}
