package dev.respawn.reports.html;

import static org.assertj.core.api.Assertions.assertThat;

import dev.respawn.journal.Entry;
import dev.respawn.journal.Event;
import dev.respawn.model.Incarnation;
import dev.respawn.model.Witness;
import dev.respawn.reports.Told;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The table of deaths: each row ends with whether it was for memory, and with what shows who did it. */
class DeathsTest {
    private static final long MAIN = 4_711;
    private static final Incarnation LIFE = Told.life(Told.ID, MAIN, 2_700);
    private static final String KERNEL = "the kernel's log";

    private final Told told = new Told().begins();

    private record Row(String memory, String who) {}

    /** The rows of deaths before the stack is taken down. */
    private List<Row> rows() {
        List<Entry> journal = told.ends(60_000).journal();
        Course course = Course.read(journal, List.of());
        Html html = new Html();
        new Deaths(course, new RunTime(course.began()), new Links(journal)).write(html);
        return Pattern.compile("(?s)<tr.*?</tr>")
                .matcher(html.toString())
                .results()
                .map(MatchResult::group)
                .filter(row -> row.contains("<td") && !row.contains("taking the stack down"))
                .map(DeathsTest::row)
                .toList();
    }

    private static Row row(String html) {
        List<String> cells = Pattern.compile("(?s)<td[^>]*>(.*?)</td>")
                .matcher(html)
                .results()
                .map(cell -> cell.group(1)
                        .replaceAll("\\s*<[^>]*>\\s*", "")
                        .replace("&#39;", "'")
                        .strip())
                .toList();
        return new Row(cells.get(4), cells.get(5));
    }

    private void kill(double at, int signal) {
        told.engine(at, "kill", Told.ID, Map.of("signal", String.valueOf(signal)));
    }

    private void oom(double at) {
        told.engine(at, "oom");
    }

    private void kernelKilled(double at, long pid) {
        told.says(at, new Event.KernelKilled(Told.HOST, Told.at(at), Optional.of(Told.WEB), Told.ID, pid, KERNEL));
    }

    @Test
    void a_signal_through_the_api_before_the_fault_is_not_how_the_fault_killed() {
        kill(5_000, 1);
        told.says(8_000, new Event.FaultIntended("killed", Told.WEB, LIFE, "KILL to the main process"));
        told.dies(8_010, Told.ID, 137);
        told.says(8_030, new Event.FaultInjected("killed", Told.WEB, LIFE, new Witness.Arrived(List.of("gone"))));

        assertThat(rows())
                .containsExactly(new Row("no sign of it", "the fault 'killed': it died while that was injected"));
    }

    @Test
    void a_signal_through_the_api_in_the_faults_own_time_is_how_it_killed() {
        told.says(8_000, new Event.FaultIntended("killed", Told.WEB, LIFE, "KILL through the engine"));
        kill(8_005, 9);
        told.dies(8_010, Told.ID, 137);
        told.says(8_030, new Event.FaultInjected("killed", Told.WEB, LIFE, new Witness.Arrived(List.of("gone"))));

        assertThat(rows())
                .containsExactly(new Row(
                        "no sign of it",
                        "the fault 'killed': it died while that was injected, through the engine's API (kill 9)"));
    }

    @Test
    void another_signal_than_the_one_it_died_of_proves_nothing() {
        told.says(8_000, new Event.FaultIntended("killed", Told.WEB, LIFE, "KILL to the main process"));
        kill(8_005, 1);
        told.dies(8_010, Told.ID, 137);
        told.says(8_030, new Event.FaultInjected("killed", Told.WEB, LIFE, new Witness.Arrived(List.of("gone"))));

        assertThat(rows())
                .containsExactly(new Row("no sign of it", "the fault 'killed': it died while that was injected"));
    }

    @Test
    void somebody_is_blamed_only_for_a_signal_that_it_can_have_died_of() {
        kill(5_000, 1);
        told.dies(6_000, Told.ID, 1);
        told.engine(6_100, "start");
        kill(7_000, 15);
        told.dies(7_100, Told.ID, 0);

        assertThat(rows())
                .containsExactly(
                        new Row("no sign of it", "the process itself"),
                        new Row("no sign of it", "somebody, through the engine's API (kill 15)"));
    }

    @Test
    void what_was_asked_of_the_life_before_is_over() {
        kill(5_000, 9);
        told.dies(5_010, Told.ID, 137);
        told.engine(5_020, "stop");
        told.engine(6_000, "start");
        told.engine(6_001, "restart");
        told.dies(7_000, Told.ID, 137);

        assertThat(rows())
                .containsExactly(
                        new Row("no sign of it", "somebody, through the engine's API (kill 9)"),
                        new Row("no sign of it", "a signal; nothing shows whose"));
    }

    @Test
    void a_death_that_only_the_kernel_tells_of_was_for_memory() {
        kernelKilled(8_000, MAIN);
        told.dies(8_040, Told.ID, 137);

        assertThat(rows()).containsExactly(new Row("yes: the kernel's log", "the kernel, for want of memory"));
    }

    // Ground truth 53.
    @Test
    void the_end_of_a_process_whose_child_was_killed_for_memory_is_its_own() {
        oom(8_000);
        kernelKilled(8_000, 5_000);
        told.dies(9_000, Told.ID, 0);
        told.says(9_100, new Event.Seen(Told.WEB, Told.life(Told.ID, 0, 0), Told.exited(0, true, 0)));

        assertThat(rows())
                .containsExactly(
                        new Row("no, another process was: event and flag and the kernel's log", "the process itself"));
    }

    @Test
    void a_kill_whose_child_was_killed_for_memory_is_not_the_kernels() {
        kernelKilled(8_000, 5_000);
        told.dies(9_000, Told.ID, 137);

        assertThat(rows())
                .containsExactly(new Row("no, another process was: the kernel's log", "a signal; nothing shows whose"));
    }

    @Test
    void memory_is_not_the_cause_where_another_is_known() {
        oom(5_000);
        kill(6_000, 9);
        told.dies(6_010, Told.ID, 137);

        assertThat(rows()).containsExactly(new Row("yes: event", "somebody, through the engine's API (kill 9)"));
    }

    @Test
    void memory_that_ran_out_in_another_life_is_no_sign() {
        kernelKilled(5_000, MAIN);
        told.dies(5_040, Told.ID, 137);
        told.engine(8_000, "start");
        told.dies(12_000, Told.ID, 137);

        assertThat(rows()).last().isEqualTo(new Row("no sign of it", "a signal; nothing shows whose"));
    }
}
