package dev.respawn.scenario;

import dev.respawn.catalogue.Field;
import dev.respawn.catalogue.Kind;
import dev.respawn.catalogue.Kinds;
import dev.respawn.catalogue.Reading;
import dev.respawn.catalogue.Shape;
import dev.respawn.model.Durations;
import dev.respawn.yaml.Node;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** When a fault is injected: still data, so that a plan can be printed, whatever the run will be like. */
public sealed interface When {
    /**
     * The longest run that can be asked for. Here, so that the shapes of disruptions and scenarios need this type and not the
     * other way round: whichever is touched first, in Java, finds the other whole.
     */
    Duration LIMIT_LONGEST = Duration.ofHours(24);

    /** How it is read and written: a time, or an observation. */
    Kind<When> KIND = new OfEither();

    /** Not before this, from the moment at which the stack was found well. */
    Duration earliest();

    /** Not after this; what has not begun by then does not happen. */
    Duration latest();

    /** In words: "at 2s". */
    String inWords();

    /** At this time, from the moment at which the stack was found well (or stood, if that is not asked). */
    record At(Duration time) implements When {
        @Override
        public Duration earliest() {
            return time;
        }

        @Override
        public Duration latest() {
            return time;
        }

        @Override
        public String inWords() {
            return "at " + Durations.exact(time);
        }
    }

    /**
     * Once a probe has been good, or bad, without a break for so long: the only way to meet what has no time of its own,
     * such as the wait between two restarts.
     *
     * @param probe its name
     * @param is what it has to say
     * @param steady from the first such answer to the one that decides; nothing for the first answer
     * @param after only answers to questions sent after this disruption count; empty for all from the start
     * @param within the longest to wait, from the moment at which the stack was found well
     */
    record Once(String probe, Says is, Duration steady, Optional<String> after, Duration within) implements When {
        @Override
        public Duration earliest() {
            return steady;
        }

        @Override
        public Duration latest() {
            return within;
        }

        @Override
        public String inWords() {
            return "once '" + probe + "' is " + Kinds.word(is)
                    + (steady.isZero() ? "" : " for " + Durations.exact(steady))
                    + after.map(name -> " after '" + name + "'").orElse("") + ", at the latest at "
                    + Durations.exact(within);
        }
    }

    /** What a probe says. */
    enum Says {
        GOOD,
        BAD
    }

    /** At this time. */
    static When at(Duration time) {
        return new At(time);
    }

    /** Once this probe has been good without a break for so long. */
    static When once(String probe, Duration steady, Duration within) {
        return new Once(probe, Says.GOOD, steady, Optional.empty(), within);
    }

    /** A scalar is a time, a mapping an observation. */
    final class OfEither implements Kind<When> {
        private static final Kind<Duration> TIME = Kinds.duration(Duration.ZERO, LIMIT_LONGEST);
        private static final Field<Once, String> ONCE =
                Field.wanted("once", "the probe that is waited for", Kinds.reference(Reading.Space.PROBE), Once::probe);
        private static final Field<Once, Says> IS =
                Field.orElse("is", "what it has to say", Kinds.choice(Says.class), Once::is, Says.GOOD);
        private static final Field<Once, Duration> STEADY =
                Field.orElse("steady", "for so long without a break", TIME, Once::steady, Duration.ZERO);
        private static final Field<Once, Optional<String>> AFTER = Field.maybe(
                "after",
                "only answers to questions sent after this disruption count",
                Kinds.reference(Reading.Space.DISRUPTION),
                Once::after);
        private static final Field<Once, Duration> WITHIN = Field.wanted(
                "within", "the longest to wait, from the moment at which the stack was found well", TIME, Once::within);
        private static final Shape<Once> OBSERVATION = Shape.of(
                "an observation",
                v -> new Once(v.get(ONCE), v.get(IS), v.get(STEADY), v.get(AFTER), v.get(WITHIN)),
                ONCE,
                IS,
                STEADY,
                AFTER,
                WITHIN);

        private OfEither() {}

        @Override
        public Optional<When> read(Node node, Reading reading) {
            return node instanceof Node.Mapping
                    ? OBSERVATION.read(node, reading).map(once -> once)
                    : TIME.read(node, reading).map(At::new);
        }

        @Override
        public Object write(When value) {
            return value instanceof Once once ? OBSERVATION.write(once) : TIME.write(((At) value).time());
        }

        @Override
        public Map<String, Object> schema() {
            return Map.of("anyOf", List.of(TIME.schema(), OBSERVATION.schema()));
        }

        @Override
        public String wanted() {
            return TIME.wanted() + ", or an observation such as { once: PROBE, steady: 1s, within: 30s }";
        }

        @Override
        public void names(When value, Visitor visitor) {
            if (value instanceof Once once) {
                OBSERVATION.names(once, visitor);
            }
        }

        @Override
        public Set<Reading.Space> spaces() {
            return OBSERVATION.spaces();
        }
    }
}
