package dev.respawn.plan;

import dev.respawn.contract.Contract;
import dev.respawn.fault.Fault;
import dev.respawn.model.Durations;
import dev.respawn.model.ServiceName;
import dev.respawn.model.Target;
import dev.respawn.scenario.BlastRadius;
import dev.respawn.scenario.Disruption;
import dev.respawn.scenario.Scenario;
import dev.respawn.scenario.When;
import dev.respawn.supervisor.Service;
import dev.respawn.supervisor.Supervisor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Makes every choice that a scenario leaves open. The same scenario, setting and seed give the same plan. */
public final class Planner {
    /** Looked at for so long after the last disruption when no expectation asks for more. */
    private static final Duration OBSERVE_LEAST = Duration.ofSeconds(1);

    private Planner() {}

    /**
     * Plans a run.
     *
     * @throws IllegalArgumentException if the supervisor refuses a service or does not offer what a fault needs, a selector selects nothing, more
     *     would be broken at once than the blast radius allows, or two lasting faults would use the same control of the same target at the same time
     */
    public static Plan plan(Scenario scenario, Supervisor supervisor, Setting setting, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (Service service : scenario.services()) {
            supervisor.refuses(service).ifPresent(why -> {
                throw new IllegalArgumentException(
                        "service '" + service.name() + "' " + why + " (supervisor '" + supervisor.name() + "')");
            });
            if (service.adopt().isPresent() && !supervisor.adopts()) {
                throw new IllegalArgumentException("service '" + service.name()
                        + "' is adopted, but supervisor '" + supervisor.name()
                        + "' looks after what it deploys itself; run it on as-found");
            }
        }
        Map<ServiceName, Contract> contracts = new TreeMap<>();
        scenario.services().forEach(service -> contracts.put(service.name(), supervisor.contract(service)));
        List<Move> moves = new ArrayList<>();
        for (Disruption disruption : scenario.disrupt()) {
            offered(disruption, supervisor);
            moves.add(new Move(disruption, targets(scenario, disruption, random)));
        }
        moves.sort(Comparator.comparing((Move move) -> move.disruption().at().earliest())
                .thenComparing(move -> move.disruption().name()));
        refuseOverlaps(moves);
        refuseBeyondRadius(scenario, moves);
        return new Plan(scenario, setting, seed, contracts, moves, observe(scenario, contracts.values()));
    }

    private static void offered(Disruption disruption, Supervisor supervisor) {
        Fault fault = disruption.fault();
        for (Class<?> control : fault.needs()) {
            if (!supervisor.offers().contains(control)) {
                throw new IllegalArgumentException("'" + Fault.catalogue().nameOf(fault) + "' needs "
                        + control.getSimpleName() + ", which supervisor '" + supervisor.name()
                        + "' does not offer; it offers: "
                        + supervisor.offers().stream()
                                .map(Class::getSimpleName)
                                .sorted()
                                .collect(Collectors.joining(", ")));
            }
        }
    }

    private static List<Target> targets(Scenario scenario, Disruption disruption, SplittableRandom random) {
        Service service = scenario.service(disruption.target().service())
                .orElseThrow(() -> new IllegalArgumentException("disruption '" + disruption.name() + "' is for "
                        + disruption.target() + ", which selects nothing"));
        List<Target> all = new ArrayList<>();
        for (int replica = 1; replica <= service.replicas(); replica++) {
            all.add(new Target.Service(service.name(), replica));
        }
        int wanted = disruption.target().of(all.size());
        // One draw for each that is left out, so that a seed means the same on every JDK.
        while (all.size() > wanted) {
            all.remove(random.nextInt(all.size()));
        }
        return all;
    }

