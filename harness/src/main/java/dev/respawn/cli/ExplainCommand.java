package dev.respawn.cli;

import dev.respawn.docker.ContainerFacts;
import dev.respawn.expect.Expectation;
import dev.respawn.gameday.Consents;
import dev.respawn.gameday.ExitCode;
import dev.respawn.gameday.Exposed;
import dev.respawn.gameday.Job;
import dev.respawn.gameday.Labs;
import dev.respawn.gameday.NoGo;
import dev.respawn.model.Durations;
import dev.respawn.model.Labels;
import dev.respawn.model.Target;
import dev.respawn.plan.Move;
import dev.respawn.plan.Plan;
import dev.respawn.scenario.Begins;
import dev.respawn.scenario.Disruption;
import dev.respawn.scenario.Watch;
import dev.respawn.supervisor.Adopted;
import dev.respawn.supervisor.Service;
import dev.respawn.supervisor.Volume;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Says in words what a run would do. */
@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        description = "Prints the plan in words: what would be touched, when, and what cannot be taken back."
                + " Touches nothing.")
final class ExplainCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    private final Options.Where where = new Options.Where();

    @Mixin
    private final Options.How how = new Options.How();

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "scenario or suite files")
    private List<Path> files = List.of();

    ExplainCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws NoGo, InterruptedException {
        Consents consents = new Consents();
        how.yesBreak.forEach(name -> consents.give(name, "--yes-break " + name));
        ExitCode code = ExitCode.AS_WANTED;
        for (Job job : Job.all(files, how.on(), Path.of(""))) {
            Plan plan = Running.planned(console, job, where, how);
            if (plan.scenario().services().stream()
                    .anyMatch(service -> service.adopt().isPresent())) {
                // What is there already has to be looked at, or nobody could say what would be touched.
                Labs.Looked looked = Labs.look(where.host, job, how.seed);
                explain(looked.plan(), looked.exposed().adopted());
                code = refusals(looked, consents) ? ExitCode.REFUSED : code;
            } else {
                explain(plan, Adopted.NONE);
            }
            console.result("");
        }
        return code.number();
    }

    /** Whose leave there is, and whose is missing; true if a run would be refused whatever anybody says. */
    private boolean refusals(Labs.Looked looked, Consents consents) {
        boolean never = false;
        for (ContainerFacts container : looked.exposed().broken()) {
            Optional<String> why = Exposed.never(container, looked.address());
            never |= why.isPresent();
            console.result("  "
                    + why.map(reason -> "would be refused: " + reason)
                            .orElseGet(() -> "container '" + container.name() + "' "
                                    + consents.of(container)
                                            .map(because -> "may be broken because of " + because)
                                            .orElse("may not be broken before somebody gives leave: --yes-break "
                                                    + container.name() + ", its name typed on a terminal, or its label "
                                                    + Labels.MAY_BREAK + "=" + Labels.YES)));
        }
        return never;
    }

    private void explain(Plan plan, Adopted adopted) {
        console.result(plan.scenario().name() + ", on " + plan.setting().supervisor());
        if (!plan.scenario().because().isEmpty()) {
            console.result("  because " + plan.scenario().because().strip().replaceAll("\\s+", " "));
        }
        if (!adopted.containers().isEmpty()) {
            console.result("  adopts on host '" + plan.setting().host() + "', and leaves as it was found:");
            adopted.containers().forEach((target, facts) -> console.result("    " + target + ": " + adopted(facts)));
        }
        List<Service> deployed = plan.scenario().services().stream()
                .filter(service -> service.adopt().isEmpty())
                .toList();
        if (!deployed.isEmpty()) {
            console.result("  deploys on host '" + plan.setting().host() + "', and removes at the end:");
            deployed.forEach(service -> console.result("    " + service(service)));
        }
        besides(plan).forEach(line -> console.result("    " + line));
        if (!plan.scenario().watch().isEmpty()) {
            console.result("  asks all the while:");
            plan.scenario().watch().forEach(watch -> console.result("    " + watch(watch)));
        }
        console.result(
                plan.scenario().begins() == Begins.WELL
                        ? "  injects only if all is well before the first fault"
                        : "  injects whether it is well or not");
        if (plan.moves().isEmpty()) {
            console.result("  breaks nothing");
        }
        plan.moves().forEach(move -> move(move, adopted));
        limits(plan).forEach(line -> console.result("  " + line));
        console.result("  touches nothing else");
        console.result("  observes for " + Durations.exact(plan.observe())
                + " from the moment at which all is well, never longer than "
                + Durations.exact(plan.scenario().limit()));
        console.result("  holds the run against:");
        for (Expectation expectation : plan.scenario().expect()) {
            console.result("    " + expectation.claim());
        }
    }

    private static String adopted(ContainerFacts facts) {
        return "container '" + facts.name() + "' ("
                + facts.id().substring(0, Math.min(12, facts.id().length()))
                + "), restart " + Adopted.inWords(facts)
                + (facts.autoRemove() ? ", removed by the engine when it ends" : "");
    }

    private static List<String> limits(Plan plan) {
        List<String> lines = new ArrayList<>();
        plan.scenario().blastRadius().inWords().ifPresent(most -> lines.add("breaks " + most));
        String spared = plan.scenario().services().stream()
                .filter(service -> plan.scenario().blastRadius().spares(service))
                .map(service -> service.name().value())
                .collect(Collectors.joining(", "));
        if (!spared.isEmpty() && !plan.moves().isEmpty()) {
            lines.add("never breaks the last healthy replica of " + spared);
        }
        plan.scenario()
                .abortWhen()
                .forEach(condition -> lines.add("ends early, and undoes all, when " + condition.inWords()));
        return lines;
    }

    private void move(Move move, Adopted adopted) {
        Disruption disruption = move.disruption();
        console.result("  " + disruption.at().inWords() + " '" + disruption.name() + "': "
                + disruption.fault().inWords() + ", on "
                + move.targets().stream()
                        .map(target -> target
                                + (target instanceof Target.Service service
                                                && adopted.containers().containsKey(service)
                                        ? " (container '"
                                                + Objects.requireNonNull(adopted.containers()
                                                                .get(service))
                                                        .name() + "')"
                                        : ""))
                        .collect(Collectors.joining(", "))
                + disruption
                        .lasts()
                        .map(lasts -> ", for " + Durations.exact(lasts))
                        .orElse(disruption.untilTheEnd() ? ", until the end of the run" : ""));
        disruption.fault().irreversible().ifPresent(what -> console.result("    cannot be taken back: " + what));
        boolean removed = move.targets().stream()
                .anyMatch(target -> target instanceof Target.Service service
                        && adopted.containers().containsKey(service)
                        && Objects.requireNonNull(adopted.containers().get(service))
                                .autoRemove());
        if (removed) {
            console.result("    cannot be taken back: if it ends of this, the engine removes the container (--rm)");
        }
    }

    private static String service(Service service) {
        return service.name() + ": " + service.replicas() + " container" + (service.replicas() == 1 ? "" : "s")
                + " of image '" + service.image() + "'"
                + (service.role() == Service.Role.FIXTURE ? ", not under the supervisor" : "")
                + (service.publish() ? ", its port published" : "")
                + service.publishAt().map(port -> " at " + port).orElse("")
                + (service.networks().isEmpty() ? "" : ", on " + String.join(" and ", service.networks()))
                + service.volumes().stream()
                        .map(volume -> ", with "
                                + volume.name()
                                        .map(name -> "volume '" + name + "'")
                                        .orElse("a volume of its own")
                                + " at " + volume.path())
                        .collect(Collectors.joining())
                + service.tmpfs().entrySet().stream()
                        .map(memory -> ", with " + memory.getValue() + " of memory at " + memory.getKey())
                        .collect(Collectors.joining())
                + (service.autoRemove() ? ", removed by the engine when it ends" : "")
                + (service.attached() ? ", listened to" : "");
    }

    /** The networks and volumes that the services of a stack share. */
    private static List<String> besides(Plan plan) {
        Set<String> lines = new LinkedHashSet<>();
        for (Service service : plan.scenario().services()) {
            service.networks().forEach(network -> lines.add("network '" + network + "'"));
        }
        Map<String, String> volumes = new TreeMap<>();
        for (Service service : plan.scenario().services()) {
            for (Volume volume : service.volumes()) {
                String size = volume.size()
                        .map(most -> ", which holds " + most + " at most")
                        .orElse("");
                // One of the services that share it may say its size for all.
                volume.name().ifPresent(name -> volumes.merge(name, size, (one, other) -> one.isEmpty() ? other : one));
            }
        }
        volumes.forEach((name, size) -> lines.add("volume '" + name + "'" + size));
        return List.copyOf(lines);
    }

    private static String watch(Watch watch) {
        return "'" + watch.name() + "' every " + Durations.exact(watch.every()) + ": "
                + watch.probe().inWords();
    }
}
