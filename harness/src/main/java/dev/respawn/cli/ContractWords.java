package dev.respawn.cli;

import dev.respawn.contract.Cause;
import dev.respawn.contract.Contract;
import dev.respawn.contract.DelayLaw;
import dev.respawn.contract.Given;
import dev.respawn.contract.Promise;
import dev.respawn.contract.Rule;
import dev.respawn.model.Durations;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A contract in sentences. */
final class ContractWords {
    private ContractWords() {}

    /** Each rule as a sentence, with where it comes from. */
    static List<String> rules(Contract contract) {
        return contract.rules().stream()
                .map(rule -> rule.cause().name() + given(rule.given()) + ": " + promise(rule.promise()) + "  ["
                        + rule.source() + "]")
                .toList();
    }

    /** What is worth knowing and no mistake: of what nothing is said, and what is said in vain. */
    static List<String> remarks(Contract contract) {
        List<String> remarks = new ArrayList<>();
        List<Rule> rules = contract.rules();
        for (int i = 0; i < rules.size(); i++) {
            for (int before = 0; before < i; before++) {
                if (covers(rules.get(before), rules.get(i))) {
                    remarks.add("rule " + (i + 1) + " never holds: rule " + (before + 1) + " holds whenever it would");
                    break;
                }
            }
        }
        List<String> open = Cause.all().stream()
                .filter(cause -> rules.stream()
                        .noneMatch(rule ->
                                rule.cause().equals(cause) && rule.given().equals(Given.always())))
                .map(cause -> rules.stream().anyMatch(rule -> rule.cause().equals(cause))
                        ? cause.name() + " (in some circumstances)"
                        : cause.name())
                .toList();
        if (!open.isEmpty()) {
            remarks.add("nothing is said of " + String.join(", ", open)
                    + "; where that happens, keeps-contract is unproven");
        }
        return remarks;
    }

    private static boolean covers(Rule before, Rule rule) {
        return before.cause().equals(rule.cause())
                && (before.given().equals(Given.always()) || before.given().equals(rule.given()));
    }

    private static String given(Given given) {
        List<String> words = new ArrayList<>();
        given.engine().ifPresent(range -> words.add("on engines " + range));
        given.state()
                .ifPresent(state -> words.add(
                        switch (state) {
                            case RUNNING -> "while it ran";
                            case BACKOFF -> "while it waited for its restart";
                            case PAUSED -> "while it was paused";
                            case OPERATOR_STOPPED -> "after an operator had stopped it";
                            case API_SIGNALLED -> "after a signal through the engine's API";
                        }));
        given.liveRestore().ifPresent(live -> words.add((live ? "with" : "without") + " live-restore"));
        given.restartsBelow()
                .ifPresent(most -> words.add(
                        "as long as it came back fewer than " + most + " times since it was started by hand"));
        given.startFails()
                .ifPresent(fails -> words.add(fails ? "if it cannot be started again" : "if it can be started again"));
        given.exit()
                .ifPresent(exit ->
                        words.add("if it ended with " + (exit == Given.Exit.ZERO ? "code 0" : "another code than 0")));
        return words.isEmpty() ? "" : ", " + String.join(", ", words);
    }

    private static String promise(Promise promise) {
        return switch (promise.reacts()) {
            case UNSPECIFIED -> "nothing is promised";
            case NO -> "nothing is done";
            case YES ->
                "comes back"
                        + promise.as()
                                .map(as -> " as the same container"
                                        .replace("the same", as == Promise.As.SAME_CONTAINER ? "the same" : "a new"))
                                .orElse("")
                        + promise.delay().map(ContractWords::delay).orElse("");
        };
    }

    private static String delay(DelayLaw law) {
        String first = Durations.exact(law.first());
        String wait = law.factor() == 1 || law.cap().equals(law.first())
                ? " after " + first
                : String.format(
                        Locale.ROOT,
                        " after %s, then %d times as long each time up to %s",
                        first,
                        law.factor(),
                        Durations.exact(law.cap()));
        return wait
                + (law.early().isZero() ? "" : ", at most " + Durations.exact(law.early()) + " too early")
                + ", at most " + Durations.exact(law.slack()) + " late"
                + (law.resetAfter().isZero()
                        ? ""
                        : "; a life of " + Durations.exact(law.resetAfter()) + " counts anew");
    }
}
