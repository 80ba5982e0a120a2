package dev.respawn.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.respawn.contract.Contract;
import dev.respawn.contract.DelayLaw;
import dev.respawn.fault.Crash;
import dev.respawn.fault.Fault;
import dev.respawn.fault.Start;
import dev.respawn.host.ProcessKeeper;
import dev.respawn.host.Unreached;
import dev.respawn.journal.Entry;
import dev.respawn.journal.Event;
import dev.respawn.journal.Journal;
import dev.respawn.memory.MemoryHost;
import dev.respawn.memory.MemoryJournal;
import dev.respawn.memory.MemoryOutlook;
import dev.respawn.memory.MemorySupervisor;
import dev.respawn.model.Ending;
import dev.respawn.model.Incarnation;
import dev.respawn.model.Lookup;
import dev.respawn.model.Phase;
import dev.respawn.model.Selector;
import dev.respawn.model.ServiceName;
import dev.respawn.model.Target;
import dev.respawn.model.UndoLog;
import dev.respawn.model.UndoResult;
import dev.respawn.model.WayBack;
import dev.respawn.model.Witness;
import dev.respawn.plan.Plan;
import dev.respawn.plan.Planner;
import dev.respawn.plan.Setting;
import dev.respawn.probe.Answer;
import dev.respawn.probe.HttpGet;
import dev.respawn.probe.Probe;
import dev.respawn.probe.Reach;
import dev.respawn.scenario.Begins;
import dev.respawn.scenario.Disruption;
import dev.respawn.scenario.Scenario;
import dev.respawn.scenario.Watch;
import dev.respawn.scenario.When;
import dev.respawn.scenario.testwords.Plain;
import dev.respawn.supervisor.Controls;
import dev.respawn.supervisor.Deployment;
import dev.respawn.supervisor.Service;
import dev.respawn.supervisor.Site;
import dev.respawn.supervisor.Stack;
import dev.respawn.supervisor.Supervisor;
import dev.respawn.undo.OpenWays;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Runs of minutes on a virtual timeline: what they did is in the journal. */
@Timeout(30)
class RunnerTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final ServiceName WEB = Plain.WEB;
    private static final Target WEB_1 = new Target.Service(WEB, 1);
    private static final DelayLaw LAW = new DelayLaw(
            Duration.ofMillis(100),
            2,
            Duration.ofMinutes(1),
            Duration.ofSeconds(10),
            Duration.ZERO,
            Duration.ofSeconds(1));

    private final VirtualTimeline timeline = new VirtualTimeline(START);
    private final MemoryJournal journal = new MemoryJournal(timeline);
    private final MemorySupervisor supervisor = MemorySupervisor.always(timeline, LAW);
    private final List<String> undone = new ArrayList<>();
    private final List<String> told = new ArrayList<>();
    // What the runner itself writes into; the outlook has the one above.
    private Journal written = journal;
    private Audit audit = Audit.NOTHING;
    private Undoer undoer = undo -> {
        undone.add(undo.act());
        return new UndoResult.Undone("as asked");
    };

    // --- the order of things

    @Test
    void the_phases_come_in_their_order_and_the_end_is_on_disk() {
        Ending ending = run(crash());

        assertThat(ending).isEqualTo(Ending.COMPLETED);
        assertThat(phases()).containsExactly(Phase.values());
        Entry last = journal.entries().get(journal.entries().size() - 1);
        assertThat(last.event())
                .isEqualTo(new Event.RunEnded(Ending.COMPLETED, "all that was planned was done and observed"));
        assertThat(journal.isDurable(last)).isTrue();
    }

    @Test
    void it_is_recorded_from_before_the_deployment() {
        run(crash());

        assertThat(first(Event.EngineSaid.class)).isGreaterThan(phase(Phase.DEPLOY));
        assertThat(first(Event.EngineSaid.class)).isLessThan(first(Event.Deployed.class));
        assertThat(first(Event.BeganWell.class)).isGreaterThan(first(Event.Sampled.class));
        assertThat(first(Event.BeganWell.class)).isLessThan(phase(Phase.DISRUPT));
    }

    @Test
    void a_fault_comes_when_it_was_planned_from_the_moment_at_which_all_was_well() {
        run(crash());

        Instant well = entry(phase(Phase.DISRUPT)).at();
        assertThat(entry(first(Event.FaultIntended.class)).at()).isEqualTo(well.plusSeconds(2));
    }

    @Test
    void intent_and_way_back_are_on_disk_before_the_act() {
        run(crash());

        long intended = first(Event.FaultIntended.class);
        long kept = first(Event.WayBackKept.class);
        long died = journal.entries().stream()
                .filter(e -> e.event() instanceof Event.EngineSaid said
                        && said.said().is("die"))
                .findFirst()
                .orElseThrow()
                .seq();
        assertThat(List.of(intended, kept, died, first(Event.FaultInjected.class)))
                .isSorted();
        assertThat(journal.isDurable(entry(intended))).isTrue();
        assertThat(journal.isDurable(entry(kept))).isTrue();
    }

    @Test
    void the_begin_of_an_undo_is_on_disk_before_the_undo() {
        List<Boolean> told = new ArrayList<>();
        undoer = undo -> {
            Entry last = journal.entries().get(journal.entries().size() - 1);
            told.add(journal.isDurable(last) && last.event().equals(new Event.UndoBegan("slowed", WEB_1, undo)));
            return new UndoResult.Undone("as asked");
        };

        run(lasting(Disruption.WhenTargetRestarts.UNPROVEN, new Slow()));

        assertThat(told).containsExactly(true);
        assertThat(journal.events(Event.UndoEnded.class)).hasSize(1);
    }

    // --- begins

    @Test
    void nothing_is_injected_when_it_is_not_well_within_half_a_minute() {
        Ending ending = run(neverWell(Begins.WELL));

        assertThat(ending).isEqualTo(Ending.COMPLETED);
        assertThat(journal.events(Event.FaultIntended.class)).isEmpty();
        assertThat(phases()).doesNotContain(Phase.DISRUPT).contains(Phase.UNDO, Phase.REMOVE);
        assertThat(journal.events(Event.BeganWell.class))
                .containsExactly(new Event.BeganWell(false, "not well within 30s: 'home' (never good)"));
        assertThat(entry(first(Event.BeganWell.class)).at()).isEqualTo(START.plusSeconds(30));
        assertThat(told).contains("not well within 30s: 'home' (never good)");
    }

    @Test
    void without_a_probe_every_container_has_to_run() {
        Ending ending = run(scenario()
                .disrupt("killed", Duration.ofSeconds(2), new Crash(), Selector.all(WEB))
                .build());

        assertThat(ending).isEqualTo(Ending.COMPLETED);
        assertThat(journal.events(Event.BeganWell.class))
                .containsExactly(new Event.BeganWell(true, "every container runs"));
    }

    @Test
    void begins_not_asked_injects_whether_it_is_well_or_not() {
        run(neverWell(Begins.NOT_ASKED));

        assertThat(journal.events(Event.BeganWell.class)).isEmpty();
        assertThat(journal.events(Event.FaultInjected.class)).hasSize(1);
    }

    // --- half-applied is not applied

    @Test
    void a_fault_that_breaks_half_way_is_undone_last_step_first_and_reported() {
        Ending ending = run(lasting(
                Disruption.WhenTargetRestarts.UNPROVEN, new HalfWay(new IllegalStateException("no third step"))));

        assertThat(ending).isEqualTo(Ending.COMPLETED);
        assertThat(undone).containsExactly("second step", "first step");
        assertThat(journal.events(Event.FaultFailed.class))
                .containsExactly(new Event.FaultFailed(
                        "slowed", WEB_1, "the harness broke: java.lang.IllegalStateException: no third step"));
        assertThat(journal.events(Event.FaultInjected.class)).isEmpty();
        assertThat(last(Event.UndoEnded.class)).isLessThan(first(Event.FaultFailed.class));
    }

    @Test
    void a_fault_that_cannot_reach_its_target_is_undone_and_says_why() {
        run(lasting(Disruption.WhenTargetRestarts.UNPROVEN, new HalfWay(new Unreached("the engine is away"))));

        assertThat(undone).containsExactly("second step", "first step");
        assertThat(journal.events(Event.FaultFailed.class))
                .containsExactly(new Event.FaultFailed("slowed", WEB_1, "the engine is away"));
    }

    @Test
    void where_nothing_was_done_nothing_is_put_back_and_no_way_back_stays_open() {
        run(lasting(
                Disruption.WhenTargetRestarts.UNPROVEN,
                new HalfWay(new Unreached.Untouched("it changed since it was read", new IOException()))));

        assertThat(undone).isEmpty();
        UndoResult nothing =
                new UndoResult.Undone("nothing was done, so nothing is put back: it changed since it was read");
        assertThat(journal.events(Event.UndoEnded.class))
                .containsExactly(
                        new Event.UndoEnded("slowed", WEB_1, nothing), new Event.UndoEnded("slowed", WEB_1, nothing));
        assertThat(OpenWays.of(journal.entries())).isEmpty();
        assertThat(journal.events(Event.FaultFailed.class))
                .containsExactly(new Event.FaultFailed("slowed", WEB_1, "it changed since it was read"));
    }

    @Test
    void what_was_undone_once_is_not_undone_again_at_the_end() {
        run(lasting(Disruption.WhenTargetRestarts.UNPROVEN, new Slow()));

        assertThat(undone).containsExactly("speed up");
    }

    @Test
    void an_undo_that_throws_has_failed_and_the_others_are_done() {
        undoer = undo -> {
            undone.add(undo.act());
            if (undo.act().equals("second step")) {
                throw new IllegalStateException("stuck");
            }
            return new UndoResult.Undone("as asked");
        };

        run(lasting(Disruption.WhenTargetRestarts.UNPROVEN, new HalfWay(new Unreached("the engine is away"))));

        assertThat(undone).containsExactly("second step", "first step");
        assertThat(journal.events(Event.UndoEnded.class))
                .containsExactly(
                        new Event.UndoEnded("slowed", WEB_1, new UndoResult.Failed("stuck")),
                        new Event.UndoEnded("slowed", WEB_1, new UndoResult.Undone("as asked")));
    }

    // --- what lasts

    @Test
    void a_lasting_fault_is_looked_at_when_it_starts_and_at_its_end_and_then_taken_back() {
        run(lasting(Disruption.WhenTargetRestarts.UNPROVEN, new Slow()));

        assertThat(looks()).containsExactly("in-force", "in-force");
        Instant injected = entry(first(Event.FaultInjected.class)).at();
        assertThat(entry(first(Event.UndoBegan.class)).at()).isEqualTo(injected.plusSeconds(5));
        assertThat(last(Event.FaultLooked.class)).isLessThan(first(Event.UndoBegan.class));
        assertThat(first(Event.UndoEnded.class)).isLessThan(phase(Phase.UNDO));
    }

    @Test
    void without_an_end_of_its_own_it_lasts_until_the_run_is_over_and_no_probe_sees_it_taken_back() {
        Ending ending = run(lastingFor(Optional.empty(), Disruption.WhenTargetRestarts.UNPROVEN, new Slow()));

        assertThat(ending).isEqualTo(Ending.COMPLETED);
        assertThat(looks()).containsExactly("in-force", "in-force");
        assertThat(last(Event.FaultLooked.class)).isLessThan(phase(Phase.UNDO));
        assertThat(first(Event.UndoBegan.class)).isGreaterThan(phase(Phase.UNDO));
        assertThat(undone).containsExactly("speed up");
        // A second after the fault there is nothing more to be seen, so the run does not wait for its limit.
        Instant injected = entry(first(Event.FaultInjected.class)).at();
        assertThat(entry(phase(Phase.UNDO)).at()).isBetween(injected.plusSeconds(1), injected.plusMillis(1_500));
    }

    @Test
    void what_lasts_until_the_end_ends_before_if_its_target_restarts_and_that_is_asked() {
        timeline.at(START.plusMillis(3_500), () -> supervisor.die(WEB_1, 1));

        run(lastingFor(Optional.empty(), Disruption.WhenTargetRestarts.END, new Slow()));

        assertThat(undone).containsExactly("speed up");
        assertThat(first(Event.UndoEnded.class)).isLessThan(phase(Phase.UNDO));
    }

    @Test
    void an_interrupted_run_undoes_what_would_have_lasted_until_its_end() {
        Thread me = Thread.currentThread();
        timeline.at(START.plusMillis(3_500), () -> timeline.interrupt(me));

        Ending ending = run(lastingFor(Optional.empty(), Disruption.WhenTargetRestarts.UNPROVEN, new Slow()));

        assertThat(Thread.interrupted()).isTrue();
        assertThat(ending).isEqualTo(Ending.ABORTED);
        assertThat(undone).containsExactly("speed up");
    }

    @Test
    void when_its_target_restarts_a_lasting_fault_is_seen_to_be_lost() {
        timeline.at(START.plusSeconds(5), () -> supervisor.die(WEB_1, 1));

        run(lasting(Disruption.WhenTargetRestarts.UNPROVEN, new Slow()));

        assertThat(journal.events(Event.FaultInjected.class)).hasSize(1);
        assertThat(looks()).containsExactly("in-force", "lost", "lost");
        assertThat(undone).containsExactly("speed up");
    }

    @Test
    void when_its_target_restarts_a_lasting_fault_is_reapplied_if_that_is_asked() {
        timeline.at(START.plusSeconds(5), () -> supervisor.die(WEB_1, 1));

        run(lasting(Disruption.WhenTargetRestarts.REAPPLY, new Slow()));

        List<Event.FaultInjected> injected = journal.events(Event.FaultInjected.class);
        assertThat(injected).hasSize(2);
        assertThat(injected.get(1).on().pid()).isNotEqualTo(injected.get(0).on().pid());
        assertThat(looks()).containsExactly("in-force", "in-force");
        assertThat(undone).containsExactly("speed up", "speed up");
    }

    @Test
    void when_its_target_restarts_a_lasting_fault_ends_if_that_is_asked() {
        timeline.at(START.plusSeconds(5), () -> supervisor.die(WEB_1, 1));

        run(lasting(Disruption.WhenTargetRestarts.END, new Slow()));

        assertThat(journal.events(Event.FaultInjected.class)).hasSize(1);
        assertThat(journal.events(Event.Noted.class))
                .containsExactly(new Event.Noted("slowed ended on web/1, because its target ended"));
        assertThat(undone).containsExactly("speed up");
        assertThat(entry(first(Event.UndoBegan.class)).at()).isBefore(START.plusSeconds(6));
    }

    @Test
    void a_fault_that_is_lost_between_two_looks_at_what_has_ended_has_ended_with_it() {
        timeline.at(START.plusSeconds(5), () -> supervisor.die(WEB_1, 1));
        AtomicInteger asked = new AtomicInteger();

        run(lasting(Disruption.WhenTargetRestarts.END, new Slow() {
            @Override
            public Look look(Incarnation on, Controls controls) {
                return asked.incrementAndGet() <= 2 ? Look.IN_FORCE : Look.LOST;
            }
        }));

        assertThat(looks()).containsExactly("in-force", "in-force");
        assertThat(journal.events(Event.Noted.class))
                .containsExactly(new Event.Noted("slowed ended on web/1, because its target restarted"));
        assertThat(undone).containsExactly("speed up");
    }

    @Test
    void a_look_at_what_dies_while_it_is_looked_at_says_nothing() {
        timeline.at(START.plusSeconds(5), () -> supervisor.die(WEB_1, 1));
        AtomicBoolean again = new AtomicBoolean();

        run(lasting(Disruption.WhenTargetRestarts.END, new Slow() {
            @Override
            public Look look(Incarnation on, Controls controls) throws InterruptedException {
                if (on.pid() != 0 && super.look(on, controls) == Look.LOST && again.compareAndSet(false, true)) {
                    supervisor.die(WEB_1, 1);
                    return Look.UNKNOWN;
                }
                return Look.IN_FORCE;
            }
        }));

        assertThat(again).isTrue();
        assertThat(looks()).doesNotContain("unknown").hasSizeGreaterThan(2);
    }

    @Test
    void a_look_that_breaks_is_told_and_the_fault_is_taken_back() {
        Ending ending = run(lasting(Disruption.WhenTargetRestarts.UNPROVEN, new Slow() {
            @Override
            public Look look(Incarnation on, Controls controls) {
                throw new IllegalStateException("blind");
            }
        }));

        assertThat(ending).isEqualTo(Ending.COMPLETED);
        assertThat(journal.events(Event.FaultFailed.class))
                .containsExactly(new Event.FaultFailed(
                        "slowed", WEB_1, "the harness broke: java.lang.IllegalStateException: blind"));
        assertThat(undone).containsExactly("speed up");
    }

    @Test
    void a_last_look_that_takes_longer_than_the_run_waits_for_it_is_told_as_unknown() {
        Ending ending = run(lastingFor(Optional.empty(), Disruption.WhenTargetRestarts.UNPROVEN, new Slow() {
            private int looks;

            @Override
            public Look look(Incarnation on, Controls controls) throws InterruptedException {
                if (++looks > 1) {
                    timeline.sleepUntil(timeline.now().plusSeconds(30));
                }
                return Look.IN_FORCE;
            }
        }));

        assertThat(ending).isEqualTo(Ending.COMPLETED);
        assertThat(looks()).containsExactly("in-force", "unknown");
        assertThat(journal.events(Event.FaultLooked.class).get(1).why())
                .isEqualTo("the last look was not over within 15s");
        assertThat(last(Event.FaultLooked.class)).isLessThan(phase(Phase.UNDO));
        assertThat(undone).containsExactly("speed up");
    }

    @Test
    void what_one_fault_has_changed_no_other_changes_before_it_is_taken_back() {
        run(Plain.unlisted(
                scenario(),
                List.of(),
                changing("first", Duration.ofSeconds(2), "a"),
                changing("other", Duration.ofSeconds(3), "b"),
                changing("second", Duration.ofSeconds(4), "a"),
                changing("third", Duration.ofSeconds(8), "a")));

        assertThat(journal.events(Event.FaultInjected.class))
                .extracting(Event.FaultInjected::disruption)
                .containsExactly("first", "other", "third");
        assertThat(journal.events(Event.FaultFailed.class))
                .containsExactly(new Event.FaultFailed(
                        "second",
                        WEB_1,
                        "'first' has changed the same on web/1 (a) and has not taken it back; let 'second' begin when"
                                + " that is over"));
        assertThat(undone).hasSize(3);
    }

    @Test
    void what_could_not_be_taken_back_stays_changed() {
        undoer = undo -> new UndoResult.Failed("no");
        run(Plain.unlisted(
                scenario(),
                List.of(),
                changing("first", Duration.ofSeconds(2), "a"),
                changing("third", Duration.ofSeconds(8), "a")));

        assertThat(journal.events(Event.FaultFailed.class))
                .extracting(Event.FaultFailed::disruption)
                .containsExactly("third");
    }

    /** For five seconds. */
    private static Disruption changing(String name, Duration at, String what) {
        return new Disruption(
                name,
                When.at(at),
                new Slow() {
                    @Override
                    public Witness inject(Incarnation on, Controls controls, UndoLog log) {
                        log.before(new WayBack.Undo("put back", Map.of(WayBack.Undo.HOLDS, what)));
                        return new Witness.Arrived(List.of("it is changed"));
                    }

                    @Override
                    public Look look(Incarnation on, Controls controls) {
                        return Look.IN_FORCE;
                    }
                },
                Selector.all(WEB),
                Optional.of(Duration.ofSeconds(5)),
                Disruption.WhenTargetRestarts.UNPROVEN);
    }

    // --- a fault that waits for an observation

    @Test
    void a_fault_comes_once_a_probe_has_been_good_for_long_enough_after_another_fault() {
        run(Plain.unlisted(
                scenario(),
                home(),
                Plain.momentary("killed", When.at(Duration.ofSeconds(2)), new Crash()),
                Plain.momentary(
                        "again",
                        new When.Once(
                                "home",
                                When.Says.GOOD,
                                Duration.ofSeconds(1),
                                Optional.of("killed"),
                                Duration.ofSeconds(20)),
                        new Crash())));

        Instant killed = intended("killed");
        Instant back = journal.entries().stream()
                .filter(entry -> entry.at().isAfter(killed)
                        && entry.event() instanceof Event.Sampled sampled
                        && sampled.sample().good()
                        && sampled.sample().sent().isAfter(killed.plusMillis(60)))
                .map(Entry::at)
                .findFirst()
                .orElseThrow();
        assertThat(intended("again")).isBetween(back.plusMillis(1_000), back.plusMillis(1_060));
    }

    @Test
    void a_fault_comes_at_the_first_bad_answer_if_that_is_what_it_waits_for() {
        run(Plain.unlisted(
                scenario(),
                home(),
                Plain.momentary("killed", When.at(Duration.ofSeconds(2)), new Crash()),
                Plain.momentary(
                        "while-down",
                        new When.Once("home", When.Says.BAD, Duration.ZERO, Optional.empty(), Duration.ofSeconds(20)),
                        new Start())));

        Entry bad = journal.entries().stream()
                .filter(entry -> entry.event() instanceof Event.Sampled sampled
                        && sampled.sample().bad())
                .findFirst()
                .orElseThrow();
        assertThat(intended("while-down")).isBetween(bad.at(), bad.at().plusMillis(10));
    }

    @Test
    void what_is_waited_for_in_vain_is_a_fault_that_never_was() {
        Ending ending = run(Plain.unlisted(
                scenario(),
                home(),
                Plain.momentary(
                        "never",
                        new When.Once("home", When.Says.BAD, Duration.ZERO, Optional.empty(), Duration.ofSeconds(5)),
                        new Crash())));

        assertThat(ending).isEqualTo(Ending.COMPLETED);
        assertThat(journal.events(Event.FaultIntended.class)).isEmpty();
        assertThat(journal.events(Event.FaultFailed.class))
                .containsExactly(new Event.FaultFailed(
                        "never",
                        WEB_1,
                        "it was to be injected once 'home' is bad, at the latest at 5s, which was not seen"));
        assertThat(timeline.now()).isAfter(START.plusSeconds(5));
    }

    private static List<Watch> home() {
        return List.of(new Watch(
                "home", Duration.ofMillis(50), Watch.TIMEOUT_DEFAULT, Watch.IN_FLIGHT_DEFAULT, HttpGet.of(WEB, "/")));
    }

    private Instant intended(String disruption) {
        return journal.entries().stream()
                .filter(entry -> entry.event() instanceof Event.FaultIntended intended
                        && intended.disruption().equals(disruption))
                .map(Entry::at)
                .findFirst()
                .orElseThrow();
    }

    // --- undo always happens

    @Test
    void an_interrupted_run_undoes_with_the_flag_cleared_and_sets_it_afterwards() {
        Thread me = Thread.currentThread();
        List<Boolean> flags = new ArrayList<>();
        undoer = undo -> {
            flags.add(Thread.currentThread().isInterrupted());
            return new UndoResult.Undone("as asked");
        };
        timeline.at(START.plusSeconds(5), () -> timeline.interrupt(me));

        Ending ending = run(lasting(Disruption.WhenTargetRestarts.UNPROVEN, new Slow()));

        assertThat(Thread.interrupted()).isTrue();
        assertThat(ending).isEqualTo(Ending.ABORTED);
        assertThat(flags).containsExactly(false);
        assertThat(phases()).endsWith(Phase.UNDO, Phase.REMOVE);
        assertThat(journal.events(Event.ResidueChecked.class).get(0).left()).isEmpty();
        assertThat(journal.events(Event.RunEnded.class))
                .containsExactly(new Event.RunEnded(Ending.ABORTED, "interrupted"));
        assertThat(timeline.now()).isBefore(START.plusSeconds(6));
    }

    @Test
    void a_journal_that_is_full_of_samples_does_not_keep_a_run_from_being_taken_back() {
        written = refusing(START.plusSeconds(4), false);

        Ending ending = run(watchedAndSlowed());

        assertThat(ending).isEqualTo(Ending.BROKEN);
        assertThat(undone).containsExactly("speed up");
        assertThat(journal.events(Event.UndoEnded.class)).hasSize(1);
        assertThat(phases()).endsWith(Phase.UNDO, Phase.REMOVE);
        assertThat(journal.events(Event.ResidueChecked.class).get(0).left()).isEmpty();
        assertThat(stillThere()).isEmpty();
        assertThat(asked()).as("the watches have ended").isZero();
        assertThat(journal.events(Event.RunEnded.class).get(0).why()).contains("the journal is full");
    }

    @Test
    void a_disk_that_is_full_does_not_keep_a_run_from_being_taken_back() {
        written = refusing(START.plusSeconds(4), true);

        Ending ending = run(watchedAndSlowed());

        assertThat(ending).isEqualTo(Ending.BROKEN);
        assertThat(undone).containsExactly("speed up");
        assertThat(stillThere()).isEmpty();
        assertThat(asked()).as("the watches have ended").isZero();
    }

    @Test
    void a_journal_that_refused_what_an_injection_did_is_no_run_that_was_completed() {
        written = refusing(START.plusSeconds(3), true);

        Ending ending = run(crashUnwatched());

        assertThat(ending).isEqualTo(Ending.BROKEN);
        assertThat(stillThere()).isEmpty();
    }

    @Test
    void what_breaks_for_want_of_memory_is_undone_and_removed_as_well() {
        Ending ending = run(lasting(Disruption.WhenTargetRestarts.UNPROVEN, new Slow()), new Wrapped(supervisor) {
            @Override
            public Deployment deploy(Stack stack, Site site, Consumer<String> says)
                    throws Unreached, InterruptedException {
                super.deploy(stack, site, says).close();
                throw new OutOfMemoryError("a large answer");
            }
        });

        assertThat(ending).isEqualTo(Ending.BROKEN);
        assertThat(phases()).endsWith(Phase.UNDO, Phase.REMOVE);
    }

    @Test
    void an_undo_that_breaks_badly_keeps_nothing_else_from_being_done() {
        undoer = undo -> {
            throw new StackOverflowError();
        };

        run(watchedAndSlowed());

        assertThat(journal.events(Event.UndoEnded.class))
                .containsExactly(
                        new Event.UndoEnded("slowed", WEB_1, new UndoResult.Failed("java.lang.StackOverflowError")));
        assertThat(stillThere()).isEmpty();
    }

    /** The journal of the run, which takes no more from an instant on; or only what must be durable. */
    private Journal refusing(Instant from, boolean durableToo) {
        return new Journal() {
            @Override
            public long append(Event event) {
                demandRoom(true);
                return journal.append(event);
            }

            @Override
            public long appendDurably(Event event) {
                demandRoom(durableToo);
                return journal.appendDurably(event);
            }

            private void demandRoom(boolean refuses) {
                if (refuses && !timeline.now().isBefore(from)) {
                    throw new UncheckedIOException(new IOException("the journal is full"));
                }
            }
        };
    }

    private static Scenario watchedAndSlowed() {
        return Plain.unlisted(
                scenario(),
                home(),
                new Disruption(
                        "slowed",
                        When.at(Duration.ofSeconds(3)),
                        new Slow(),
                        Selector.all(WEB),
                        Optional.empty(),
                        Disruption.WhenTargetRestarts.UNPROVEN));
    }

    private static Scenario crashUnwatched() {
        return scenario()
                .disrupt("killed", Duration.ofSeconds(2), new Crash(), Selector.all(WEB))
                .disrupt("again", Duration.ofSeconds(6), new Crash(), Selector.all(WEB))
                .build();
    }

    private List<String> stillThere() {
        return new MemoryOutlook(supervisor, List.of(), timeline, journal).left("test");
    }

    /** How much the timeline still has to do a while after the run, when all that ends by itself has ended. */
    private int asked() {
        try {
            timeline.sleepUntil(timeline.now().plus(Duration.ofMinutes(10)));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return timeline.alarms();
    }

    @Test
    void a_run_that_was_not_interrupted_leaves_no_flag() {
        run(crash());

        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void the_limit_aborts_and_what_was_being_injected_is_undone() {
        Ending ending = run(Plain.unlisted(
                scenario().limit(Duration.ofSeconds(7)),
                List.of(),
                Plain.momentary("stuck", When.at(Duration.ofSeconds(1)), new Stuck())));

        assertThat(ending).isEqualTo(Ending.ABORTED);
        assertThat(journal.events(Event.RunEnded.class))
                .containsExactly(new Event.RunEnded(Ending.ABORTED, "the run's limit of 7s was reached"));
        assertThat(journal.events(Event.FaultFailed.class))
                .containsExactly(new Event.FaultFailed("stuck", WEB_1, "interrupted while it was being injected"));
        assertThat(undone).containsExactly("unstick");
        assertThat(last(Event.UndoEnded.class)).isLessThan(phase(Phase.UNDO));
        assertThat(entry(first(Event.FaultFailed.class)).at())
                .isEqualTo(entry(phase(Phase.DISRUPT)).at().plusSeconds(7));
    }

    // --- the world's and our own mistakes

    @Test
    void a_stack_that_never_stood_is_a_run_not_begun_and_nothing_is_injected() {
        Ending ending = run(crash(), new Wrapped(supervisor) {
            @Override
            public Deployment deploy(Stack stack, Site site, Consumer<String> says) throws Unreached {
                throw new Unreached("web/1 did not start: no space left");
            }
        });

        assertThat(ending).isEqualTo(Ending.NOT_BEGUN);
        assertThat(journal.events(Event.RunEnded.class))
                .containsExactly(new Event.RunEnded(Ending.NOT_BEGUN, "web/1 did not start: no space left"));
        assertThat(phases()).containsExactly(Phase.PREPARE, Phase.DEPLOY, Phase.UNDO, Phase.REMOVE);
        assertThat(journal.events(Event.ResidueChecked.class).get(0).left()).isEmpty();
    }

    @Test
    void a_start_may_fail_only_where_the_beginning_is_not_asked() {
        List<Boolean> may = new ArrayList<>();
        Wrapped asked = new Wrapped(supervisor) {
            @Override
            public Deployment deploy(Stack stack, Site site, Consumer<String> says)
                    throws Unreached, InterruptedException {
                may.add(stack.startsMayFail());
                return super.deploy(stack, site, says);
            }
        };

        run(neverWell(Begins.NOT_ASKED), asked);
        run(neverWell(Begins.WELL), asked);

        assertThat(may).containsExactly(true, false);
    }

    @Test
    void what_a_failed_deployment_left_is_found() {
        run(crash(), new Wrapped(supervisor) {
            @Override
            public Deployment deploy(Stack stack, Site site, Consumer<String> says)
                    throws Unreached, InterruptedException {
                Deployment forgotten = super.deploy(stack, site, says);
                throw new Unreached(forgotten.targets().get(0) + " is not to my liking");
            }
        });

        assertThat(journal.events(Event.ResidueChecked.class).get(0).left()).containsExactly("container of web/1");
    }

    @Test
    void what_the_run_leaves_is_reported() {
        Ending ending = run(crash(), new Wrapped(supervisor) {
            @Override
            public Deployment deploy(Stack stack, Site site, Consumer<String> says)
                    throws Unreached, InterruptedException {
                return forgetful(super.deploy(stack, site, says));
            }
        });

        assertThat(ending).isEqualTo(Ending.COMPLETED);
        assertThat(journal.events(Event.ResidueChecked.class))
                .containsExactly(new Event.ResidueChecked(
                        List.of("containers, networks and volumes of run test on memory"),
                        List.of("container of web/1")));
        assertThat(told).contains("left behind: container of web/1");
    }

    /** Says when it was asked, by what the journal held. */
    private final class Asked implements Audit {
        private final List<String> when = new ArrayList<>();
        private final Found found;

        private Asked(Found found) {
            this.found = found;
        }

        @Override
        public void before() {
            when.add("before: " + phases());
        }

        @Override
        public void standing(List<Incarnation> lives) {
            when.add("standing: " + lives.size() + ", " + phases());
        }

        @Override
        public Found after(List<WayBack.Undo> ways) {
            when.add("after: " + ways.size() + ", "
                    + phases().get(phases().size() - 1) + ", "
                    + journal.events(Event.UndoEnded.class).size() + " undone");
            return found;
        }
    }

    @Test
    void the_host_is_compared_from_before_the_deployment_until_all_is_undone_and_removed() {
        Asked asked = new Asked(new Audit.Found(
                List.of("the host"), List.of("mounts: new: /x"), List.of("links: new: y"), "3 were left out"));
        audit = asked;

        run(lasting(Disruption.WhenTargetRestarts.UNPROVEN, new Slow()));

        assertThat(asked.when)
                .containsExactly("before: [PREPARE]", "standing: 1, [PREPARE, DEPLOY]", "after: 1, REMOVE, 1 undone");
        assertThat(journal.events(Event.ResidueChecked.class))
                .containsExactly(new Event.ResidueChecked(
                        List.of("containers, networks and volumes of run test on memory", "the host"),
                        List.of("mounts: new: /x")));
        assertThat(journal.events(Event.HostChanged.class))
                .containsExactly(new Event.HostChanged(List.of("links: new: y"), "3 were left out"));
        assertThat(told).contains("left behind: mounts: new: /x");
    }

    @Test
    void a_mistake_of_ours_breaks_the_run_and_it_is_removed_all_the_same() {
        Ending ending = run(crash(), new Wrapped(supervisor) {
            @Override
            public Deployment deploy(Stack stack, Site site, Consumer<String> says)
                    throws Unreached, InterruptedException {
                super.deploy(stack, site, says).close();
                throw new IllegalStateException("a bug");
            }
        });

        assertThat(ending).isEqualTo(Ending.BROKEN);
        assertThat(journal.events(Event.RunEnded.class))
                .containsExactly(
                        new Event.RunEnded(Ending.BROKEN, "the harness broke: java.lang.IllegalStateException: a bug"));
        assertThat(phases()).endsWith(Phase.UNDO, Phase.REMOVE);
    }

    // --- time

    @Test
    void ten_minutes_pass_at_once_and_twice_the_same_way() {
        Scenario long_ = scenario()
                .limit(Duration.ofMinutes(20))
                .watch("home", Duration.ofMillis(50), HttpGet.of(WEB, "/"))
                .disrupt("first", Duration.ofSeconds(2), new Crash(), Selector.all(WEB))
                .disrupt("second", Duration.ofMinutes(5), new Crash(), Selector.all(WEB))
                .disrupt("third", Duration.ofMinutes(10), new Crash(), Selector.all(WEB))
                .build();

        run(long_);
        RunnerTest again = new RunnerTest();
        again.run(long_);

        assertThat(Duration.between(START, timeline.now())).isGreaterThan(Duration.ofMinutes(10));
        assertThat(journal.events(Event.FaultInjected.class)).hasSize(3);
        assertThat(journal.entries()).isEqualTo(again.journal.entries());
    }

    // --- how it is told here

    private static Scenario.Builder scenario() {
        return Plain.scenario().limit(Duration.ofMinutes(2));
    }

    private static Scenario crash() {
        return scenario()
                .watch("home", Duration.ofMillis(50), HttpGet.of(WEB, "/"))
                .disrupt("killed", Duration.ofSeconds(2), new Crash(), Selector.all(WEB))
                .build();
    }

    /** From 3 s to 8 s. */
    private static Scenario lasting(Disruption.WhenTargetRestarts whenTargetRestarts, Fault fault) {
        return lastingFor(Optional.of(Duration.ofSeconds(5)), whenTargetRestarts, fault);
    }

    private static Scenario lastingFor(
            Optional<Duration> lasts, Disruption.WhenTargetRestarts whenTargetRestarts, Fault fault) {
        return Plain.unlisted(
                scenario(),
                List.of(),
                new Disruption(
                        "slowed", When.at(Duration.ofSeconds(3)), fault, Selector.all(WEB), lasts, whenTargetRestarts));
    }

    private static Scenario neverWell(Begins begins) {
        return Plain.unlisted(
                scenario().begins(begins),
                List.of(new Watch("home", Duration.ofMillis(100), Duration.ofSeconds(1), 10, new Never())),
                Plain.momentary("killed", When.at(Duration.ofSeconds(2)), new Crash()));
    }

    private Ending run(Scenario scenario) {
        return run(scenario, supervisor);
    }

    private Ending run(Scenario scenario, Supervisor on) {
        Plan plan = Planner.plan(scenario, on, new Setting(on.name(), "memory"), 1);
        MemoryOutlook outlook = new MemoryOutlook(supervisor, scenario.services(), timeline, journal);
        return new Runner(
                        "test",
                        plan,
                        on,
                        new Site(List.of(new MemoryHost()), outlook, new NoKeeper()),
                        outlook,
                        written,
                        timeline,
                        undo -> undoer.undo(undo),
                        told::add,
                        audit)
                .run();
    }

    private List<Phase> phases() {
        return journal.events(Event.PhaseBegan.class).stream()
                .map(Event.PhaseBegan::phase)
                .toList();
    }

    private List<String> looks() {
        return journal.events(Event.FaultLooked.class).stream()
                .map(Event.FaultLooked::look)
                .toList();
    }

    private Entry entry(long seq) {
        return journal.entries().get((int) seq - 1);
    }

    private long phase(Phase phase) {
        return journal.entries().stream()
                .filter(e -> e.event().equals(new Event.PhaseBegan(phase)))
                .findFirst()
                .orElseThrow()
                .seq();
    }

    private long first(Class<? extends Event> kind) {
        return journal.entries().stream()
                .filter(e -> kind.isInstance(e.event()))
                .findFirst()
                .orElseThrow()
                .seq();
    }

    private long last(Class<? extends Event> kind) {
        return journal.entries().stream()
                .filter(e -> kind.isInstance(e.event()))
                .reduce((a, b) -> b)
                .orElseThrow()
                .seq();
    }

    /** A probe that is never good. */
    private record Never() implements Probe {
        @Override
        public String inWords() {
            return "never good";
        }

        @Override
        public CompletionStage<Answer> ask(Reach reach, Duration deadline) {
            return CompletableFuture.completedFuture(Answer.bad("never good"));
        }
    }

    /** A lasting fault on a process: lost when the process is another one. */
    private static class Slow implements Fault {
        private volatile long pid;

        @Override
        public Set<Class<?>> needs() {
            return Set.of();
        }

        @Override
        public Kind kind() {
            return Kind.LASTING;
        }

        @Override
        public String inWords() {
            return "slow";
        }

        @Override
        public Optional<String> irreversible() {
            return Optional.empty();
        }

        @Override
        public Witness inject(Incarnation on, Controls controls, UndoLog log) throws Unreached, InterruptedException {
            log.before(new WayBack.Undo("speed up", Map.of("pid", String.valueOf(on.pid()))));
            pid = on.pid();
            return new Witness.Arrived(List.of("it is slow"));
        }

        @Override
        public Look look(Incarnation on, Controls controls) throws InterruptedException {
            return on.pid() == pid ? Look.IN_FORCE : Look.LOST;
        }
    }

    /** Does two of its three steps. */
    private static final class HalfWay extends Slow {
        private final Exception end;

        HalfWay(Exception end) {
            this.end = end;
        }

        @Override
        public Witness inject(Incarnation on, Controls controls, UndoLog log) throws Unreached {
            log.before(new WayBack.Undo("first step", Map.of()));
            log.before(new WayBack.Undo("second step", Map.of()));
            if (end instanceof Unreached unreached) {
                throw unreached;
            }
            throw (RuntimeException) end;
        }
    }

    /** Never comes to an end by itself. */
    private final class Stuck extends Slow {
        @Override
        public Kind kind() {
            return Kind.MOMENTARY;
        }

        @Override
        public Witness inject(Incarnation on, Controls controls, UndoLog log) throws InterruptedException {
            log.before(new WayBack.Undo("unstick", Map.of()));
            timeline.sleepUntil(START.plus(Duration.ofDays(1)));
            return new Witness.NotSeen("never");
        }
    }

    /** A supervisor with one thing changed. */
    private static class Wrapped implements Supervisor {
        private final Supervisor inner;

        Wrapped(Supervisor inner) {
            this.inner = inner;
        }

        @Override
        public String name() {
            return inner.name();
        }

        @Override
        public Contract contract(Service service) {
            return inner.contract(service);
        }

        @Override
        public Set<Class<?>> offers() {
            return inner.offers();
        }

        @Override
        public Deployment deploy(Stack stack, Site site, Consumer<String> says) throws Unreached, InterruptedException {
            return inner.deploy(stack, site, says);
        }
    }

    /** The same deployment, but it removes nothing. */
    private static Deployment forgetful(Deployment inner) {
        return new Deployment() {
            @Override
            public Contract contract(ServiceName service) {
                return inner.contract(service);
            }

            @Override
            public List<Target> targets() {
                return inner.targets();
            }

            @Override
            public Set<Class<?>> offers() {
                return inner.offers();
            }

            @Override
            public Controls controls(Incarnation on) {
                return inner.controls(on);
            }

            @Override
            public Lookup find(Target target) throws InterruptedException {
                return inner.find(target);
            }

            @Override
            public OptionalInt published(ServiceName service, int replica) {
                return inner.published(service, replica);
            }

            @Override
            public void close() {}
        };
    }

    private static final class NoKeeper implements ProcessKeeper {
        @Override
        public void keep(ProcessHandle leader) {}

        @Override
        public void release(ProcessHandle leader) {}
    }
}
