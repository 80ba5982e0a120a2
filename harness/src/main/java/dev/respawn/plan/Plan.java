package dev.respawn.plan;

import dev.respawn.contract.Contract;
import dev.respawn.model.ServiceName;
import dev.respawn.scenario.Scenario;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A scenario with every choice made.
 *
 * @param seed every draw came from it
 * @param contracts what the supervisor promises, by service
 * @param moves in the order of their times
 * @param observe how long to look, from the moment at which the stack was found well
 */
public record Plan(
        Scenario scenario,
        Setting setting,
        long seed,
        Map<ServiceName, Contract> contracts,
        List<Move> moves,
        Duration observe) {
    public Plan {
        contracts = Collections.unmodifiableMap(new TreeMap<>(contracts));
        moves = List.copyOf(moves);
    }
}
