package dev.respawn.expect;

import static dev.respawn.expect.Story.said;
import static org.assertj.core.api.Assertions.assertThat;

import dev.respawn.contract.Contract;
import dev.respawn.contract.Promise;
import dev.respawn.contract.Rule;
import dev.respawn.journal.Event;
import dev.respawn.model.Interval;
import dev.respawn.model.Sample;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SurvivalTest {
    @Test
    void what_was_started_again_came_back_as_the_same_container_after_this_time() {
        Survival survival = Survival.of(Story.crash()
                .samples(1_500, 2_000, new Sample.Good())
                .samples(2_000, 2_300, new Sample.Bad("refused"))
                .samples(2_300, 2_400, new Sample.Good())
                .evidence());

        assertThat(survival)
                .isEqualTo(new Survival(
                        Survival.How.SAME_CONTAINER,
                        Optional.of(Interval.between(Duration.ofMillis(240), Duration.ofMillis(240))),
                        false,
                        Map.of("home", 0.25)));
    }

    @Test
    void another_container_in_its_place_is_a_new_one() {
        Story replaced = Story.crash()
                .without(said("start").or(e -> e instanceof Event.Seen))
                .line(2_500, Story.event(2_500, "start", "two", Map.of()));

        assertThat(Survival.of(replaced.evidence()).how()).isEqualTo(Survival.How.NEW_CONTAINER);
    }

    @Test
    void what_stays_down_did_not_survive_and_has_no_time() {
        Survival survival = Survival.of(Story.death().evidence());

        assertThat(survival.how()).isEqualTo(Survival.How.NOT_AT_ALL);
        assertThat(survival.away()).isEmpty();
    }

    @Test
    void a_fault_that_killed_nobody_and_one_that_never_arrived_are_two_things() {
        Story paused = Story.begins().intended(2_000).arrived(2_030).ends(9_000);

        assertThat(Survival.of(paused.evidence()).how()).isEqualTo(Survival.How.NOTHING_DIED);
        assertThat(Survival.of(Story.begins().ends(9_000).evidence()).how()).isEqualTo(Survival.How.UNKNOWN);
    }

    @Test
    void of_what_nothing_is_promised_is_told() {
        Contract silent = new Contract(
                "silent",
                Story.always().rules().stream()
                        .map(rule -> new Rule(
                                rule.cause(),
                                rule.given(),
                                new Promise(Promise.Reaction.UNSPECIFIED, Optional.empty(), Optional.empty()),
                                rule.source()))
                        .toList());

        assertThat(Survival.of(Story.crash().under(silent).evidence()).unspecified())
                .isTrue();
        assertThat(Survival.of(Story.crash().evidence()).unspecified()).isFalse();
        assertThat(List.of(Survival.How.values())).isSorted();
    }
}
