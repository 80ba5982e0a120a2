package dev.respawn.expect;

import static dev.respawn.expect.Story.at;
import static org.assertj.core.api.Assertions.assertThat;

import dev.respawn.contract.Cause;
import dev.respawn.journal.Event;
import dev.respawn.model.Witness;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AutopsyTest {
    // Nobody killed it but somebody did: 137 with nothing beside it.
    private static final Story DIED = Story.begins()
            .said(2_010, "die", Map.of("exitCode", "137"))
            .said(2_250, "start", Map.of())
            .seen(2_300, "one", 200, 0, 1)
            .ends(20_000);

    @Test
    void a_137_with_nothing_beside_it_is_no_proof_of_anything() {
        assertThat(causes(DIED)).containsExactlyInAnyOrder(Cause.EXIT_NONZERO, Cause.SIGNAL, Cause.OOM);
    }

    @Test
    void any_one_source_proves_want_of_memory() {
        assertThat(causes(DIED.said(2_005, "oom", Map.of()))).containsExactly(Cause.OOM);
        assertThat(causes(DIED.killed(2_005, 0))).containsExactly(Cause.OOM);
        assertThat(causes(DIED.killed(2_005, 100))).containsExactly(Cause.OOM);
        assertThat(causes(Story.begins()
                        .said(2_010, "die", Map.of("exitCode", "137"))
                        .line(2_300, Story.seenEvent("one", 0, 137, 0, true))
                        .ends(20_000)))
                .containsExactly(Cause.OOM);
    }

    @Test
    void a_counter_may_be_read_a_little_late_but_not_in_the_next_life() {
        assertThat(causes(DIED.killed(2_200, 0))).containsExactly(Cause.OOM);
        assertThat(causes(DIED.killed(2_400, 0))).hasSize(3);
    }

    @Test
    void a_child_that_the_kernel_killed_is_not_the_main_process() {
        assertThat(causes(DIED.killed(2_005, 107)))
                .containsExactlyInAnyOrder(Cause.EXIT_NONZERO, Cause.SIGNAL, Cause.OOM);
    }

    @Test
    void the_kernel_naming_the_main_process_beats_a_signal_of_ours_that_came_too_late() {
        assertThat(causes(Story.crash())).containsExactly(Cause.SIGNAL);
        assertThat(causes(Story.crash().killed(2_005, 0))).containsExactlyInAnyOrder(Cause.SIGNAL, Cause.OOM);
        assertThat(causes(Story.crash().killed(2_005, 100))).containsExactly(Cause.OOM);
    }

    @Test
    void want_of_memory_without_a_137_is_not_what_it_died_of() {
        assertThat(causes(DIED.replace(at(2_010), Story.event(2_010, "die", "one", Map.of("exitCode", "1")))
                        .killed(2_005, 0)))
                .containsExactly(Cause.EXIT_NONZERO);
    }

    @Test
    void a_signal_to_a_child_or_from_inside_is_not_what_the_main_process_died_of() {
        for (String fault : List.of("KILL to a child of the main process", "KILL to process 1, from inside")) {
            assertThat(causes(Story.crash()
                            .replace(
                                    at(2_000),
                                    new Event.FaultIntended("killed", Story.WEB, Story.life("one", 100, 50), fault))))
                    .containsExactlyInAnyOrder(Cause.EXIT_NONZERO, Cause.SIGNAL, Cause.OOM);
        }
    }

    @Test
    void a_signal_of_ours_that_did_not_arrive_is_not_what_it_died_of() {
        Witness notSeen = new Witness.NotSeen("process 100 is still there");

        assertThat(causes(Story.crash()
                        .replace(
                                at(2_030),
                                new Event.FaultInjected("killed", Story.WEB, Story.life("one", 100, 50), notSeen))))
                .containsExactlyInAnyOrder(Cause.EXIT_NONZERO, Cause.SIGNAL, Cause.OOM);
    }

    @Test
    void who_had_the_same_pid_long_before_is_another_process() {
        Story before = Story.begins().line(-1, new Event.Noted("the machine is older than the run"));

        // The life began at 50 ms; the kernel's clock may be a second off.
        assertThat(causes(died(before.killed(-900, 100)))).containsExactly(Cause.OOM);
        assertThat(causes(died(before.killed(-1_500, 100)))).hasSize(3);
    }

    @Test
    void a_flag_that_stays_from_the_life_before_says_nothing_of_this_one() {
        Story again = Story.begins()
                .said(2_010, "die", Map.of("exitCode", "137"))
                .line(2_050, Story.seenEvent("one", 0, 137, 0, true))
                .said(2_250, "start", Map.of())
                .line(
                        4_000,
                        new Event.FaultIntended(
                                "killed", Story.WEB, Story.life("one", 200, 2_240), "KILL to the main process"))
                .said(4_010, "die", Map.of("exitCode", "137"))
                .arrived(4_030)
                .line(4_100, Story.seenEvent("one", 0, 137, 0, true))
                .ends(20_000);

        assertThat(Lives.of(again.evidence()).deaths())
                .extracting(Death::causes)
                .containsExactly(Set.of(Cause.OOM), Set.of(Cause.SIGNAL));
    }

    @Test
    void an_absent_container_says_nothing_of_another_one_of_its_target() {
        Story replaced = Story.begins()
                .said(2_000, "kill", Map.of("signal", "9"))
                .said(2_010, "die", Map.of("exitCode", "137"))
                .said(2_020, "destroy", Map.of())
                .line(2_100, Story.event(2_100, "start", "two", Map.of()))
                .line(2_150, new Event.SeenAbsent(Story.WEB, Optional.of("one"), "404"))
                .ends(20_000);

        assertThat(Lives.of(replaced.evidence()).deaths()).hasSize(1);
        assertThat(causes(replaced)).containsExactly(Cause.REMOVED);
        // Of a target that has nothing at all, all of its containers are gone.
        assertThat(Lives.of(replaced.replace(at(2_150), new Event.SeenAbsent(Story.WEB, "404"))
                                .evidence())
                        .deaths())
                .hasSize(2);
    }

    private static Story died(Story story) {
        return story.said(2_010, "die", Map.of("exitCode", "137")).ends(20_000);
    }

    private static List<Cause> causes(Story story) {
        return List.copyOf(Lives.of(story.evidence()).deaths().get(0).causes());
    }
}
