package dev.respawn.scenario;

import dev.respawn.catalogue.Field;
import dev.respawn.catalogue.Kind;
import dev.respawn.catalogue.Kinds;
import dev.respawn.catalogue.Misfit;
import dev.respawn.catalogue.Reading;
import dev.respawn.catalogue.Shape;
import dev.respawn.expect.Share;
import dev.respawn.fault.Fault;
import dev.respawn.model.Durations;
import dev.respawn.model.Selector;
import dev.respawn.model.ServiceName;
import dev.respawn.yaml.Node;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * A named entry of a scenario: fault, targets, when, for how long.
 *
 * @param at when it is injected
 * @param lasts how long a lasting fault stays in force; empty for a momentary one, and for one that lasts until the run's
 *     end
 * @param whenTargetRestarts what happens to a lasting fault when its target restarts under it
 */
public record Disruption(
        String name,
        When at,
        Fault fault,
        Selector target,
        Optional<Duration> lasts,
        WhenTargetRestarts whenTargetRestarts) {
    /** What happens to a lasting fault when its target restarts under it. */
    public enum WhenTargetRestarts {
        REAPPLY,
        END,
        UNPROVEN
    }

    private static final Shape<Selector> SELECTOR = selector();

    private static final Field<Disruption, String> NAME =
            Field.wanted("name", "what expectations call it", new Given(Reading.Space.DISRUPTION), Disruption::name);
    private static final Field<Disruption, When> AT = Field.wanted(
            "at",
            "when, from the moment at which the stack was found well, or once a probe says so",
            When.KIND,
            Disruption::at);
    private static final Field<Disruption, Fault> INJECT =
            Field.wanted("inject", "the fault", Fault.catalogue(), Disruption::fault);
    private static final Field<Disruption, Selector> TARGET =
            Field.wanted("target", "which targets", SELECTOR, Disruption::target);
    private static final Field<Disruption, Optional<Duration>> FOR = Field.maybe(
            "for",
            "how long a lasting fault stays in force; left out, until the end of the run",
            Kinds.duration(Duration.ofMillis(1), When.LIMIT_LONGEST),
            Disruption::lasts);
    private static final Field<Disruption, WhenTargetRestarts> WHEN_TARGET_RESTARTS = Field.orElse(
            "when-target-restarts",
            "what happens to a lasting fault when its target restarts under it",
            Kinds.choice(WhenTargetRestarts.class),
            Disruption::whenTargetRestarts,
            WhenTargetRestarts.UNPROVEN);

    /** How it is read and written. */
    static final Shape<Disruption> SHAPE = Shape.of(
            "a disruption",
            v -> new Disruption(
                    v.get(NAME), v.get(AT), v.get(INJECT), v.get(TARGET), v.get(FOR), v.get(WHEN_TARGET_RESTARTS)),
            NAME,
            AT,
            INJECT,
            TARGET,
            FOR,
            WHEN_TARGET_RESTARTS);

    private static Shape<Selector> selector() {
        Field<Selector, ServiceName> service =
                Field.wanted("service", "the service", Kinds.service(), Selector::service);
        Field<Selector, Optional<Integer>> replicas = Field.maybe(
                "replicas",
                "how many of its replicas, drawn from the seed; left out, all",
                Kinds.number(1, 50),
                Selector::replicas);
        Field<Selector, Optional<Double>> share = Field.maybe(
                "share",
                "which share of its replicas, drawn from the seed and rounded down, instead of a number",
                Share.KIND,
                Selector::share);
        return Shape.of(
                "a target", v -> new Selector(v.get(service), v.get(replicas), v.get(share)), service, replicas, share);
    }

    /** A name that is given here. */
    private record Given(Reading.Space space) implements Kind<String> {
        private static final Kind<String> TEXT =
                Kinds.text("lower-case letters, digits and '-', a letter first, at most 31", ServiceName.PATTERN);

        @Override
        public Optional<String> read(Node node, Reading reading) {
            // Also a name that does not fit is given, so that its uses are not reported as well.
            if (node instanceof Node.Scalar scalar && !scalar.empty()) {
                reading.gives(space, scalar.text(), node.place());
            } else {
                reading.unclear(space);
            }
            return TEXT.read(node, reading);
        }

        @Override
        public Object write(String value) {
            return value;
        }

        @Override
        public Map<String, Object> schema() {
            return TEXT.schema();
        }

        @Override
        public String wanted() {
            return "a name: " + TEXT.wanted();
        }

        @Override
        public void names(String value, Visitor visitor) {
            visitor.gives(space, value);
        }

        @Override
        public Set<Reading.Space> spaces() {
            return Set.of(space);
        }
    }

    public Disruption {
        lasts.ifPresent(duration -> {
            if (fault.kind() == Fault.Kind.MOMENTARY) {
                throw Misfit.at(
                        "disruption '" + name + "' lasts " + Durations.exact(duration) + ", but '"
                                + Fault.catalogue().nameOf(fault) + "' is over when it is done; leave 'for' out",
                        "for");
            }
        });
    }

    /** The same with all that its fault draws drawn from the seed of a run: other disruptions draw otherwise. */
    public Disruption seeded(long seed) {
        long own = new SplittableRandom(seed ^ ((long) name.hashCode() << 32)).nextLong();
        return new Disruption(name, at, fault.seeded(own), target, lasts, whenTargetRestarts);
    }

    /** Whether it is a lasting fault that is taken back at the end of the run, and not before. */
    public boolean untilTheEnd() {
        return lasts.isEmpty() && fault.kind() == Fault.Kind.LASTING;
    }
}
