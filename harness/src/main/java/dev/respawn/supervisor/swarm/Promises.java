package dev.respawn.supervisor.swarm;

import dev.respawn.contract.Cause;
import dev.respawn.contract.Contract;
import dev.respawn.contract.DelayLaw;
import dev.respawn.contract.Promise;
import dev.respawn.contract.Rule;
import dev.respawn.supervisor.Service;
import java.time.Duration;
import java.util.Optional;

/** What Swarm promises of a service that turns unhealthy: that depends on its health check, and on the time it has to stop. */
final class Promises {
    /** What the written contract counts on. */
    private static final Duration STOP_USUAL = Duration.ofSeconds(10);

    private Promises() {}

    /** The written contract, as it is for this service. */
    static Contract of(Contract usual, Service service) {
        return new Contract(
                usual.supervisor(),
                usual.rules().stream()
                        .map(rule -> rule.cause().equals(Cause.UNHEALTHY) ? unhealthy(rule, service) : rule)
                        .toList());
    }

    private static Rule unhealthy(Rule rule, Service service) {
        if (service.health().isEmpty()) {
            // It turns unhealthy by a check of its image's at most, and nobody has to wait for what follows from that.
            return new Rule(
                    rule.cause(),
                    rule.given(),
                    new Promise(Promise.Reaction.UNSPECIFIED, Optional.empty(), Optional.empty()),
                    rule.source() + "; and the service has no health check of its own");
        }
        // An unhealthy task is stopped before another takes its place, and may take as long as it is given.
        Duration more = service.stopTimeout().orElse(STOP_USUAL).minus(STOP_USUAL);
        Promise promise = rule.promise();
        return new Rule(
                rule.cause(),
                rule.given(),
                new Promise(promise.reacts(), promise.as(), promise.delay().map(law -> later(law, more))),
                rule.source());
    }

    private static DelayLaw later(DelayLaw law, Duration more) {
        return new DelayLaw(
                law.first(),
                law.factor(),
                law.cap(),
                law.resetAfter(),
                law.early(),
                law.slack().plus(more));
    }
}
