package dev.respawn.expect;

import static dev.respawn.expect.Judged.says;
import static dev.respawn.expect.Story.at;
import static dev.respawn.expect.Story.said;
import static org.assertj.core.api.Assertions.assertThat;

import dev.respawn.journal.Event;
import dev.respawn.model.Interval;
import dev.respawn.model.Outcome;
import dev.respawn.model.Witness;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ExitsTest {
    private static final Exits WITH_137 = new Exits("killed", 137);

    @Test
    void a_target_that_died_with_the_code_passes() {
        assertThat(WITH_137.check(Story.crash().evidence()))
                .isEqualTo(new Finding(
                        "after 'killed' every target exits with 137",
                        Outcome.PASSED,
                        "web/1 exited with 137 after 10ms",
                        List.of(new Finding.Measure(
                                "from 'killed' to the death of web/1",
                                Interval.between(Duration.ofMillis(10), Duration.ofMillis(10)),
                                Optional.empty())),
                        List.of(4L, 5L, 6L)));
    }

    @Test
    void a_look_at_a_process_that_the_kernel_has_no_more_shows_no_other_life() {
        // Its start took 1.45 s: the kernel's time of it is 50 ms, the engine's 1.5 s. Killed, but its death not told
        // yet.
        Story dying = Story.crash()
                .line(1_600, Story.looked("one", 50, 1_500))
                .line(2_005, Story.looked("one", 1_500, 1_500));

        says(WITH_137, dying, Outcome.PASSED, "web/1 exited with 137 after 10ms");
    }

    @Test
    void what_an_engine_calls_running_without_a_process_says_nothing_of_its_end() {
        // In a machine the process cannot be found any more, and the engine there has not heard of its death.
        Story dying = Story.crash().line(2_005, Story.lost("one"));

        says(WITH_137, dying, Outcome.PASSED, "web/1 exited with 137 after 10ms");
    }

    @Test
    void another_code_fails() {
        says(
                WITH_137,
                Story.crash().replace(at(2_010), Story.event(2_010, "die", "one", Map.of("exitCode", "1"))),
                Outcome.FAILED,
                "web/1 exited with 1 after 10ms; wanted exit code 137");
    }

    @Test
    void an_engine_that_says_another_code_when_asked_leaves_it_unproven() {
        says(
                WITH_137,
                Story.death().replace(at(2_300), Story.seenEvent("one", 0, 1, 0)),
                Outcome.UNPROVEN,
                "the die event of web/1 says exit code 137, the engine when asked says 1");
    }

    @Test
    void the_255_of_an_old_engine_for_a_dead_shim_is_the_137_it_says_when_asked() {
        Story shim = Story.death().replace(at(2_010), Story.event(2_010, "die", "one", Map.of("exitCode", "255")));

        says(
                WITH_137,
                shim,
                Outcome.UNPROVEN,
                "the die event of web/1 says exit code 255, the engine when asked says 137");
        says(
                WITH_137,
                shim.without(event -> event instanceof Event.HostFound).host("20.10.24"),
                Outcome.PASSED,
                "web/1 exited with 137 after 10ms");
    }

    @Test
    void no_death_fails_after_the_window_and_is_unproven_before() {
        Story lives = Story.crash().without(said("die").or(said("start")).or(e -> e instanceof Event.Seen));

        says(WITH_137, lives, Outcome.FAILED, "web/1 did not die within 18s");
        says(
                WITH_137,
                lives.cutAt(4_000),
                Outcome.UNPROVEN,
                "web/1 did not die within 2s, which is as long as was watched; wanted 3s");
        says(
                WITH_137,
                lives.blind(3_000, 4_000),
                Outcome.UNPROVEN,
                "no death of web/1 was seen, but the event stream was away");
    }

    @Test
    void a_fault_that_did_not_arrive_proves_nothing() {
        says(
                WITH_137,
                Story.crash()
                        .replace(
                                at(2_030),
                                new Event.FaultInjected(
                                        "killed",
                                        Story.WEB,
                                        Story.life("one", 100, 50),
                                        new Witness.NotSeen("pid 100 is there"))),
                Outcome.UNPROVEN,
                "'killed' was injected into web/1, but nothing shows that it arrived: pid 100 is there");
        says(
                WITH_137,
                Story.crash().replace(at(2_030), new Event.FaultFailed("killed", Story.WEB, "no such process")),
                Outcome.UNPROVEN,
                "'killed' could not be injected into web/1: no such process");
        says(WITH_137, Story.begins().ends(20_000), Outcome.UNPROVEN, "'killed' was never injected into web/1");
        assertThat(new Exits("kiled", 137).check(Story.crash().evidence()).outcome())
                .isEqualTo(Outcome.UNPROVEN);
    }

    @Test
    void a_death_before_the_fault_does_not_count() {
        says(
                WITH_137,
                Story.crash().without(said("die")).said(1_500, "die", Map.of("exitCode", "137")),
                Outcome.FAILED,
                "web/1 did not die within 18s");
    }

    @Test
    void how_long_it_took_is_judged_at_both_ends() {
        assertThat(took(10, 10)).isEqualTo(Outcome.PASSED);
        assertThat(took(11, 20)).isEqualTo(Outcome.FAILED);
        assertThat(took(1, 9)).isEqualTo(Outcome.FAILED);
    }

    private static Outcome took(long least, long most) {
        return new Exits(
                        "killed",
                        137,
                        Optional.of(new Exits.Took(
                                Optional.of(Duration.ofMillis(least)), Optional.of(Duration.ofMillis(most)))),
                        Optional.empty())
                .check(Story.crash().evidence())
                .outcome();
    }
}
