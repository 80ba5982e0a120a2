package dev.respawn.contract;

import java.util.List;

/**
 * What a supervisor promises: rules in order, of which the first that fits holds.
 *
 * @param supervisor whose it is, for people
 */
public record Contract(String supervisor, List<Rule> rules) {
    public Contract {
        rules = List.copyOf(rules);
    }
}
