package dev.respawn.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.respawn.docker.EventSource.Look;
import dev.respawn.model.EngineEvent;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LivesTest {
    private final Lives lives = new Lives();

    @Test
    void a_container_that_lives_on_missed_nothing() {
        lives.note(running(10));

        assertThat(missed(Optional.of(running(10)))).isEmpty();
    }

    @Test
    void a_life_known_from_its_start_event_is_the_same_although_the_event_came_a_little_later() {
        lives.hear(event(11, "start"));

        assertThat(missed(Optional.of(running(10)))).isEmpty();
    }

    @Test
    void a_death_that_was_missed_is_told_with_its_time_and_code() {
        lives.note(running(10));

        assertThat(missed(Optional.of(ended(10, 20, 137)))).containsExactly("20 die 137");
    }

    @Test
    void a_new_life_is_told_as_a_death_without_a_code_and_a_start() {
        lives.note(running(10));

        assertThat(missed(Optional.of(look(true, 30, 20, 0)))).containsExactly("20 die", "30 start");
    }

    @Test
    void an_end_before_the_known_life_is_not_taken_for_its_end() {
        lives.note(look(true, 10, 5, 0));

        assertThat(missed(Optional.of(look(true, 30, 5, 0)))).containsExactly("30 die", "30 start");
    }

    @Test
    void a_second_life_that_ended_too_is_told_whole() {
        lives.note(running(10));

        assertThat(missed(Optional.of(ended(30, 40, 1)))).containsExactly("30 die", "30 start", "40 die 1");
    }

    @Test
    void a_start_of_what_was_dead_is_told() {
        lives.note(ended(10, 20, 0));

        assertThat(missed(Optional.of(look(true, 30, 20, 0)))).containsExactly("30 start");
    }

    @Test
    void what_is_gone_died_without_a_code_and_was_destroyed() {
        lives.note(running(10));

        assertThat(missed(Optional.empty())).containsExactly("99 die", "99 destroy");
        assertThat(missed(Optional.empty())).isEmpty();
    }

    @Test
    void an_unknown_container_was_created_meanwhile() {
        assertThat(missed(Optional.of(ended(10, 20, 3)))).containsExactly("1 create", "10 start", "20 die 3");
    }

    @Test
    void the_engines_late_words_on_what_was_told_are_not_told_again() {
        lives.note(running(10));
        missed(Optional.of(look(true, 30, 20, 0)));

        assertThat(lives.hear(event(20, "die"))).isFalse();
        assertThat(lives.hear(event(31, "start"))).isFalse();
        assertThat(lives.hear(event(40, "die"))).isTrue();
        assertThat(lives.hear(event(41, "start"))).isTrue();
    }

    @Test
    void a_new_start_after_a_told_death_is_news_and_a_late_one_is_not() {
        lives.note(running(10));
        missed(Optional.of(ended(10, 20, 137)));

        assertThat(lives.hear(event(21, "die"))).isFalse();
        assertThat(lives.hear(event(15, "start"))).isFalse();
        assertThat(lives.hear(event(25, "start"))).isTrue();
    }

    @Test
    void nothing_is_told_twice_over_two_outages() {
        lives.note(running(10));

        assertThat(missed(Optional.of(ended(10, 20, 137)))).hasSize(1);
        assertThat(missed(Optional.of(ended(10, 20, 137)))).isEmpty();
    }

    @Test
    void the_death_that_the_stream_told_is_not_inferred() {
        lives.note(running(10));
        lives.hear(event(20, "die"));

        assertThat(missed(Optional.of(ended(10, 20, 137)))).isEmpty();
    }

    private List<String> missed(Optional<Look> found) {
        List<EngineEvent> events = lives.missed("c", found, Instant.ofEpochSecond(99));
        assertThat(events)
                .allMatch(EngineEvent::reconstructed)
                .allMatch(event -> event.type().equals("container"));
        return events.stream()
                .map(event -> event.time().getEpochSecond() + " " + event.action()
                        + event.exitCode().map(code -> " " + code).orElse(""))
                .toList();
    }

    private static Look running(long since) {
        return new Look(
                "c",
                Instant.ofEpochSecond(1),
                true,
                Optional.of(Instant.ofEpochSecond(since)),
                Optional.empty(),
                0,
                Map.of("name", "web"));
    }

    private static Look ended(long started, long ended, int code) {
        return look(false, started, ended, code);
    }

    private static Look look(boolean running, long started, long ended, int code) {
        return new Look(
                "c",
                Instant.ofEpochSecond(1),
                running,
                Optional.of(Instant.ofEpochSecond(started)),
                Optional.of(Instant.ofEpochSecond(ended)),
                code,
                Map.of("name", "web"));
    }

    private static EngineEvent event(long time, String action) {
        return new EngineEvent(Instant.ofEpochSecond(time), "container", action, "c", Map.of(), false);
    }
}
