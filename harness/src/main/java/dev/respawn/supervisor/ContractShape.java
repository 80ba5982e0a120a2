package dev.respawn.supervisor;

import dev.respawn.catalogue.Field;
import dev.respawn.catalogue.Kind;
import dev.respawn.catalogue.Kinds;
import dev.respawn.catalogue.Shape;
import dev.respawn.contract.Cause;
import dev.respawn.contract.Contract;
import dev.respawn.contract.DelayLaw;
import dev.respawn.contract.Given;
import dev.respawn.contract.Promise;
import dev.respawn.contract.Rule;
import dev.respawn.model.VersionRange;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** How contracts are read and written. */
public final class ContractShape {
    private static final Kind<Cause> CAUSE = Kinds.scalar(
            "a cause of death such as exit-nonzero",
            Map.of("enum", Cause.all().stream().map(Cause::name).toList()),
            Cause::named,
            Cause::name);

    // Delays count from die to start; the two may be written, and nothing else.
    private static final Field<DelayLaw, String> FROM = Field.orElse(
            "from", "where the delay begins", Kinds.text("'die'", Pattern.compile("die")), law -> "die", "die");
    private static final Field<DelayLaw, String> TO = Field.orElse(
            "to", "where the delay ends", Kinds.text("'start'", Pattern.compile("start")), law -> "start", "start");
    private static final Field<DelayLaw, Duration> FIRST =
            Field.wanted("first", "the wait after the first death", Kinds.DURATION, DelayLaw::first);
    private static final Field<DelayLaw, Integer> FACTOR =
            Field.orElse("factor", "by how much each next wait is longer", Kinds.number(1, 100), DelayLaw::factor, 1);
    private static final Field<DelayLaw, Optional<Duration>> CAP = Field.maybe(
            "cap",
            "the longest wait; left out, the first",
            Kinds.DURATION,
            law -> law.cap().equals(law.first()) ? Optional.empty() : Optional.of(law.cap()));
    private static final Field<DelayLaw, Duration> RESET_AFTER = Field.orElse(
            "reset-after",
            "a life of at least this length makes the next wait the first again",
            Kinds.DURATION,
            DelayLaw::resetAfter,
            Duration.ZERO);
    private static final Field<DelayLaw, Duration> EARLY = Field.orElse(
            "early", "by how much a start may be seen too early", Kinds.DURATION, DelayLaw::early, Duration.ZERO);
    private static final Field<DelayLaw, Duration> SLACK =
            Field.wanted("slack", "what the start itself may cost on top", Kinds.DURATION, DelayLaw::slack);
    private static final Shape<DelayLaw> DELAY = Shape.of(
            "a delay",
            v -> new DelayLaw(
                    v.get(FIRST),
                    v.get(FACTOR),
                    v.get(CAP).orElse(v.get(FIRST)),
                    v.get(RESET_AFTER),
                    v.get(EARLY),
                    v.get(SLACK)),
            FROM,
            TO,
            FIRST,
            FACTOR,
            CAP,
            RESET_AFTER,
            EARLY,
            SLACK);

    private static final Field<Promise, Promise.Reaction> REACTS =
            Field.wanted("reacts", "whether it does anything", Kinds.choice(Promise.Reaction.class), Promise::reacts);
    private static final Field<Promise, Optional<Promise.As>> AS =
            Field.maybe("as", "what comes back", Kinds.choice(Promise.As.class), Promise::as);
    private static final Field<Promise, Optional<DelayLaw>> WAIT =
            Field.maybe("delay", "how long it waits from the death to the start", DELAY, Promise::delay);
    private static final Shape<Promise> PROMISE =
            Shape.of("a promise", v -> new Promise(v.get(REACTS), v.get(AS), v.get(WAIT)), REACTS, AS, WAIT);

    private static final Field<Given, Optional<VersionRange>> ENGINE =
            Field.maybe("engine", "versions of the engine", Kinds.VERSIONS, Given::engine);
    private static final Field<Given, Optional<Given.State>> STATE = Field.maybe(
            "state", "what the container was in when it died", Kinds.choice(Given.State.class), Given::state);
    private static final Field<Given, Optional<Boolean>> LIVE_RESTORE =
            Field.maybe("live-restore", "whether containers outlive their engine", Kinds.FLAG, Given::liveRestore);
    private static final Field<Given, Optional<Integer>> RESTARTS_BELOW = Field.maybe(
            "restarts-below", "the policy's own count is below this", Kinds.number(1, 1_000_000), Given::restartsBelow);
    private static final Field<Given, Optional<Boolean>> START_FAILS = Field.maybe(
            "start-fails", "whether the engine tried to start it again and could not", Kinds.FLAG, Given::startFails);
    private static final Field<Given, Optional<Given.Exit>> EXIT = Field.maybe(
            "exit",
            "with what its main process ended, whoever made it end",
            Kinds.choice(Given.Exit.class),
            Given::exit);
    private static final Shape<Given> GIVEN = Shape.of(
            "a condition",
            v -> new Given(
                    v.get(ENGINE),
                    v.get(STATE),
                    v.get(LIVE_RESTORE),
                    v.get(RESTARTS_BELOW),
                    v.get(START_FAILS),
                    v.get(EXIT)),
            ENGINE,
            STATE,
            LIVE_RESTORE,
            RESTARTS_BELOW,
            START_FAILS,
            EXIT);

    private static final Field<Rule, Cause> DIED_OF = Field.wanted("cause", "why it died", CAUSE, Rule::cause);
    private static final Field<Rule, Given> WHEN =
            Field.orElse("given", "when the rule holds", GIVEN, Rule::given, Given.always());
    private static final Field<Rule, Promise> THEN =
            Field.wanted("promise", "what the supervisor does", PROMISE, Rule::promise);
    private static final Field<Rule, String> SOURCE =
            Field.wanted("source", "where the numbers come from", Kinds.WORDS, Rule::source);
    private static final Shape<Rule> RULE = Shape.of(
            "a rule",
            v -> new Rule(v.get(DIED_OF), v.get(WHEN), v.get(THEN), v.get(SOURCE)),
            DIED_OF,
            WHEN,
            THEN,
            SOURCE);

    private static final Field<Contract, String> SUPERVISOR =
            Field.wanted("supervisor", "whose contract it is", Kinds.WORDS, Contract::supervisor);
    private static final Field<Contract, List<Rule>> RULES =
            Field.wanted("rules", "in order; the first that fits holds", Kinds.list(RULE), Contract::rules);

    /** A whole contract. */
    public static final Shape<Contract> SHAPE =
            Shape.of("a contract", v -> new Contract(v.get(SUPERVISOR), v.get(RULES)), SUPERVISOR, RULES);

    private ContractShape() {}
}
