package dev.respawn.plan;

import dev.respawn.contract.Contract;
import dev.respawn.model.ServiceName;
import dev.respawn.scenario.Scenario;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A scenario with every choice made.
 *
 * @param seed every draw came from it
 * @param contracts what the supervisor promises, by service
 * @param moves in the order of their times
 * @param observe how long to look, from the moment at which the stack was found well
 * @param again how to say it again on a command line; it decides nothing, and is empty where nobody said it so
 */
public record Plan(
        Scenario scenario,
        Setting setting,
        long seed,
        Map<ServiceName, Contract> contracts,
        List<Move> moves,
        Duration observe,
        Optional<Again> again) {
    public Plan {
        contracts = Collections.unmodifiableMap(new TreeMap<>(contracts));
        moves = List.copyOf(moves);
    }

    /** A plan that nobody said on a command line. */
    public Plan(
            Scenario scenario,
            Setting setting,
            long seed,
            Map<ServiceName, Contract> contracts,
            List<Move> moves,
            Duration observe) {
        this(scenario, setting, seed, contracts, moves, observe, Optional.empty());
    }

    /**
     * What is said to have a scenario run, seen from the directory in which it was said.
     *
     * @param file of the scenario
     * @param on the supervisor
     */
    public record Again(String file, String on) {}

    /** The same, said so. */
    public Plan said(Again again) {
        return new Plan(scenario, setting, seed, contracts, moves, observe, Optional.of(again));
    }
}
