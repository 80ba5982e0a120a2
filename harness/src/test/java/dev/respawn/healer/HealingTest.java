package dev.respawn.healer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.respawn.model.EngineEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The healer's mind, in a time of its own. Here the engine's clock and the healer's are the same. */
class HealingTest {
    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
    private static final String WEB = "a".repeat(64);
    private static final String NEW = "b".repeat(64);

    private final List<Note> notes = new ArrayList<>();
    private Healing healing = healing("");
    private Instant now = BEGIN;

    private Healing healing(String options) {
        return new Healing(Care.parse(options), () -> 1, notes::add);
    }

    // ---- the world

    private void with(String options) {
        healing = healing(options);
    }

    private void at(double seconds) {
        now = BEGIN.plusMillis(Math.round(seconds * 1000));
    }

    private void runsSince(double seconds) {
        healing.see(now, seen("running", false, seconds, Optional.empty(), Optional.empty()));
    }

    private static Seen seen(
            String status, boolean unhealthy, double started, Optional<Double> finished, Optional<Boolean> byHand) {
        return seen(WEB, status, unhealthy, started, finished, byHand);
    }

    private static Seen seen(
            String id,
            String status,
            boolean unhealthy,
            double started,
            Optional<Double> finished,
            Optional<Boolean> byHand) {
        return new Seen(
                id, "web", status, unhealthy, 137, Optional.of(time(started)), finished.map(HealingTest::time), byHand);
    }

    private static Instant time(double seconds) {
        return BEGIN.plusMillis(Math.round(seconds * 1000));
    }

    private void hear(String action, Map<String, String> attributes) {
        hear(WEB, action, attributes);
    }

    private void hear(String id, String action, Map<String, String> attributes) {
        healing.hear(now, new EngineEvent(now, "container", action, id, attributes, false));
    }

    private void dies(double seconds, int code) {
        at(seconds);
        hear("die", Map.of("exitCode", String.valueOf(code)));
    }

    private void asked(double seconds, int signal) {
        at(seconds);
        hear("kill", Map.of("signal", String.valueOf(signal)));
    }

    /** When the next thing is to be done, in seconds; -1 for never. */
    private double due() {
        return healing.next()
                .map(at -> Duration.between(BEGIN, at).toMillis() / 1000.0)
                .orElse(-1.0);
    }

    private Deed next() {
        now = healing.next().orElseThrow();
        assertThat(healing.due(now.minusMillis(1))).isEmpty();
        List<Deed> due = healing.due(now);
        assertThat(due).hasSize(1);
        assertThat(healing.due(now)).as("it is begun once").isEmpty();
        return due.get(0);
    }

    private void succeeds(Deed deed) {
        healing.did(
                now, deed, new Deed.Result.Done(seen("running", false, seconds(), Optional.empty(), Optional.empty())));
    }

    private double seconds() {
        return Duration.between(BEGIN, now).toMillis() / 1000.0;
    }

    private List<String> said() {
        return notes.stream().map(Note::toString).toList();
    }

    private String last() {
        return notes.get(notes.size() - 1).toString();
    }

    // ---- deaths

    @Test
    void what_dies_is_started_again_after_the_first_wait() {
        runsSince(0);
        dies(5, 137);

        assertThat(due()).isEqualTo(6);
        Deed deed = next();
        assertThat(deed).isEqualTo(new Deed(Deed.Kind.START, WEB, "web", "died with exit code 137"));
        succeeds(deed);
        assertThat(said())
                .containsExactly(
                        "web: runs; looked after",
                        "web: died with exit code 137; is started again in 1s (1 in a row)",
                        "web: started again, since it died with exit code 137");
        assertThat(due()).isEqualTo(-1);
    }

    @Test
    void a_clean_exit_is_a_death_as_well() {
        runsSince(0);
        dies(5, 0);

        assertThat(due()).isEqualTo(6);
    }

    @Test
    void each_wait_in_a_row_is_longer_up_to_the_cap_and_a_long_life_makes_it_the_first_again() {
        with("first=200ms,factor=3,cap=1s,reset-after=10s");
        runsSince(0);
        List<Double> waits = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            dies(seconds() + 1, 1);
            waits.add(due() - seconds());
            succeeds(next());
        }
        dies(seconds() + 9.9, 1);
        waits.add(due() - seconds());
        succeeds(next());
        dies(seconds() + 10, 1);
        waits.add(due() - seconds());

