package dev.respawn.expect;

import static dev.respawn.expect.Story.at;
import static dev.respawn.expect.Story.said;
import static org.assertj.core.api.Assertions.assertThat;

import dev.respawn.contract.Cause;
import dev.respawn.contract.Contract;
import dev.respawn.contract.DelayLaw;
import dev.respawn.contract.Given;
import dev.respawn.contract.Promise;
import dev.respawn.contract.Rule;
import dev.respawn.journal.Event;
import dev.respawn.model.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class KeepsContractTest {
    private static final Story QUIET =
            Story.begins().seen(9_000, "one", 100, 0, 0).ends(20_000);

    @Test
    void a_return_as_promised_passes() {
        Finding finding = new KeepsContract().check(Story.crash().evidence());

        assertThat(finding.reason())
                .isEqualTo("all deaths of web/1 were seen; web/1 died with exit code 137 (signal) and came back after"
                        + " 240ms; promised was 0s to 1.1s after death 1 in a row");
        assertThat(finding.outcome()).isEqualTo(Outcome.PASSED);
    }

    @Test
    void too_late_fails() {
        says(
                Story.crash()
                        .without(said("start").or(e -> e instanceof Event.Seen))
                        .said(3_500, "start", Map.of()),
                Outcome.FAILED,
                "web/1 died with exit code 137 (signal) and came back after 1.49s; promised was 0s to 1.1s after death 1"
                        + " in a row");
    }

    @Test
    void a_busy_machine_may_take_so_much_longer_and_never_twice_what_is_promised() {
        Story late = Story.crash()
                .without(said("start").or(e -> e instanceof Event.Seen))
                .said(3_500, "start", Map.of());

        // Death at 2.01 s, so 400 ms of the busy time are before the start.
        says(
                late.busy(1_500, 2_000).busy(3_100, 4_000),
                Outcome.PASSED,
                "all deaths of web/1 were seen; web/1 died with exit code 137 (signal) and came back after 1.49s;"
                        + " promised was 0s to 1.5s (400ms of it"
                        + " because the machine was busy for so long) after death 1 in a row");
        assertThat(outcome(late.busy(3_200, 4_000))).isEqualTo(Outcome.FAILED);
        Story tooLate = Story.crash()
                .without(said("start").or(e -> e instanceof Event.Seen))
                .said(4_150, "start", Map.of());
        assertThat(outcome(tooLate.busy(0, 5_000))).isEqualTo(Outcome.UNPROVEN);
        assertThat(outcome(tooLate.busy(0, 3_000))).isEqualTo(Outcome.FAILED);
        assertThat(outcome(Story.death().busy(2_000, 10_000))).isEqualTo(Outcome.FAILED);
        assertThat(outcome(Story.death().busy(2_000, 3_500).cutAt(3_600))).isEqualTo(Outcome.UNPROVEN);
    }

    @Test
    void it_is_looked_for_as_long_as_the_first_start_may_take() {
        // 100 ms to wait, a second of slack, one more on a busy machine, and two for the death itself.
        assertThat(new KeepsContract(Duration.ofMillis(1)).window(List.of(Story.always())))
                .isEqualTo(Duration.ofMillis(4_100));
        assertThat(new KeepsContract().window(List.of(Story.always()))).isEqualTo(KeepsContract.LASTING_DEFAULT);
        assertThat(new KeepsContract().window(List.of())).isEqualTo(KeepsContract.LASTING_DEFAULT);
    }

    @Test
    void the_delay_grows_with_deaths_in_a_row_and_a_long_life_begins_anew() {
        Story twice = Story.crash().without(e -> e instanceof Event.Seen).said(4_000, "die", Map.of("exitCode", "1"));

        // The second death in a row: 200 ms to wait, of which 100 ms may be missing.
        assertThat(outcome(twice.said(4_050, "start", Map.of()))).isEqualTo(Outcome.FAILED);
        assertThat(outcome(twice.said(4_150, "start", Map.of()))).isEqualTo(Outcome.PASSED);
        assertThat(outcome(twice.said(5_190, "start", Map.of()))).isEqualTo(Outcome.PASSED);
        // After a life of ten seconds it is the first again.
        Story later = Story.crash().without(e -> e instanceof Event.Seen).said(13_000, "die", Map.of("exitCode", "1"));
        assertThat(outcome(later.said(13_050, "start", Map.of()))).isEqualTo(Outcome.PASSED);
        assertThat(outcome(later.said(14_150, "start", Map.of()))).isEqualTo(Outcome.FAILED);
    }

    @Test
    void never_coming_back_fails_and_is_unproven_if_not_watched_long_enough() {
        says(
                Story.death(),
                Outcome.FAILED,
                "web/1 died with exit code 137 (signal) and did not come back; promised was a start within 1.1s");
        says(
                Story.death().cutAt(3_000),
                Outcome.UNPROVEN,
                "web/1 died with exit code 137 (signal) and did not come back, but was watched only for 990ms of the"
                        + " 1.1s it may take");
    }

    @Test
    void a_start_that_is_not_due_yet_at_the_end_is_told_and_breaks_no_promise() {
        // The fifth death is at 5 s and waits for 1.6 to 2.6 s.
        Finding finding = new KeepsContract().check(Story.loop(5).ends(6_000).evidence());
        assertThat(finding.reason())
                .startsWith(
                        "all deaths of web/1 were seen; web/1 died with exit code 1 (exit-nonzero) and its start was"
                                + " not due yet: it was watched for 1s of the 1.6s to 2.6s it may take; ");
        assertThat(finding.outcome()).isEqualTo(Outcome.PASSED);

        // Past the nominal wait the engine itself has to say that it waits.
        assertThat(outcome(Story.loop(5).ends(7_000))).isEqualTo(Outcome.PASSED);
        says(
                Story.loop(5)
                        .replace(at(Story.loopDeath(5) + 5), Story.looked("exited", 1, 5, ""))
                        .ends(7_000),
                Outcome.UNPROVEN,
                "web/1 died with exit code 1 (exit-nonzero) and did not come back, but was watched only for 2s of the"
                        + " 2.6s it may take");
        // One that never counted a restart is not the one that restarts, and has nothing to say of it.
        assertThat(outcome(Story.loop(5)
                        .replace(at(Story.loopDeath(5) + 5), Story.looked("exited", 1, 0, ""))
                        .ends(7_000)))
                .isEqualTo(Outcome.PASSED);
        // A loop that was never seen to go round proves nothing.
        assertThat(outcome(Story.loop(1).ends(1_550))).isEqualTo(Outcome.UNPROVEN);
        assertThat(outcome(Story.loop(5).blind(5_500, 5_600).ends(6_000))).isEqualTo(Outcome.UNPROVEN);
    }

    @Test
    void a_start_that_is_due_and_missing_fails_whatever_the_engine_says() {
        says(
                Story.loop(5).ends(7_700),
                Outcome.FAILED,
                "web/1 died with exit code 1 (exit-nonzero) and did not come back; promised was a start within 2.6s");
    }

    @Test
    void a_restart_that_cannot_start_ends_the_loop_where_the_contract_says_so() {
        Story ended = Story.death()
                .replace(at(2_300), Story.looked("restarting", 137, 1, ""))
                .replace(at(9_000), Story.looked("exited", 137, 1, "no such file or directory"));

        says(
                ended.under(endsWithAFailedStart()),
                Outcome.PASSED,
                "all deaths of web/1 were seen; web/1 died with exit code 137 (signal), could not be started again and"
                        + " stayed down, as promised");
        // Asked in the middle of it, the engine tells the code of the failure.
        assertThat(outcome(ended.replace(at(2_300), Story.looked("restarting", 127, 1, "no such file or directory"))
                        .under(endsWithAFailedStart())))
                .isEqualTo(Outcome.PASSED);
        says(
                ended,
                Outcome.FAILED,
                "web/1 died with exit code 137 (signal), could not be started again and did not come back; promised was"
                        + " a start within 1.1s");
        // Who goes on trying breaks that promise as well.
        says(
                ended.said(9_500, "start", Map.of()).under(endsWithAFailedStart()),
                Outcome.FAILED,
                "web/1 died with exit code 137 (signal), could not be started again and was started again after 7.49s;"
                        + " promised was that it stays down");
    }

    @Test
    void only_the_engines_own_words_excuse_a_start_that_is_missing() {
        Story down = Story.death().under(endsWithAFailedStart());

        says(
                down,
                Outcome.FAILED,
                "web/1 died with exit code 137 (signal) and did not come back; promised was a start within 1.1s");
        says(
                down.without(e -> e instanceof Event.Seen).seen(1_500, "one", 100, 0, 0),
                Outcome.UNPROVEN,
                "web/1 died with exit code 137 (signal) and did not come back within 1.1s, but nobody asked the engine"
                        + " afterwards whether it could be started");
        // It still waited when it was asked last, and may have tried since.
        assertThat(outcome(
                        down.without(e -> e instanceof Event.Seen).line(2_050, Story.looked("restarting", 137, 1, ""))))
                .isEqualTo(Outcome.UNPROVEN);
        // It still waits, long after it should.
        assertThat(outcome(
                        down.without(e -> e instanceof Event.Seen).line(9_000, Story.looked("restarting", 137, 1, ""))))
                .isEqualTo(Outcome.FAILED);
        // Words that were said of an earlier failure are gone with the start that came after it.
        assertThat(outcome(down.without(e -> e instanceof Event.Seen)
                        .line(2_300, Story.looked("exited", 137, 1, "no such file or directory"))
                        .said(4_000, "start", Map.of())
                        .said(4_005, "restart", Map.of())
                        .said(5_000, "die", Map.of("exitCode", "1"))
                        .line(9_000, Story.looked("exited", 1, 0, ""))))
                .isEqualTo(Outcome.FAILED);
    }

    @Test
    void a_new_container_is_not_the_same() {
        says(
                Story.crash()
                        .without(e -> e instanceof Event.Seen)
                        .replace(at(2_250), Story.event(2_250, "start", "two", Map.of())),
                Outcome.FAILED,
                "web/1 died with exit code 137 (signal) and came back as a new container; promised was the same"
                        + " container");
    }

    @Test
    void what_was_stopped_through_the_api_has_to_stay_down() {
        Story stopped = Story.death().said(2_005, "kill", Map.of("signal", "9"));

        assertThat(outcome(stopped)).isEqualTo(Outcome.PASSED);
        says(
                Story.crash().said(2_005, "kill", Map.of("signal", "9")),
                Outcome.FAILED,
                "web/1 died with exit code 137 (engine-api-stop) and was started again after 240ms; promised was that"
                        + " it stays down");
        says(
                stopped.cutAt(3_000),
                Outcome.UNPROVEN,
                "web/1 died with exit code 137 (engine-api-stop) and was to stay down, but was watched only for 990ms;"
                        + " wanted 2s");
        says(
                stopped.blind(5_000, 6_000),
                Outcome.UNPROVEN,
                "the event stream of 'local' was away while web/1 should have been watched");
    }

    // What no fault of the run explains, on an engine where nobody else is.
    private static Story endedWell(String supervisor) {
        return Story.begins()
                .line(0, new Event.RunBegan("run", "scenario", supervisor, 1, "0.1.0"))
                .line(
                        10,
                        new Event.HostFound(
                                Story.HOST,
                                Map.of("engine", "26.1.5", "live-restore", "false", "directory", "/var/lib/x"),
                                Duration.ZERO))
                .said(4_000, "kill", Map.of("signal", "9"))
                .said(4_010, "die", Map.of("exitCode", "137"))
                .seen(9_000, "one", 0, 137, 0)
                .ends(20_000);
    }

    @Test
    void who_ends_what_is_well_has_no_cause_that_allows_it() {
        says(
                endedWell("healer"),
                Outcome.FAILED,
                "web/1 died with exit code 137 (engine-api-stop) while nothing was wrong with it, and no fault of the"
                        + " run explains that; only its supervisor can have asked for it");
        says(
                endedWell("healer")
                        .without(event -> event instanceof Event.HostFound)
                        .host("26.1.5"),
                Outcome.UNPROVEN,
                "web/1 died with exit code 137 (engine-api-stop) while nothing was wrong with it, and no fault of the"
                        + " run explains that; its supervisor may have asked for it, or somebody else");
        // Restarted at once, it was ended all the same.
        assertThat(outcome(endedWell("healer")
                        .said(4_200, "start", Map.of())
                        .said(4_210, "restart", Map.of())
                        .without(event -> event instanceof Event.Seen)))
                .isEqualTo(Outcome.FAILED);
    }

    @Test
    void a_fault_of_the_run_in_that_life_or_on_its_way_to_it_explains_it() {
        assertThat(outcome(endedWell("healer").intended(3_990))).isEqualTo(Outcome.PASSED);
        // Nothing says that it was over before.
        assertThat(outcome(endedWell("healer").intended(1_500))).isEqualTo(Outcome.PASSED);
        // It was the end of the life before.
        Story next = endedWell("healer")
                .intended(2_000)
                .said(2_010, "die", Map.of("exitCode", "137"))
                .arrived(2_030)
                .said(2_250, "start", Map.of());
        assertThat(outcome(next)).isEqualTo(Outcome.FAILED);
        assertThat(new KeepsContract()
                        .check(next.without(event -> event instanceof Event.FaultInjected)
                                .evidence())
                        .reason())
                .doesNotContain("while nothing was wrong");
    }

    @Test
    void the_engines_own_policies_ask_for_nothing_and_nobody_is_blamed_who_is_not_known() {
        assertThat(outcome(endedWell("docker:always"))).isEqualTo(Outcome.PASSED);
        assertThat(outcome(endedWell("as-found"))).isEqualTo(Outcome.PASSED);
        assertThat(outcome(endedWell("healer").without(event -> event instanceof Event.RunBegan)))
                .isEqualTo(Outcome.PASSED);
    }

    @Test
    void what_was_ill_may_be_ended_where_the_contract_says_so() {
        assertThat(outcome(endedWell("healer").said(3_000, "health_status: unhealthy", Map.of())))
                .isNotEqualTo(Outcome.PASSED);
        assertThat(new KeepsContract()
                        .check(endedWell("healer")
                                .said(3_000, "health_status: unhealthy", Map.of())
                                .evidence())
                        .reason())
                .doesNotContain("while nothing was wrong");
    }

    @Test
    void a_restart_by_hand_is_told_from_a_stop() {
        Finding finding = new KeepsContract()
                .check(Story.crash()
                        .said(2_005, "kill", Map.of("signal", "9"))
                        .said(2_006, "stop", Map.of())
                        .said(2_260, "restart", Map.of())
                        .evidence());

        assertThat(finding.reason())
                .endsWith("web/1 died with exit code 137 (engine-api-restart) and came back after 240ms");
        assertThat(finding.outcome()).isEqualTo(Outcome.PASSED);
    }

    @Test
    void a_signal_through_the_api_that_did_not_kill_switches_to_another_promise() {
        Finding finding = new KeepsContract()
                .check(Story.death().said(1_500, "kill", Map.of("signal", "1")).evidence());

        assertThat(finding.reason())
                .endsWith("web/1 died with exit code 137 (signal), for which the contract promises nothing");
        assertThat(finding.outcome()).isEqualTo(Outcome.PASSED);
    }

    @Test
    void a_cause_that_cannot_be_proved_is_unproven_where_it_matters() {
        String depends = "web/1 died with exit code 137 (exit-nonzero or oom or signal), and what was promised depends"
                + " on what cannot be proved: exit-nonzero (comes back) or oom (stays down) or signal (comes back)";
        Story unknown = Story.crash().without(e -> e instanceof Event.FaultIntended);

        says(unknown, Outcome.UNPROVEN, depends);
        // 139 is no OOM, and both that are left promise the same.
        assertThat(outcome(unknown.replace(at(2_010), Story.event(2_010, "die", "one", Map.of("exitCode", "139")))))
                .isEqualTo(Outcome.PASSED);
        // An OOM event proves the one, and with our signal there are two proofs.
        says(
                unknown.said(2_001, "oom", Map.of()),
                Outcome.FAILED,
                "web/1 died with exit code 137 (oom) and was started again after 240ms; promised was that it stays"
                        + " down");
        assertThat(outcome(Story.crash().said(2_001, "oom", Map.of()))).isEqualTo(Outcome.UNPROVEN);
        assertThat(outcome(Story.death().replace(at(2_300), Story.seenEvent("one", 0, 137, 0, true))))
                .isEqualTo(Outcome.UNPROVEN);
    }

    @Test
    void who_could_have_asked_for_it_while_nobody_looked_is_not_known() {
        assertThat(outcome(Story.crash().blind(1_200, 1_400))).isEqualTo(Outcome.UNPROVEN);
    }

    @Test
    void a_death_without_a_rule_is_unproven() {
        Story zero = Story.crash().replace(at(2_010), Story.event(2_010, "die", "one", Map.of("exitCode", "0")));

        says(
                zero,
                Outcome.UNPROVEN,
                "web/1 died with exit code 0 (exit-zero), and no rule of the contract of 'docker:always' fits"
                        + " (exit-zero)");
    }

    @Test
    void two_codes_for_one_death_are_unproven() {
        assertThat(outcome(Story.death().replace(at(2_300), Story.seenEvent("one", 0, 1, 0))))
                .isEqualTo(Outcome.UNPROVEN);
    }

    @Test
    void a_stop_in_the_backoff_wait_leaves_the_promise_open() {
        says(
                Story.death().said(2_050, "stop", Map.of()),
                Outcome.UNPROVEN,
                "web/1 died with exit code 137 (signal), and somebody asked the engine to stop it before it could come"
                        + " back");
    }

    @Test
    void no_death_passes_with_that_sentence_and_not_where_nobody_looked() {
        says(QUIET, Outcome.PASSED, "web/1 never died, so nothing had to be kept");
        says(
                QUIET.blind(10_000, 11_000),
                Outcome.UNPROVEN,
                "the event stream of 'local' was away, and nobody looked for web/1 afterwards");
        says(QUIET.blind(3_000, 4_000), Outcome.PASSED, "web/1 never died, so nothing had to be kept");
        says(
                QUIET.blind(3_000, 4_000).replace(at(9_000), Story.seenEvent("one", 200, 0, 0)),
                Outcome.UNPROVEN,
                "web/1 died (engine-api-stop or exit-nonzero or exit-zero or oom or signal), and no rule of the contract"
                        + " of 'docker:always' fits (exit-zero)");
    }

    @Test
    void a_container_that_was_replaced_by_hand_owes_nobody_a_return() {
        Story replaced = Story.begins()
                .line(
                        2_000,
                        new Event.FaultIntended(
                                "killed", Story.WEB, Story.life("one", 100, 50), "an operator recreates the container"))
                .said(2_005, "kill", Map.of("signal", "9"))
                .said(2_010, "die", Map.of("exitCode", "137"))
                .said(2_020, "destroy", Map.of())
                .line(2_250, Story.event(2_250, "start", "two", Map.of()))
                .ends(20_000);

        Finding finding = new KeepsContract().check(replaced.evidence());
        assertThat(finding.reason())
                .endsWith("web/1 died with exit code 137 (removed) and was gone for good; somebody asked for the new"
                        + " container");
        assertThat(finding.outcome()).isEqualTo(Outcome.PASSED);
        // By whose hand is only known from the fault's words.
        assertThat(outcome(replaced.without(event -> event instanceof Event.FaultIntended)))
                .isEqualTo(Outcome.FAILED);
    }

    @Test
    void who_promises_a_new_container_goes_on_counting_in_it() {
        // Each life of 500 ms, and 5.3 s to the next; the third new one is not due yet.
        Story loop = Story.begins().under(swarm(Optional.empty()));
        for (int n = 0; n < 3; n++) {
            String container = n == 0 ? "one" : n == 1 ? "two" : "three";
            long died = 2_000 + n * 5_800L;
            if (n > 0) {
                loop = loop.line(died - 500, Story.event(died - 500, "start", container, Map.of()));
            }
            loop = loop.line(died, Story.event(died, "die", container, Map.of("exitCode", "1")));
        }

        says(
                loop.ends(15_000),
                Outcome.PASSED,
                "all deaths of web/1 were seen; web/1 died with exit code 1 (exit-nonzero) and its start was not due yet:"
                        + " it was watched for 1.4s of the 5s to 7s it may take; web/1 died with exit code 1"
                        + " (exit-nonzero) and came back after 5.3s; promised was 4.9s to 7s after death 1 in a row");
        // Of the first death alone nobody knows that it would have come back.
        assertThat(outcome(loop.cutAt(6_000))).isEqualTo(Outcome.UNPROVEN);
    }

    @Test
    void with_what_it_ended_may_decide_whoever_stopped_it() {
        Story complete = Story.begins()
                .said(2_000, "kill", Map.of("signal", "15"))
                .said(2_010, "die", Map.of("exitCode", "0"))
                .said(2_011, "stop", Map.of())
                .ends(20_000);
        Story failed = complete.replace(at(2_010), Story.event(2_010, "die", "one", Map.of("exitCode", "143")));

        assertThat(outcome(complete.under(swarm(Optional.of(Given.Exit.NONZERO)))))
                .isEqualTo(Outcome.PASSED);
        says(
                failed.under(swarm(Optional.of(Given.Exit.NONZERO))),
                Outcome.FAILED,
                "web/1 died with exit code 143 (engine-api-stop) and did not come back; promised was a start within 7s");
    }

    /** Back as a new container after 5 s; of what was stopped, only what ended so, if that is said. */
    private static Contract swarm(Optional<Given.Exit> stoppedWith) {
        Promise anew = new Promise(
                Promise.Reaction.YES,
                Optional.of(Promise.As.NEW_CONTAINER),
                Optional.of(new DelayLaw(
                        Duration.ofSeconds(5),
                        1,
                        Duration.ofSeconds(5),
                        Duration.ZERO,
                        Duration.ofMillis(100),
                        Duration.ofSeconds(2))));
        Given given = new Given(
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), stoppedWith);
        return new Contract(
                "swarm",
                List.of(
                        new Rule(Cause.EXIT_NONZERO, Given.always(), anew, "fact"),
                        new Rule(Cause.ENGINE_API_STOP, given, anew, "fact"),
                        new Rule(Cause.ENGINE_API_STOP, Given.always(), Promise.staysDown(), "fact")));
    }

    @Test
    void an_update_of_the_restart_policy_is_no_start_by_hand() {
        Story updated = Story.loop(3)
                .line(
                        2_850,
                        new Event.FaultIntended(
                                "killed", Story.WEB, Story.life("one", 0, 0), "an operator's update to restart no"))
                .said(3_400, "start", Map.of())
                .ends(5_000);

        assertThat(outcome(updated)).isEqualTo(Outcome.PASSED);
        assertThat(outcome(updated.replace(
                        at(2_850),
                        new Event.FaultIntended("killed", Story.WEB, Story.life("one", 0, 0), "an operator's start"))))
                .isEqualTo(Outcome.UNPROVEN);
    }

    @Test
    void a_service_that_was_never_seen_is_unproven() {
        says(
                Story.begins().without(e -> e instanceof Event.Deployed).ends(5_000),
                Outcome.UNPROVEN,
                "'web' was never seen, so nothing is known of its deaths");
    }

    @Test
    void the_removal_at_the_end_is_no_death() {
        assertThat(Lives.of(QUIET.evidence()).deaths()).isEmpty();
    }

    @Test
    void a_contract_that_leaves_it_down_is_broken_by_a_start() {
        Contract no =
                new Contract("docker:no", List.of(new Rule(Cause.SIGNAL, Given.always(), Promise.staysDown(), "fact")));

        assertThat(outcome(Story.death().under(no))).isEqualTo(Outcome.PASSED);
        assertThat(outcome(Story.crash().under(no))).isEqualTo(Outcome.FAILED);
    }

    @Test
    void a_restart_that_takes_long_is_none_that_somebody_else_started() {
        Story slow = Story.crash()
                .without(said("start").or(e -> e instanceof Event.Seen))
                .said(2_005, "kill", Map.of("signal", "9"))
                .said(2_006, "stop", Map.of())
                .said(7_000, "start", Map.of())
                .said(7_005, "restart", Map.of());
        Contract no = new Contract(
                "docker:no", List.of(new Rule(Cause.ENGINE_API_RESTART, Given.always(), Promise.staysDown(), "fact")));

        assertThat(outcome(slow)).isEqualTo(Outcome.PASSED);
        says(
                slow.under(no),
                Outcome.FAILED,
                "web/1 died with exit code 137 (engine-api-restart) and was started again after 4.99s; promised was that"
                        + " it stays down");
    }

    private static Outcome outcome(Story story) {
        return Judged.outcome(new KeepsContract(), story);
    }

    private static Contract endsWithAFailedStart() {
        Given failed =
                new Given(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(true));
        List<Rule> rules = new ArrayList<>(List.of(
                new Rule(Cause.SIGNAL, failed, Promise.staysDown(), "fact"),
                new Rule(Cause.EXIT_NONZERO, failed, Promise.staysDown(), "fact")));
        rules.addAll(Story.always().rules());
        return new Contract("docker:always", rules);
    }

    private static void says(Story story, Outcome outcome, String reason) {
        Judged.says(new KeepsContract(), story, outcome, reason);
    }
}
