package dev.respawn.contract;

import java.util.List;

/**
 * Which rules a death may fall under, in the order of the contract.
 *
 * @param rules those that may hold: of what is not known, each that could be the first that fits
 * @param certain whether one of them holds; otherwise there may be none
 */
public record Fit(List<Rule> rules, boolean certain) {
    public Fit {
        rules = List.copyOf(rules);
    }

    /** Their promises, each once. */
    public List<Promise> promises() {
        return rules.stream().map(Rule::promise).distinct().toList();
    }
}
