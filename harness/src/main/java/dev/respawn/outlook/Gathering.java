package dev.respawn.outlook;

import dev.respawn.docker.Door;
import dev.respawn.docker.EngineException;
import dev.respawn.expect.Expectation;
import dev.respawn.expect.Need;
import dev.respawn.host.Host;
import dev.respawn.host.KernelLog;
import dev.respawn.journal.Event;
import dev.respawn.journal.Journal;
import dev.respawn.model.EngineEvent;
import dev.respawn.model.Labels;
import dev.respawn.model.ServiceName;
import dev.respawn.model.Target;
import dev.respawn.model.Veil;
import dev.respawn.scenario.Scenario;
import dev.respawn.supervisor.Service;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/** All that the claims of a scenario ask for beyond what is always written down, and nothing that no claim asks for. */
final class Gathering implements AutoCloseable {
    private final Host host;
    private final String run;
    private final RunContainers containers;
    private final Clocks clocks;
    private final Journal journal;
    private final List<Rounds> rounds = new ArrayList<>();
    private final KernelKills kernel;
    private boolean eventsAgain;

    Gathering(String run, Host host, RunContainers containers, Clocks clocks, Journal journal) {
        this.run = run;
        this.host = host;
        this.containers = containers;
        this.clocks = clocks;
        this.journal = journal;
        this.kernel = new KernelKills(host.id(), containers, clocks, journal);
    }

    /** Begins to gather. */
    void open(Scenario scenario) {
        Set<Need> needs = needs(scenario);
        Door door = host.door();
        Set<ServiceName> output = of(needs, Need.Output.class, Need.Output::service);
        if (!output.isEmpty()) {
            begin(new PrintedLines(output, door, clocks, journal));
        }
        Set<ServiceName> health = of(needs, Need.HealthLog.class, Need.HealthLog::service);
        if (!health.isEmpty()) {
            begin(new HealthChecks(health, door, clocks, journal));
        }
        Set<ServiceName> memory = of(needs, Need.Memory.class, Need.Memory::service);
        if (!memory.isEmpty()) {
            begin(new MemoryReadings(memory, door, journal));
        }
        Map<ServiceName, Set<String>> files = files(needs);
        if (!files.isEmpty()) {
            begin(new FileLooks(files, containers, door, journal));
        }
        Set<ServiceName> settings = of(needs, Need.Settings.class, Need.Settings::service);
        if (!settings.isEmpty()) {
            begin(new SettingsLooks(settings, Veil.fresh(), door, journal));
        }
        eventsAgain = needs.contains(new Need.EventsAgain());
        // A kill that nobody planned has to be told apart from other deaths as well.
        if (scenario.services().stream().map(Service::memory).anyMatch(Optional::isPresent)) {
            kernel.open(KernelLog.ofThisKernel());
        }
    }

    /** All that its claims need. */
    static Set<Need> needs(Scenario scenario) {
        Set<Need> needs = new HashSet<>();
        scenario.expect().stream().map(Expectation::needs).forEach(needs::addAll);
        return needs;
    }

    private void begin(Gatherer gatherer) {
        rounds.add(new Rounds(run, gatherer, containers, journal));
    }

    /** The services of the needs of one kind. */
    static <N extends Need> Set<ServiceName> of(Set<Need> needs, Class<N> kind, Function<N, ServiceName> service) {
        Set<ServiceName> services = new HashSet<>();
        needs.stream().filter(kind::isInstance).map(kind::cast).map(service).forEach(services::add);
        return services;
    }

    private static Map<ServiceName, Set<String>> files(Set<Need> needs) {
        Map<ServiceName, Set<String>> files = new TreeMap<>();
        for (Need need : needs) {
            if (need instanceof Need.Content content) {
                files.computeIfAbsent(content.service(), service -> new TreeSet<>())
                        .add(content.path());
            }
        }
        return files;
    }

    void heard(Target.Service target, EngineEvent event) {
        rounds.forEach(round -> round.heard(target, event));
        kernel.writeKnown();
    }

    /** Gathers all of it now. */
    void now() throws InterruptedException {
        for (Rounds round : rounds) {
            round.now();
        }
    }

    /** Asks the engine for the events of the run again, if a claim asks for it. */
    void askForEventsAgain(Optional<Instant> first) throws InterruptedException {
        if (!eventsAgain || first.isEmpty()) {
            return;
        }
        Instant until = clocks.engineNow();
        try {
            // What belongs to helpers is no part of the story.
            // What was there before the run carries no label of it.
            Map<String, String> labels = containers.anyAdopted() ? Map.of() : Map.of(Labels.RUN, run);
            List<EngineEvent> events = host.door().eventsBetween(first.get(), until, labels).stream()
                    .filter(event -> event.type().equals("container")
                            && containers.target(event).isPresent())
                    .toList();
            journal.append(
                    new Event.ToldAgain(host.id(), clocks.onRunClock(first.get()), clocks.onRunClock(until), events));
        } catch (EngineException e) {
            journal.append(new Event.Noted("the engine did not tell its events again: " + e.getMessage()));
        }
    }

    @Override
    public void close() {
        rounds.forEach(Rounds::close);
        kernel.writeKnown();
        kernel.close();
    }
}
