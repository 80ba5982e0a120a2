package dev.respawn.expect;

import static dev.respawn.expect.Story.ms;
import static org.assertj.core.api.Assertions.assertThat;

import dev.respawn.journal.Event;
import dev.respawn.model.Outcome;
import dev.respawn.model.ServiceName;
import dev.respawn.model.Target;
import dev.respawn.model.Witness;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WhomTest {
    private static final Target OTHER = Target.parse("web/2");
    private static final Whom EVERY_REPLICA = new Whom(Optional.of(new ServiceName("web")), Optional.of("killed"));

    // The first replica is disrupted at 2 s, the second at 4 s.
    private static final Story TWO = Story.crash()
            .line(100, new Event.Deployed(OTHER, Story.life("two", 110, 60)))
            .line(
                    4_000,
                    new Event.FaultIntended("killed", OTHER, Story.life("two", 110, 60), "KILL to the main process"))
            .line(
                    4_030,
                    new Event.FaultInjected(
                            "killed",
                            OTHER,
                            Story.life("two", 110, 60),
                            new Witness.Arrived(List.of("pid 110 is gone"))));

    @Test
    void each_replica_counts_from_its_own_disruption() {
        assertThat(judged(EVERY_REPLICA, TWO).reason()).isEqualTo("web/1 since 2s; web/2 since 4s");
        assertThat(judged(EVERY_REPLICA, TWO).outcome()).isEqualTo(Outcome.PASSED);
    }

    @Test
    void one_replica_that_the_disruption_did_not_reach_leaves_only_itself_unproven() {
        Story missed = TWO.replace(
                Story.at(4_030),
                new Event.FaultInjected(
                        "killed", OTHER, Story.life("two", 110, 60), new Witness.NotSeen("it lives on")));

        assertThat(judged(EVERY_REPLICA, missed).outcome()).isEqualTo(Outcome.UNPROVEN);
        assertThat(judged(EVERY_REPLICA, missed).reason())
                .isEqualTo("'killed' was injected into web/2, but nothing shows that it arrived: it lives on");
        Finding first = EVERY_REPLICA.judge(
                "claim",
                evidence(missed),
                (lives, since) -> Part.of(Outcome.FAILED, since.target() + " is wrong", List.of()));
        assertThat(first.reason()).isEqualTo("web/1 is wrong");
    }

    @Test
    void what_was_written_down_before_the_intent_or_happened_well_before_it_does_not_count() {
        Whom.Since since = new Whom.Since(Story.WEB, Optional.of(ms(2_000)), 7, List.of());

        assertThat(since.covers(8, ms(2_000))).isTrue();
        assertThat(since.covers(7, ms(2_000))).isFalse();
        // The engine's clock may seem to run a little before ours.
        assertThat(since.covers(8, ms(1_985))).isTrue();
        assertThat(since.covers(6, ms(1_985))).isFalse();
        assertThat(since.covers(8, ms(1_975))).isFalse();
    }

    private static Finding judged(Whom whom, Story story) {
        return whom.judge(
                "claim",
                evidence(story),
                (lives, since) -> Part.of(
                        Outcome.PASSED,
                        since.target() + " since "
                                + Duration.between(ms(0), since.from().orElseThrow())
                                        .toSeconds() + "s",
                        List.of()));
    }

    private static Evidence evidence(Story story) {
        Evidence one = story.evidence();
        return new Evidence(
                one.entries(),
                List.of(new Evidence.Planned("killed", "KILL to the main process", List.of(Story.WEB, OTHER))),
                Map.of(),
                one.contracts());
    }
}