    // What waits for an observation has no time yet; the engine counts again before each injection.
    private static void refuseBeyondRadius(Scenario scenario, List<Move> moves) {
        BlastRadius radius = scenario.blastRadius();
        for (Move move : moves) {
            if (!(move.disruption().at() instanceof When.At at)) {
                continue;
            }
            Set<Target> atOnce = new LinkedHashSet<>();
            moves.stream().filter(other -> inForce(other, at.time())).forEach(other -> atOnce.addAll(other.targets()));
            String when = "at " + Durations.exact(at.time()) + " ";
            radius.targets().filter(most -> atOnce.size() > most).ifPresent(most -> {
                throw new IllegalArgumentException(when + atOnce.size() + " targets would be broken at once ("
                        + listed(atOnce) + "); the blast radius is " + most);
            });
            for (Service service : scenario.services()) {
                List<Target> ofIt = atOnce.stream()
                        .filter(target -> target instanceof Target.Service one
                                && one.name().equals(service.name()))
                        .toList();
                if (ofIt.size() > radius.most(service)) {
                    throw new IllegalArgumentException(when + ofIt.size() + " of the " + service.replicas()
                            + " replicas of '" + service.name() + "' would be broken at once (" + listed(ofIt)
                            + "); the blast radius is " + radius.most(service));
                }
                if (!ofIt.isEmpty() && ofIt.size() >= service.replicas() && radius.spares(service)) {
                    throw new IllegalArgumentException(when + "no replica of '" + service.name()
                            + "' would be left healthy (" + listed(ofIt)
                            + "); break fewer at once, or say 'blast-radius: { last-healthy: break }'");
                }
            }
        }
    }

    private static String listed(Collection<Target> targets) {
        return targets.stream().map(Target::toString).sorted().collect(Collectors.joining(", "));
    }

    private static boolean inForce(Move move, Duration time) {
        if (!(move.disruption().at() instanceof When.At at) || at.time().compareTo(time) > 0) {
            return false;
        }
        return at.time().equals(time)
                || move.disruption().untilTheEnd()
                || move.disruption()
                        .lasts()
                        .filter(lasts -> at.time().plus(lasts).compareTo(time) > 0)
                        .isPresent();
    }

    private static void refuseOverlaps(List<Move> moves) {
        for (int i = 0; i < moves.size(); i++) {
            for (int j = i + 1; j < moves.size(); j++) {
                Disruption first = moves.get(i).disruption();
                Disruption second = moves.get(j).disruption();
                boolean lasting = first.fault().kind() == Fault.Kind.LASTING
                        && second.fault().kind() == Fault.Kind.LASTING;
                Duration firstEnd = first.at().latest().plus(first.lasts().orElse(Duration.ZERO));
                boolean over =
                        !first.untilTheEnd() && firstEnd.compareTo(second.at().earliest()) <= 0;
                if (!lasting || over) {
                    continue;
                }
                Set<String> shared = new TreeSet<>(first.fault().holds());
                shared.retainAll(second.fault().holds());
                Set<Target> both = new LinkedHashSet<>(moves.get(i).targets());
                both.retainAll(moves.get(j).targets());
                if (!shared.isEmpty() && !both.isEmpty()) {
                    throw new IllegalArgumentException("disruptions '" + first.name() + "' and '" + second.name()
                            + "' are both in force on " + both.iterator().next() + " from "
                            + Durations.exact(second.at().earliest())
                            + ", and both need "
                            + String.join(", ", shared)
                            + "; let one end before the other begins");
                }
            }
        }
    }

    private static Duration observe(Scenario scenario, Collection<Contract> contracts) {
        Duration last = scenario.disrupt().stream()
                .map(d -> d.at().earliest().plus(d.lasts().orElse(Duration.ZERO)))
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
        Duration observe = last.plus(OBSERVE_LEAST);
        for (var expectation : scenario.expect()) {
            Duration from = scenario.disrupt().stream()
                    .filter(d -> expectation.after().filter(d.name()::equals).isPresent())
                    .map(d -> d.at().earliest())
                    .findFirst()
                    .orElse(last);
            Duration end = from.plus(expectation.window(contracts));
            observe = end.compareTo(observe) > 0 ? end : observe;
        }
        return observe.compareTo(scenario.limit()) > 0 ? scenario.limit() : observe;
    }
}
