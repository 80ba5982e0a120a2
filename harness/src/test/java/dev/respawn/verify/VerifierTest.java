package dev.respawn.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.respawn.contract.Contract;
import dev.respawn.expect.Evidence;
import dev.respawn.expect.Expectation;
import dev.respawn.expect.Finding;
import dev.respawn.expect.Timeless;
import dev.respawn.fault.Crash;
import dev.respawn.journal.Entry;
import dev.respawn.journal.Event;
import dev.respawn.model.Ending;
import dev.respawn.model.HostId;
import dev.respawn.model.Incarnation;
import dev.respawn.model.Outcome;
import dev.respawn.model.Target;
import dev.respawn.model.UndoResult;
import dev.respawn.model.WayBack;
import dev.respawn.model.Witness;
import dev.respawn.plan.Move;
import dev.respawn.plan.Plan;
import dev.respawn.plan.Setting;
import dev.respawn.probe.HttpGet;
import dev.respawn.scenario.Begins;
import dev.respawn.scenario.Disruption;
import dev.respawn.scenario.Form;
import dev.respawn.scenario.Scenario;
import dev.respawn.scenario.Watch;
import dev.respawn.scenario.When;
import dev.respawn.scenario.testwords.Plain;
import dev.respawn.supervisor.Service;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What a journal proves, and what it does not; each test changes one line of a run in which all went well. */
class VerifierTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Target WEB = Target.parse("web/1");
    private static final Target WEB_2 = Target.parse("web/2");
    private static final Service NGINX = Service.of("web", "nginx").listening(80);
    private static final Watch HOME = new Watch(
            "home",
            Duration.ofMillis(20),
            Watch.TIMEOUT_DEFAULT,
            Watch.IN_FLIGHT_DEFAULT,
            HttpGet.of(NGINX.name(), "/"));
    private static final Contract PROMISED = new Contract("a contract", List.of());
    private static final Incarnation LIFE =
            new Incarnation(new HostId("memory"), "0123456789abcdef", 7, START, "sha256:0", "10.0.0.2");
    private static final WayBack.Undo UNDO = new WayBack.Undo("put it back", Map.of());

    private static final Event WELL = new Event.BeganWell(true, "every probe was good");
    private static final Event KEPT = new Event.WayBackKept("killed", WEB, UNDO);
    private static final Event ARRIVED =
            new Event.FaultInjected("killed", WEB, LIFE, new Witness.Arrived(List.of("process table: it is gone")));
    private static final Event UNDONE = new Event.UndoEnded("killed", WEB, new UndoResult.Undone("it is back"));
    private static final Event NOTHING_LEFT = new Event.ResidueChecked(List.of("containers"), List.of());
    private static final Event ENDED = new Event.RunEnded(Ending.COMPLETED, "all was done");
    private static final List<Event> GOOD = List.of(WELL, KEPT, ARRIVED, UNDONE, NOTHING_LEFT, ENDED);

    @Test
    void of_a_clock_that_was_set_no_times_are_compared() {
        List<Event> set = new ArrayList<>(GOOD);
        set.add(new Event.ClockSet(new HostId("memory"), Duration.ofHours(-1)));

        Verdict verdict = verify(set, claims(Outcome.PASSED));

        assertThat(verdict.outcome()).isEqualTo(Outcome.UNPROVEN);
        assertThat(verdict.reason())
                .isEqualTo("the clock of host 'memory' ran on evenly: it was set back by 60m while the run went on, so"
                        + " times before and after cannot be compared");
    }

    // --- three outcomes

    @Test
    void all_claims_that_hold_are_passed() {
        Verdict verdict = verify(GOOD, claims(Outcome.PASSED));

        assertThat(verdict.outcome()).isEqualTo(Outcome.PASSED);
        assertThat(verdict.ending()).isEqualTo(Ending.COMPLETED);
        assertThat(verdict.reason()).isEqualTo("all 5 claims hold");
        assertThat(verdict.findings().stream().map(Finding::claim))
                .containsExactly(
                        "the run was carried out to its end",
                        "all was well before the first fault",
                        "'killed' reached web/1",
                        "everything was undone",
                        "a claim");
        assertThat(verdict.left()).isEmpty();
    }

    @Test
    void failed_beats_unproven_and_unproven_beats_passed() {
        assertThat(verify(GOOD, claims(Outcome.PASSED, Outcome.UNPROVEN)).outcome())
                .isEqualTo(Outcome.UNPROVEN);
        assertThat(verify(GOOD, claims(Outcome.UNPROVEN, Outcome.FAILED, Outcome.PASSED))
                        .outcome())
                .isEqualTo(Outcome.FAILED);
    }

    @Test
    void the_reason_is_the_first_finding_that_decides_and_how_many_more_do() {
        assertThat(verify(GOOD, claims(Outcome.FAILED, Outcome.UNPROVEN, Outcome.FAILED))
                        .reason())
                .isEqualTo("a claim: as the test says (and 1 more failed)");
    }

    @Test
    void a_check_that_throws_is_unproven_and_the_others_are_made() {
        Verdict verdict = verify(GOOD, List.of(new Says(null), new Says(Outcome.PASSED)));

        assertThat(verdict.outcome()).isEqualTo(Outcome.UNPROVEN);
        assertThat(verdict.findings()).hasSize(6);
        assertThat(verdict.reason())
                .isEqualTo("a claim: the check itself broke: java.lang.IllegalStateException: a bug");
    }

    @Test
    void a_claim_that_throws_as_well_is_called_by_its_kind() {
        Verdict verdict = verify(GOOD, List.of(new Speechless()));

        assertThat(verdict.outcome()).isEqualTo(Outcome.UNPROVEN);
        assertThat(verdict.reason())
                .isEqualTo("Speechless: the check itself broke: java.lang.IllegalStateException: no check");
    }

    @Test
    void an_expectation_is_given_the_journal_and_what_was_planned_watched_and_promised() {
        Looks looks = new Looks(new AtomicReference<>());
        List<Entry> journal = journal(GOOD);

        Verifier.verify(plan(Begins.WELL, List.of(looks), List.of(WEB, WEB_2)), journal);

        assertThat(looks.seen().get())
                .isEqualTo(new Evidence(
                        journal,
                        List.of(new Evidence.Planned("killed", "crash", List.of(WEB, WEB_2))),
                        Map.of("home", Duration.ofMillis(20)),
                        Map.of(NGINX.name(), PROMISED)));
    }

    @Test
    void every_claim_names_the_entries_that_show_it_and_what_they_say() {
        assertThat(verify(GOOD, claims(Outcome.PASSED)).findings())
                .containsExactly(
                        Finding.passed("the run was carried out to its end", "all was done", List.of(6L)),
                        Finding.passed("all was well before the first fault", "every probe was good", List.of(1L)),
                        Finding.passed("'killed' reached web/1", "process table: it is gone", List.of(3L)),
                        Finding.passed("everything was undone", "1 of 1 ways back were taken", List.of(2L, 4L)),
                        new Finding("a claim", Outcome.PASSED, "as the test says", List.of(), List.of()));
    }

    // --- the run itself

    @Test
    void a_journal_that_breaks_off_is_unproven_and_broken() {
        Verdict verdict = verify(without(ENDED), claims(Outcome.PASSED));

        assertThat(verdict.outcome()).isEqualTo(Outcome.UNPROVEN);
        assertThat(verdict.ending()).isEqualTo(Ending.BROKEN);
        assertThat(verdict.reason())
                .isEqualTo("the run was carried out to its end: the journal breaks off;"
                        + " the harness did not live to end it (and 1 more unproven)");
    }

    @Test
    void an_aborted_run_is_unproven() {
        Verdict verdict =
                verify(instead(ENDED, new Event.RunEnded(Ending.ABORTED, "interrupted")), claims(Outcome.PASSED));

        assertThat(verdict.outcome()).isEqualTo(Outcome.UNPROVEN);
        assertThat(verdict.ending()).isEqualTo(Ending.ABORTED);
        assertThat(verdict.reason()).isEqualTo("the run was carried out to its end: interrupted");
    }

    @Test
    void an_aborted_run_whose_claim_is_refuted_has_failed() {
        assertThat(verify(instead(ENDED, new Event.RunEnded(Ending.ABORTED, "interrupted")), claims(Outcome.FAILED))
                        .outcome())
                .isEqualTo(Outcome.FAILED);
    }

    // --- well to begin with

    @Test
    void what_was_not_well_to_begin_with_is_unproven() {
        assertThat(verify(instead(WELL, new Event.BeganWell(false, "'home' is bad")), claims(Outcome.PASSED))
                        .reason())
                .isEqualTo("all was well before the first fault: 'home' is bad; nothing was injected");
        assertThat(verify(without(WELL), claims(Outcome.PASSED)).reason())
                .isEqualTo("all was well before the first fault: the run did not come so far");
    }

    @Test
    void nobody_asks_for_wellness_where_the_scenario_does_not() {
        Verdict verdict = Verifier.verify(plan(Begins.NOT_ASKED, claims(Outcome.PASSED)), journal(without(WELL)));

        assertThat(verdict.outcome()).isEqualTo(Outcome.PASSED);
        assertThat(verdict.findings()).hasSize(4);
    }

    // --- proof of arrival

    @Test
    void a_fault_that_was_never_injected_is_unproven() {
        assertThat(verify(without(ARRIVED), claims(Outcome.PASSED)).reason())
                .isEqualTo("'killed' reached web/1: it was never injected");
    }

    @Test
    void a_fault_without_its_witness_is_unproven() {
        Event unseen = new Event.FaultInjected("killed", WEB, LIFE, new Witness.NotSeen("it still lives"));

        assertThat(verify(instead(ARRIVED, unseen), claims(Outcome.PASSED)).reason())
                .isEqualTo("'killed' reached web/1: it still lives");
    }

    @Test
    void a_fault_that_could_not_be_injected_is_unproven() {
        assertThat(verify(
                                instead(ARRIVED, new Event.FaultFailed("killed", WEB, "no such process")),
                                claims(Outcome.PASSED))
                        .reason())
                .isEqualTo("'killed' reached web/1: it could not be injected: no such process");
    }

    @Test
    void a_fault_that_got_lost_is_unproven_even_if_it_arrived_again() {
        List<Event> journal = new ArrayList<>(GOOD);
        journal.addAll(3, List.of(new Event.FaultLooked("killed", WEB, "lost", "on process 8"), ARRIVED));

        assertThat(verify(journal, claims(Outcome.PASSED)).outcome()).isEqualTo(Outcome.UNPROVEN);
    }

    @Test
    void a_fault_that_failed_once_is_unproven_even_if_it_arrived_afterwards() {
        List<Event> journal = new ArrayList<>(GOOD);
        journal.add(2, new Event.FaultFailed("killed", WEB, "no such process"));

        assertThat(verify(journal, claims(Outcome.PASSED)).outcome()).isEqualTo(Outcome.UNPROVEN);
    }

    @Test
    void a_fault_of_which_nobody_knows_whether_it_is_in_force_is_unproven() {
        List<Event> journal = new ArrayList<>(GOOD);
        journal.add(3, new Event.FaultLooked("killed", WEB, "unknown", "the engine is away"));

        assertThat(verify(journal, claims(Outcome.PASSED)).reason())
                .isEqualTo("'killed' reached web/1: it was unknown when it was looked at, the engine is away");
    }

    @Test
    void a_fault_has_to_reach_each_of_its_targets() {
        Plan both = plan(Begins.WELL, claims(Outcome.PASSED), List.of(WEB, WEB_2));

        Verdict verdict = Verifier.verify(both, journal(GOOD));

        assertThat(verdict.outcome()).isEqualTo(Outcome.UNPROVEN);
        assertThat(verdict.reason()).isEqualTo("'killed' reached web/2: it was never injected");
    }

    @Test
    void what_became_of_another_fault_or_at_another_target_changes_nothing() {
        for (Event of : List.of(
                new Event.FaultFailed("other", WEB, "no such process"),
                new Event.FaultFailed("killed", WEB_2, "no such process"),
                new Event.FaultLooked("other", WEB, "lost", "on process 8"),
                new Event.FaultLooked("killed", WEB_2, "lost", "on process 8"))) {
            List<Event> journal = new ArrayList<>(GOOD);
            journal.add(3, of);

            assertThat(verify(journal, claims(Outcome.PASSED)).outcome())
                    .as(of.toString())
                    .isEqualTo(Outcome.PASSED);
        }
    }

    @Test
    void a_fault_that_is_looked_at_and_in_force_has_arrived() {
        List<Event> journal = new ArrayList<>(GOOD);
        journal.add(3, new Event.FaultLooked("killed", WEB, "in-force", "on process 7"));

        assertThat(verify(journal, claims(Outcome.PASSED)).outcome()).isEqualTo(Outcome.PASSED);
    }

    @Test
    void the_arrival_of_another_fault_or_at_another_target_proves_nothing() {
        Witness arrived = new Witness.Arrived(List.of("seen"));

        assertThat(verify(
                                instead(ARRIVED, new Event.FaultInjected("other", WEB, LIFE, arrived)),
                                claims(Outcome.PASSED))
                        .outcome())
                .isEqualTo(Outcome.UNPROVEN);
        assertThat(verify(
                                instead(ARRIVED, new Event.FaultInjected("killed", WEB_2, LIFE, arrived)),
                                claims(Outcome.PASSED))
                        .outcome())
                .isEqualTo(Outcome.UNPROVEN);
    }

    // --- everything was undone

    @Test
    void an_undo_that_fails_is_never_a_pass() {
        assertThat(undo(new UndoResult.Failed("no such device")))
                .isEqualTo("everything was undone: 'killed' on web/1: no such device");
    }

    @Test
    void an_undo_that_cannot_reach_its_host_stays_open() {
        assertThat(undo(new UndoResult.Unreachable("the engine is away")))
                .isEqualTo("everything was undone: 'killed' on web/1: the engine is away");
    }

    @Test
    void what_was_not_undone_has_failed_and_is_not_only_unproven() {
        for (UndoResult open : List.of(
                new UndoResult.Failed("no such device"),
                new UndoResult.Unreachable("the engine is away"),
                new UndoResult.Replaced("container 2", false))) {
            assertThat(verify(instead(UNDONE, new Event.UndoEnded("killed", WEB, open)), claims(Outcome.PASSED))
                            .outcome())
                    .as(open.toString())
                    .isEqualTo(Outcome.FAILED);
        }
    }

    @Test
    void what_was_replaced_is_undone_only_if_somebody_looked_for_traces() {
        assertThat(undo(new UndoResult.Replaced("container 2", false)))
                .isEqualTo("everything was undone: 'killed' on web/1: something else is there now: container 2,"
                        + " and nobody looked for traces");
        assertThat(undo(new UndoResult.Replaced("container 2", true))).isEqualTo("all 5 claims hold");
        assertThat(undo(new UndoResult.Gone("it is removed"))).isEqualTo("all 5 claims hold");
    }

    @Test
    void a_way_back_that_was_not_taken_is_unproven() {
        assertThat(verify(without(UNDONE), claims(Outcome.PASSED)).reason())
                .isEqualTo("everything was undone: 1 of 1 ways back were not taken, as far as the journal tells");
    }

    @Test
    void of_several_ways_back_each_has_to_be_taken() {
        List<Event> journal = new ArrayList<>(GOOD);
        journal.add(2, KEPT);

        Verdict verdict = verify(journal, claims(Outcome.PASSED));

        assertThat(verdict.outcome()).isEqualTo(Outcome.UNPROVEN);
        assertThat(verdict.reason())
                .isEqualTo("everything was undone: 1 of 2 ways back were not taken, as far as the journal tells");
    }

    @Test
    void where_nobody_could_look_for_what_is_left_it_is_unproven() {
        Event nothingCompared = new Event.ResidueChecked(List.of(), List.of());

        Verdict verdict = verify(instead(NOTHING_LEFT, nothingCompared), claims(Outcome.PASSED));

        assertThat(verdict.outcome()).isEqualTo(Outcome.UNPROVEN);
        assertThat(verdict.reason()).isEqualTo("everything was undone: nobody could look for what is left of the run");
    }

    @Test
    void what_cannot_be_undone_is_told_and_no_failure() {
        List<Event> journal = new ArrayList<>(without(UNDONE));
        journal.set(1, new Event.WayBackKept("killed", WEB, new WayBack.Irreversible("it is gone")));

        Verdict verdict = verify(journal, claims(Outcome.PASSED));

        assertThat(verdict.outcome()).isEqualTo(Outcome.PASSED);
        assertThat(verdict.findings().get(3).reason())
                .isEqualTo("nothing had to be; 1 act cannot be undone, as was told");

        journal.add(1, journal.get(1));

        assertThat(verify(journal, claims(Outcome.PASSED)).findings().get(3).reason())
                .isEqualTo("nothing had to be; 2 acts cannot be undone, as was told");
    }

    // --- residue

    @Test
    void what_is_left_is_a_failure_and_told_each_once() {
        List<Event> journal = new ArrayList<>(
                instead(NOTHING_LEFT, new Event.ResidueChecked(List.of("containers"), List.of("container 1"))));
        journal.add(5, new Event.ResidueChecked(List.of("networks"), List.of("network 2", "container 1")));

        Verdict verdict = verify(journal, claims(Outcome.PASSED));

        assertThat(verdict.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(verdict.reason()).isEqualTo("everything was undone: left behind: container 1; network 2");
        assertThat(verdict.left()).containsExactly("container 1", "network 2");
    }

    private static String undo(UndoResult result) {
        return verify(instead(UNDONE, new Event.UndoEnded("killed", WEB, result)), claims(Outcome.PASSED))
                .reason();
    }

    private static List<Event> without(Event event) {
        return GOOD.stream().filter(e -> !e.equals(event)).toList();
    }

    private static List<Event> instead(Event event, Event other) {
        return GOOD.stream().map(e -> e.equals(event) ? other : e).toList();
    }

    private static Verdict verify(List<Event> events, List<Expectation> claims) {
        return Verifier.verify(plan(Begins.WELL, claims), journal(events));
    }

    private static List<Entry> journal(List<Event> events) {
        List<Entry> entries = new ArrayList<>();
        for (Event event : events) {
            entries.add(new Entry(entries.size() + 1L, START.plusSeconds(entries.size()), event));
        }
        return entries;
    }

    private static Plan plan(Begins begins, List<Expectation> claims) {
        return plan(begins, claims, List.of(WEB));
    }

    /** One crash of these targets. */
    private static Plan plan(Begins begins, List<Expectation> claims, List<Target> targets) {
        Disruption killed = Plain.momentary("killed", When.at(Duration.ofSeconds(1)), new Crash());
        Scenario scenario = new Scenario(
                "a test",
                Form.CORPUS,
                "",
                List.of(),
                begins,
                Duration.ofMinutes(1),
                List.of(NGINX),
                List.of(HOME),
                List.of(killed),
                claims);
        return new Plan(
                scenario,
                new Setting("docker:always", "private"),
                1,
                Map.of(NGINX.name(), PROMISED),
                List.of(new Move(killed, targets)),
                Duration.ofSeconds(5));
    }

    private static List<Expectation> claims(Outcome... outcomes) {
        return List.of(outcomes).stream().<Expectation>map(Says::new).toList();
    }

    /** An expectation that says what it is told to say; told nothing, it breaks. */
    private record Says(@org.jspecify.annotations.Nullable Outcome outcome) implements Timeless {
        @Override
        public Finding check(Evidence evidence) {
            if (outcome == null) {
                throw new IllegalStateException("a bug");
            }
            return new Finding(claim(), outcome, "as the test says", List.of(), List.of());
        }
    }

    /** An expectation that remembers what it was given. */
    private record Looks(AtomicReference<Evidence> seen) implements Timeless {
        @Override
        public Finding check(Evidence evidence) {
            seen.set(evidence);
            return Finding.passed(claim(), "as the test says", List.of());
        }
    }

    /** An expectation that can neither check nor say what it claims. */
    private record Speechless() implements Timeless {
        @Override
        public String claim() {
            throw new IllegalStateException("no claim");
        }

        @Override
        public Finding check(Evidence evidence) {
            throw new IllegalStateException("no check");
        }
    }
}