        assertThat(waits.stream().map(wait -> Math.round(wait * 1000)))
                .containsExactly(200L, 600L, 1000L, 1000L, 1000L, 200L);
    }

    @Test
    void chance_makes_a_wait_longer_and_never_shorter() {
        with("first=1s,jitter=50%");
        runsSince(0);
        dies(5, 1);

        assertThat(due()).isEqualTo(6.5);
        Law law = Care.parse("first=1s,jitter=50%").law();
        assertThat(law.delay(1, 0)).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void it_gives_up_after_so_many_starts_in_a_row_until_somebody_starts_it() {
        with("first=100ms,factor=1,give-up=2");
        runsSince(0);
        dies(1, 1);
        succeeds(next());
        dies(2, 1);
        succeeds(next());
        dies(3, 1);

        assertThat(due()).isEqualTo(-1);
        assertThat(last())
                .isEqualTo("web: died with exit code 1; given up after 2 starts in a row, until somebody starts it");
        at(20);
        hear("start", Map.of());
        dies(21, 1);
        assertThat(due()).isEqualTo(21.1);
        assertThat(last()).endsWith("(1 in a row)");
    }

    @Test
    void a_long_life_counts_anew_before_it_gives_up() {
        with("first=100ms,factor=1,give-up=1,reset-after=5s");
        runsSince(0);
        dies(1, 1);
        succeeds(next());
        dies(7, 1);

        assertThat(due()).isEqualTo(7.1);
    }

    // ---- operators

    @Test
    void what_an_operator_stops_stays_down_until_it_is_started() {
        runsSince(0);
        asked(5, 15);
        dies(5.2, 0);
        hear("stop", Map.of());

        assertThat(due()).isEqualTo(-1);
        assertThat(last()).isEqualTo("web: was put down by an operator; left alone until somebody starts it");
        at(30);
        hear("start", Map.of());
        dies(60, 1);
        assertThat(due()).isEqualTo(61);
    }

    @Test
    void a_stop_that_took_long_is_told_after_the_death_and_believed() {
        runsSince(0);
        asked(5, 15);
        dies(125, 0);
        assertThat(due()).isEqualTo(126);

        at(125.01);
        hear("stop", Map.of());

        assertThat(due()).isEqualTo(-1);
    }

    @Test
    void what_an_operator_kills_stays_down() {
        runsSince(0);
        asked(5, 9);
        dies(5.1, 137);

        assertThat(due()).isEqualTo(-1);
    }

    @Test
    void a_signal_that_it_survives_is_no_stop() {
        runsSince(0);
        asked(5, 1);
        dies(5.5, 3);

        assertThat(due()).isEqualTo(6.5);
    }

    @Test
    void a_signal_of_an_earlier_life_is_forgotten() {
        runsSince(0);
        asked(5, 15);
        dies(30, 1);
        assertThat(due()).isEqualTo(31);
        succeeds(next());
        dies(32, 1);

        assertThat(due()).isEqualTo(34);
    }

    @Test
    void a_restart_by_an_operator_is_left_to_him() {
        runsSince(0);
        asked(5, 15);
        dies(5.1, 0);
        hear("stop", Map.of());
        at(5.2);
        hear("start", Map.of());
        hear("restart", Map.of());

        assertThat(due()).isEqualTo(-1);
        dies(6, 1);
        assertThat(due()).isEqualTo(7);
    }

    @Test
    void who_starts_it_first_is_welcome() {
        runsSince(0);
        dies(5, 137);
        at(5.3);
        hear("start", Map.of());

        assertThat(due()).isEqualTo(-1);
        assertThat(last()).isEqualTo("web: was started by somebody else; looked after");
    }

    @Test
    void a_start_that_found_it_running_is_no_start() {
        runsSince(0);
        dies(5, 137);
        Deed deed = next();
        healing.did(now, deed, new Deed.Result.NoNeed(seen("running", false, 5.9, Optional.empty(), Optional.empty())));
        hear("start", Map.of());
        dies(7, 137);

        assertThat(due()).isEqualTo(8);
        assertThat(said()).contains("web: was started by somebody else; looked after");
    }

    @Test
    void what_is_removed_is_forgotten() {
        runsSince(0);
        asked(5, 9);
        dies(5, 137);
        hear("destroy", Map.of());

        assertThat(due()).isEqualTo(-1);
        assertThat(healing.size()).isZero();
    }

    @Test
    void a_stop_while_it_is_being_started_holds() {
        runsSince(0);
        dies(5, 137);
        Deed deed = next();
        at(6.1);
        hear("start", Map.of());
        asked(6.2, 9);
        dies(6.3, 137);
        healing.did(
                time(6.4), deed, new Deed.Result.Done(seen("exited", false, 6.1, Optional.of(6.3), Optional.empty())));

        assertThat(due()).isEqualTo(-1);
        assertThat(last()).contains("put down by an operator");
    }

    @Test
    void a_death_right_after_our_start_is_the_second_in_a_row() {
        runsSince(0);
        dies(5, 1);
        Deed deed = next();
        at(6.1);
        hear("start", Map.of());
        dies(6.2, 1);
        healing.did(
                time(6.3), deed, new Deed.Result.Done(seen("exited", false, 6.1, Optional.of(6.2), Optional.empty())));

        assertThat(due()).isEqualTo(8.3);
        assertThat(last()).endsWith("(2 in a row)");
    }

    // ---- not well

    @Test
    void what_is_unhealthy_is_made_anew_and_is_the_same_patient() {
        runsSince(0);
        at(5);
        hear("health_status: unhealthy", Map.of());

        assertThat(due()).isEqualTo(6);
        Deed deed = next();
        assertThat(deed.kind()).isEqualTo(Deed.Kind.RECREATE);
        asked(6.1, 15);
        dies(8, 137);
        hear("destroy", Map.of());
        at(8.1);
        hear(NEW, "start", Map.of());
        at(8.2);
        hear(NEW, "health_status: unhealthy", Map.of());
        healing.did(
                now, deed, new Deed.Result.Done(seen(NEW, "running", false, 8.1, Optional.empty(), Optional.empty())));

        assertThat(healing.size()).isEqualTo(1);
        assertThat(healing.knows(NEW)).isTrue();
        assertThat(due())
                .as("what the new one said before anybody knew it counts")
                .isEqualTo(10.2);
    }

    @Test
    void what_is_being_made_is_nobody_else() {
        runsSince(0);
        at(5);
        hear("health_status: unhealthy", Map.of());
        next();
        healing.see(
                now,
                new Seen(NEW, "web.anew", "created", false, 0, Optional.empty(), Optional.empty(), Optional.empty()));
        healing.see(now, seen(NEW, "running", false, 6, Optional.empty(), Optional.empty()));

        assertThat(healing.makes("web")).isTrue();
        assertThat(healing.knows(NEW)).isFalse();
    }

    @Test
    void who_is_well_again_is_left_alone() {
        runsSince(0);
        at(5);
        hear("health_status: unhealthy", Map.of());
        at(5.5);
        hear("health_status: healthy", Map.of());

        assertThat(due()).isEqualTo(-1);
    }

    @Test
    void a_healthy_one_is_never_touched() {
        runsSince(0);
        at(5);
        hear("health_status: healthy", Map.of());

        assertThat(due()).isEqualTo(-1);
        assertThat(said()).containsExactly("web: runs; looked after");
    }

    @Test
    void who_is_paused_is_left_alone_however_unwell() {
        runsSince(0);
        at(5);
        hear("health_status: unhealthy", Map.of());
        at(5.5);
        hear("pause", Map.of());
        healing.see(now, seen("paused", true, 0, Optional.empty(), Optional.empty()));
        healing.see(now, seen("paused", true, 0, Optional.empty(), Optional.empty()));
        assertThat(due()).isEqualTo(-1);

        at(20);
        hear("unpause", Map.of());

        assertThat(due()).as("nothing says it a second time").isEqualTo(21);
    }

    @Test
    void unhealthy_ones_can_be_left_or_restarted() {
        with("on-unhealthy=leave");
        runsSince(0);
        at(5);
        hear("health_status: unhealthy", Map.of());
        assertThat(due()).isEqualTo(-1);

        with("on-unhealthy=restart");
        runsSince(0);
        hear("health_status: unhealthy", Map.of());
        assertThat(next().kind()).isEqualTo(Deed.Kind.RESTART);
    }

    @Test
    void our_own_restart_is_no_operator_s() {
        with("on-unhealthy=restart");
        runsSince(0);
        at(5);
        hear("health_status: unhealthy", Map.of());
        Deed deed = next();
        asked(6, 15);
        dies(6.1, 0);
        hear("stop", Map.of());
        at(6.2);
        hear("start", Map.of());
        hear("restart", Map.of());
        succeeds(deed);
        dies(9, 1);

        assertThat(due()).isEqualTo(10);
        assertThat(said()).noneMatch(line -> line.contains("operator") || line.contains("somebody else"));
    }

    // ---- what goes wrong

    @Test
    void what_cannot_be_started_is_made_anew() {
        runsSince(0);
        dies(5, 137);
        Deed start = next();
        healing.did(now, start, new Deed.Result.Refused("no such file", Optional.empty()));

        assertThat(due()).isEqualTo(7);
        Deed anew = next();
        assertThat(anew.kind()).isEqualTo(Deed.Kind.RECREATE);
        assertThat(said()).contains("web: cannot be started again, and is made anew from its image: no such file");
        healing.did(now, anew, new Deed.Result.Refused("port is taken", Optional.empty()));
        assertThat(due()).as("the second in a row").isEqualTo(9);
        assertThat(next().kind()).isEqualTo(Deed.Kind.START);
    }

    @Test
    void the_place_of_one_whose_successor_could_not_start_is_known() {
        with("on-death=recreate");
        runsSince(0);
        dies(5, 137);
        Deed deed = next();
        healing.did(
                now,
                deed,
                new Deed.Result.Refused(
                        "port is taken",
                        Optional.of(seen(NEW, "created", false, 0, Optional.empty(), Optional.empty()))));

        assertThat(next().id()).isEqualTo(NEW);
    }

    @Test
    void an_engine_that_does_not_answer_is_asked_again_and_that_counts_for_nothing() {
        with("give-up=1");
        runsSince(0);
        dies(5, 137);
        for (int i = 0; i < 5; i++) {
            Deed deed = next();
            healing.did(now, deed, new Deed.Result.Unanswered("nobody there"));
            assertThat(due()).isEqualTo(seconds() + 1);
        }
        succeeds(next());

        assertThat(last()).isEqualTo("web: started again, since it died with exit code 137");
    }

    // ---- what was missed

    @Test
    void what_is_found_down_is_started_unless_an_operator_put_it_down() {
        healing.see(now, seen("exited", false, -60, Optional.of(-5.0), Optional.of(false)));
        assertThat(due()).isEqualTo(1);
        assertThat(last()).isEqualTo("web: was found down, with exit code 137; is started again in 1s (1 in a row)");

        with("");
        healing.see(now, seen("exited", false, -60, Optional.of(-5.0), Optional.of(true)));
        assertThat(due()).isEqualTo(-1);
    }

    @Test
    void in_doubt_it_does_what_was_asked() {
        healing.see(now, seen("exited", false, -60, Optional.of(-5.0), Optional.empty()));
        assertThat(due()).isEqualTo(1);

        with("in-doubt=leave");
        healing.see(now, seen("exited", false, -60, Optional.of(-5.0), Optional.empty()));
        assertThat(due()).isEqualTo(-1);
        assertThat(last()).contains("nobody knows why; left alone, as was asked");
    }

    @Test
    void what_never_ran_is_not_started_but_what_was_left_half_made_is() {
        Seen created = new Seen(WEB, "web", "created", false, 0, Optional.empty(), Optional.empty(), Optional.empty());
        healing.see(now, created);
        assertThat(due()).isEqualTo(-1);

        with("");
        healing.see(now, created.endedBy(Optional.of(false)));
        assertThat(due()).isEqualTo(1);
    }

    @Test
    void a_look_is_believed_when_the_next_one_shows_the_same_and_no_event_came() {
        runsSince(0);
        at(5);
        Seen down = seen("exited", false, 0, Optional.of(4.9), Optional.empty());
        healing.see(now, down);
        assertThat(due()).isEqualTo(-1);
        assertThat(healing.doubts()).isTrue();
        assertThat(healing.wonders(down)).isTrue();

        healing.see(now, down.endedBy(Optional.of(false)));

        assertThat(due()).isEqualTo(6);
        assertThat(healing.doubts()).isFalse();
        dies(5.1, 137);
        assertThat(due()).as("the event that came after all changes nothing").isEqualTo(6);
    }

    @Test
    void a_look_that_is_ahead_of_an_operator_s_stop_does_not_undo_it() {
        runsSince(0);
        at(5);
        Seen down = seen("exited", false, 0, Optional.of(4.9), Optional.empty());
        healing.see(now, down);
        healing.see(now, down);
        assertThat(due()).isEqualTo(6);

        healing.hear(now, new EngineEvent(time(4.8), "container", "kill", WEB, Map.of("signal", "9"), false));

        assertThat(due()).isEqualTo(-1);
    }

    @Test
    void what_an_engine_stopped_when_it_was_told_to_end_is_started_and_what_was_stopped_long_before_is_not() {
        runsSince(0);
        asked(5, 15);
        dies(5.2, 0);
        healing.engineRestarted(time(60), time(30));
        assertThat(due()).isEqualTo(-1);

        healing.engineRestarted(time(60), time(5));
        assertThat(due()).isEqualTo(61);

        with("in-doubt=leave");
        runsSince(0);
        asked(5, 15);
        dies(5.2, 0);
        healing.engineRestarted(time(60), time(5));
        assertThat(due()).isEqualTo(-1);
    }

    @Test
    void who_is_not_there_any_more_is_forgotten() {
        runsSince(0);
        healing.onlyThese(now, Set.of());

        assertThat(healing.knows(WEB)).isFalse();
    }
}
