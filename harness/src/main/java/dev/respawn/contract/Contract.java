package dev.respawn.contract;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a supervisor promises: rules in order, of which the first that fits holds.
 *
 * @param supervisor whose it is, for people
 */
public record Contract(String supervisor, List<Rule> rules) {
    public Contract {
        rules = List.copyOf(rules);
    }

    /** The rules that a death may fall under. */
    public Fit fit(Circumstances death) {
        List<Rule> may = new ArrayList<>();
        for (Rule rule : rules) {
            Optional<Boolean> holds = death.under(rule);
            if (holds.isEmpty() || holds.get()) {
                may.add(rule);
            }
            if (holds.equals(Optional.of(true))) {
                return new Fit(may, true);
            }
        }
        return new Fit(may, false);
    }

    /**
     * The same contract of a policy that gives up: each start that comes after a delay is promised only below so many
     * restarts, and afterwards it stays down (ground truth 42).
     */
    public Contract withRetries(int retries) {
        if (retries < 1) {
            throw new IllegalArgumentException("a contract of " + retries + " retries; the fewest is 1");
        }
        List<Rule> limited = new ArrayList<>();
        Set<Rule> exhausted = new LinkedHashSet<>();
        for (Rule rule : rules) {
            if (rule.promise().delay().isEmpty()) {
                limited.add(rule);
                continue;
            }
            Given given = rule.given();
            limited.add(new Rule(rule.cause(), given.below(retries), rule.promise(), rule.source()));
            // Only if the limit is reached: with unknown circumstances this rule is as unknown as the other.
            exhausted.add(new Rule(rule.cause(), Given.always(), Promise.staysDown(), "ground-truth 42"));
        }
        limited.addAll(exhausted);
        return new Contract(supervisor + ":" + retries, limited);
    }
}
