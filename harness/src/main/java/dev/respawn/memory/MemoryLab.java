package dev.respawn.memory;

import dev.respawn.contract.DelayLaw;
import dev.respawn.engine.Runner;
import dev.respawn.engine.VirtualTimeline;
import dev.respawn.host.ProcessKeeper;
import dev.respawn.journal.Event;
import dev.respawn.model.UndoResult;
import dev.respawn.plan.Plan;
import dev.respawn.plan.Planner;
import dev.respawn.plan.Setting;
import dev.respawn.report.Report;
import dev.respawn.scenario.Scenario;
import dev.respawn.supervisor.Site;
import dev.respawn.verify.Verifier;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Scenarios in memory: the same plan, the same run, the same verdict as on an engine, in milliseconds. It shows whether a
 * scenario says what its author means; what an engine does is only seen on one.
 */
public final class MemoryLab {
    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

    private final Optional<DelayLaw> law;

    private MemoryLab(Optional<DelayLaw> law) {
        this.law = law;
    }

    /** Whatever dies by itself is started again after the law's delay. */
    public static MemoryLab restarting(DelayLaw law) {
        return new MemoryLab(Optional.of(law));
    }

    /** Nothing is started again. */
    public static MemoryLab restartingNothing() {
        return new MemoryLab(Optional.empty());
    }

    /**
     * Plans a scenario, carries it out and judges it.
     *
     * @throws IllegalArgumentException if it cannot be planned
     */
    public Report run(Scenario scenario, long seed) {
        VirtualTimeline timeline = new VirtualTimeline(BEGIN);
        MemoryJournal journal = new MemoryJournal(timeline);
        MemorySupervisor supervisor =
                law.map(l -> MemorySupervisor.always(timeline, l)).orElseGet(() -> MemorySupervisor.never(timeline));
        Plan plan = Planner.plan(scenario, supervisor, new Setting(supervisor.name(), "memory"), seed);
        MemoryOutlook outlook = new MemoryOutlook(supervisor, scenario.services(), timeline, journal);
        MemoryHost host = new MemoryHost();
        journal.append(new Event.RunBegan("memory", scenario.name(), supervisor.name(), seed, "memory"));
        journal.append(new Event.HostFound(host.id(), host.facts(), Duration.ZERO));
        new Runner(
                        "memory",
                        plan,
                        supervisor,
                        new Site(List.of(host), outlook, new NoKeeper()),
                        outlook,
                        journal,
                        timeline,
                        undo -> new UndoResult.Failed("no way back is named '" + undo.act() + "'"),
                        line -> {})
                .run();
        return new Report("memory", plan, journal.entries(), Verifier.verify(plan, journal.entries()));
    }

    /** There are no processes in memory that could outlive anybody. */
    static final class NoKeeper implements ProcessKeeper {
        @Override
        public void keep(ProcessHandle leader) {}

        @Override
        public void release(ProcessHandle leader) {}
    }
}
