package dev.respawn.engine;

import dev.respawn.host.Unreached;
import dev.respawn.model.Condition;
import dev.respawn.model.Lookup;
import dev.respawn.model.Target;
import dev.respawn.scenario.BlastRadius;
import dev.respawn.scenario.Scenario;
import dev.respawn.supervisor.Deployment;
import dev.respawn.supervisor.Service;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Counts, right before each injection, what is broken or unwell already: a plan cannot know what was unwell without us, or
 * took longer to come back than was thought. What would go beyond the blast radius is not injected.
 */
final class Guard {
    private final Scenario scenario;
    private final Deployment deployment;
    private final Outlook outlook;
    private final Set<Target> broken = new LinkedHashSet<>();

    Guard(Scenario scenario, Deployment deployment, Outlook outlook) {
        this.scenario = scenario;
        this.deployment = deployment;
        this.outlook = outlook;
    }

    /** Whether there is anything to count. */
    private boolean limits(Service service) {
        BlastRadius radius = scenario.blastRadius();
        return radius.targets().isPresent() || radius.share().isPresent() || radius.spares(service);
    }

    /** Counts a target as broken from now on; if that would be too much, why, and then it is not counted. */
    synchronized Optional<String> enter(Target target) throws InterruptedException {
        if (!(target instanceof Target.Service one)) {
            return Optional.empty();
        }
        Optional<Service> service = scenario.service(one.name()).filter(this::limits);
        if (service.isEmpty()) {
            return Optional.empty();
        }
        try {
            Optional<String> refusal = refusal(one, service.get());
            if (refusal.isEmpty()) {
                broken.add(target);
            }
            return refusal;
        } catch (Unreached e) {
            return Optional.of("the blast radius cannot be kept, since nobody knows what is well: " + e.getMessage());
        }
    }

    /** What was broken is left to itself again; from now on it counts by what it is. */
    synchronized void leave(Target target) {
        broken.remove(target);
    }

    private Optional<String> refusal(Target.Service target, Service service) throws Unreached, InterruptedException {
        BlastRadius radius = scenario.blastRadius();
        Set<String> out = new TreeSet<>();
        boolean targetIsOut = false;
        int replicasOut = 0;
        for (Service each : scenario.services()) {
            boolean same = each.name().equals(service.name());
            if (!same && radius.targets().isEmpty()) {
                continue;
            }
            for (int replica = 1; replica <= each.replicas(); replica++) {
                Target.Service other = new Target.Service(each.name(), replica);
                if (broken.contains(other) || !well(other)) {
                    out.add(other.toString());
                    targetIsOut |= other.equals(target);
                    replicasOut += same ? 1 : 0;
                }
            }
        }
        String already = out.isEmpty() ? "" : " (" + String.join(", ", out) + " already)";
        // Whoever breaks what is out already makes nothing more unwell.
        int more = targetIsOut ? 0 : 1;
        if (radius.targets().filter(most -> out.size() + more > most).isPresent()) {
            return Optional.of("it would be one of " + (out.size() + more) + " targets that are not well" + already
                    + "; the blast radius is " + radius.targets().get());
        }
        if (replicasOut + more > radius.most(service)) {
            return Optional.of("it would be one of " + (replicasOut + more) + " replicas of '" + service.name()
                    + "' that are not well" + already + "; the blast radius is " + radius.most(service));
        }
        return radius.spares(service) && replicasOut + more >= service.replicas()
                ? Optional.of("no replica of '" + service.name() + "' would be left healthy" + already)
                : Optional.empty();
    }

    private boolean well(Target.Service target) throws Unreached, InterruptedException {
        Lookup lookup = deployment.find(target);
        if (lookup instanceof Lookup.Unknown unknown) {
            throw new Unreached(unknown.why());
        }
        if (!(lookup instanceof Lookup.Found found)) {
            return false;
        }
        Optional<Condition> condition = outlook.inspect(found.lives().get(0));
        return condition
                .filter(is -> is.running()
                        && is.health()
                                .filter(health -> !health.equals("healthy") && !health.equals("none"))
                                .isEmpty())
                .isPresent();
    }
}
