package dev.respawn.expect;

import static dev.respawn.expect.Story.said;
import static org.assertj.core.api.Assertions.assertThat;

import dev.respawn.journal.Event;
import dev.respawn.model.Outcome;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LivesTest {
    // It dies at 2.01 s and lives again from 2.25 s on; who started it is to be told.
    private static final Story AGAIN =
            Story.crash().without(e -> e instanceof Event.Seen).line(0, under("docker:always"));

    @Test
    void a_restart_that_the_engine_counted_is_its_own() {
        assertThat(byHand(AGAIN.seen(2_300, "one", 200, 0, 1))).containsExactly(false, false);
        // A start that was asked for while the policy was quicker changes nothing (ground truth 30).
        assertThat(byHand(AGAIN.seen(2_300, "one", 200, 0, 1).line(2_200, asked("an operator's start"))))
                .containsExactly(false, false);
    }

    @Test
    void one_that_it_did_not_count_was_asked_for_whoever_asked() {
        Story somebody = AGAIN.seen(2_300, "one", 200, 0, 0);

        assertThat(byHand(somebody)).containsExactly(false, true);
        // What was adopted has a policy of the engine as well.
        assertThat(byHand(somebody.without(e -> e instanceof Event.RunBegan).line(0, under("as-found"))))
                .containsExactly(false, true);
        Finding finding = new KeepsContract().check(somebody.evidence());
        assertThat(finding.reason())
                .isEqualTo("web/1 died with exit code 137 (signal) and was started by hand after 240ms, so its"
                        + " supervisor had no need to");
        assertThat(finding.outcome()).isEqualTo(Outcome.UNPROVEN);
        // The count of the next life says nothing of this one.
        assertThat(byHand(AGAIN.said(5_000, "die", Map.of("exitCode", "1"))
                        .said(5_300, "start", Map.of())
                        .seen(5_400, "one", 300, 0, 0)))
                .containsExactly(false, false, true);
    }

    @Test
    void a_container_that_no_policy_makes_was_made_by_hand() {
        Story replaced = AGAIN.without(said("start")).line(2_250, Story.event(2_250, "start", "two", Map.of()));

        assertThat(byHand(replaced)).containsExactly(false, true);
        assertThat(byHand(replaced.without(e -> e instanceof Event.RunBegan))).containsExactly(false, false);
    }

    @Test
    void where_the_engine_does_not_show_it_the_words_of_our_own_faults_do() {
        assertThat(byHand(AGAIN)).containsExactly(false, false);
        assertThat(byHand(AGAIN.line(2_200, asked("an operator's start")))).containsExactly(false, true);
        // Another supervisor's starts are such as anybody asks for.
        Story healed = AGAIN.without(e -> e instanceof Event.RunBegan)
                .line(0, under("command:./healer.sh"))
                .seen(2_300, "one", 200, 0, 0);
        assertThat(byHand(healed)).containsExactly(false, false);
        assertThat(byHand(healed.line(2_200, asked("an operator's start")))).containsExactly(false, true);
        // An engine that was away begins to count anew.
        assertThat(byHand(AGAIN.seen(2_300, "one", 200, 0, 0).blind(2_100, 2_200)))
                .containsExactly(false, false);
    }

    // A process that was made six seconds before it was let go, on a machine that was busy, and had died when it was
    // asked for
    // again: then the engine's word for its start stands in the place of the kernel's.
    @Test
    void a_look_by_the_engines_word_and_one_by_the_kernels_are_of_one_life() {
        Story deployedFirst = Story.begins().line(150, Story.looked("one", -6_000, 50));
        Story seenFirst = Story.begins()
                .without(event -> event instanceof Event.Deployed)
                .line(100, Story.looked("one", -6_000, 50))
                .intended(2_000);

        assertThat(Lives.of(deployedFirst.ends(9_000).evidence()).deaths()).isEmpty();
        assertThat(Lives.of(seenFirst.ends(9_000).evidence()).deaths()).isEmpty();
        // Another start of the engine's is another life, with the same number as well.
        assertThat(Lives.of(deployedFirst
                                .line(3_000, Story.looked("one", -3_000, 2_900))
                                .ends(9_000)
                                .evidence())
                        .deaths())
                .hasSize(1);
    }

    private static Event under(String supervisor) {
        return new Event.RunBegan("run", "scenario", supervisor, 1, "0.1.0");
    }

    private static Event asked(String fault) {
        return new Event.FaultIntended("started", Story.WEB, Story.life("one", 0, Long.MIN_VALUE), fault);
    }

    private static List<Boolean> byHand(Story story) {
        return Lives.of(story.evidence()).of(Story.WEB).stream()
                .map(Life::byHand)
                .toList();
    }
}
