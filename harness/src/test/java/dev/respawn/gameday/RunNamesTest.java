package dev.respawn.gameday;

import static org.assertj.core.api.Assertions.assertThat;

import dev.respawn.scenario.Scenario;
import dev.respawn.scenario.testwords.TestHolds;
import dev.respawn.supervisor.Service;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunNamesTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00.999Z");

    @Test
    void a_name_says_when_and_what_and_which() {
        assertThat(of("The main process is killed", NOON, 0xabcd))
                .isEqualTo("20261122-120000-the-main-process-is-killed-abcd");
    }

    @Test
    void whatever_a_scenario_is_called_its_run_fits_into_labels_and_file_names() {
        for (String name : List.of(
                "../../etc/passwd",
                "a: b\n\u001b[2J%s",
                "-leading and trailing-",
                "💥 ünïcode İstanbul 💥",
                "x".repeat(10_000),
                "word ".repeat(2_000),
                "💥")) {
            assertThat(of(name, NOON, -1))
                    .as(name)
                    .matches("[0-9]{8}-[0-9]{6}(-[a-z0-9]+)*-[0-9a-f]{4}")
                    .hasSizeLessThan(63);
        }
        assertThat(of("../../etc/passwd", NOON, 1)).isEqualTo("20261122-120000-etc-passwd-0001");
        assertThat(of("💥", NOON, 1)).isEqualTo("20261122-120000-0001");
    }

    @Test
    void a_long_name_is_cut_and_never_ends_in_the_gap_between_two_words() {
        assertThat(of("x".repeat(40), NOON, 1)).isEqualTo("20261122-120000-" + "x".repeat(32) + "-0001");
        assertThat(of("x".repeat(31) + " y", NOON, 1)).isEqualTo("20261122-120000-" + "x".repeat(31) + "-0001");
    }

    @Test
    void names_sort_by_the_time_of_their_runs_whatever_was_run() {
        assertThat(List.of(
                        of("z", NOON, 0xffff),
                        of("y", NOON.plusSeconds(1), 0xfff),
                        of("x", Instant.parse("2026-12-01T00:00:00Z"), 2),
                        of("a", Instant.parse("2027-01-01T00:00:00Z"), 0)))
                .isSorted();
    }

    @Test
    void two_runs_that_begin_in_the_same_second_are_told_apart() {
        assertThat(of("same", NOON, 1)).isNotEqualTo(of("same", NOON, 2));
    }

    private static String of(String scenario, Instant now, int salt) {
        return RunNames.of(
                Scenario.named(scenario)
                        .on("test-nanny:awake")
                        .service(Service.of("web", "nginx"))
                        .expect(new TestHolds())
                        .build(),
                now,
                salt);
    }
}
