package dev.respawn.outlook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.respawn.docker.EngineException;
import dev.respawn.docker.NoDoor;
import dev.respawn.docker.PrintedLine;
import dev.respawn.docker.Printout;
import dev.respawn.journal.Event;
import dev.respawn.model.ServiceName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PrintedLinesTest {
    /** What the engine limits its answers to, in this test. */
    private static final int ANSWER_MOST = 1 << 20;
    // The time of a line counts as well.
    private static final int STAMP = 31;

    private final World world = new World().started();
    private final List<PrintedLine> printed = new ArrayList<>();
    private final List<Instant> asked = new ArrayList<>();
    private boolean gone;
    private final PrintedLines lines = new PrintedLines(
            Set.of(World.WEB),
            new NoDoor() {
                @Override
                public Optional<Printout> printed(String id, Instant since) {
                    asked.add(since);
                    List<PrintedLine> answer = new ArrayList<>();
                    long size = 0;
                    for (PrintedLine line : printed) {
                        if (!line.at().isBefore(since)) {
                            size += line.text().length() + STAMP;
                            if (size > ANSWER_MOST) {
                                return Optional.of(new Printout(answer, true));
                            }
                            answer.add(line);
                        }
                    }
                    return gone ? Optional.empty() : Optional.of(new Printout(answer, false));
                }
            },
            world.clocks,
            world.journal);

    @Test
    void each_line_is_written_down_once_and_on_the_runs_clock() throws Exception {
        printed.add(line(10, false, "a"));
        look();
        printed.add(line(20, true, "b"));
        look();
        look();

        assertThat(world.written(Event.Printed.class))
                .containsExactly(
                        new Event.Printed(World.WEB_1, World.ID, World.at(10), false, "a"),
                        new Event.Printed(World.WEB_1, World.ID, World.at(20), true, "b"));
    }

    @Test
    void the_same_text_twice_in_one_instant_is_two_lines() throws Exception {
        printed.add(line(10, false, "a"));
        printed.add(line(10, false, "a"));
        look();
        printed.add(line(10, false, "a"));
        look();

        assertThat(texts()).containsExactly("a", "a", "a");
    }

    @Test
    void a_line_of_the_other_stream_that_comes_late_is_not_lost() throws Exception {
        printed.add(line(100, false, "later"));
        look();
        printed.add(0, line(99, true, "earlier"));
        look();

        assertThat(texts()).containsExactly("later", "earlier");
    }

    @Test
    void who_prints_more_than_one_answer_holds_is_read_to_the_end() throws Exception {
        String text = "x".repeat(10_000);
        for (int i = 0; i < 300; i++) {
            printed.add(line(i, false, text));
        }
        look();

        assertThat(texts()).hasSize(300);
    }

    @Test
    void who_prints_more_at_once_than_one_answer_holds_does_not_stop_the_reading() throws Exception {
        String text = "x".repeat(10_000);
        for (int i = 0; i < 200; i++) {
            printed.add(new PrintedLine(World.engine(0).plusNanos(i), false, text));
        }
        for (int i = 0; i < 10; i++) {
            look();
        }

        assertThat(texts()).hasSize(200);
        assertThat(lastRead().whole()).isFalse();
        assertThat(lastRead().why()).isEqualTo("it printed more at once than one answer of the engine holds");
    }

    @Test
    void short_lines_that_are_more_than_one_answer_holds_are_read_to_the_end_and_that_is_told() throws Exception {
        for (int i = 0; i < 50_000; i++) {
            printed.add(new PrintedLine(World.engine(0).plusNanos(i * 10_000L), false, "y"));
        }
        look();

        assertThat(texts()).hasSize(50_000);
        assertThat(read()).containsExactly(new Event.OutputRead(World.WEB_1, World.ID, World.at(0), true, ""));
    }

    @Test
    void each_look_tells_until_when_all_is_known() throws Exception {
        look();
        printed.add(line(10, false, "a"));
        world.timeline.stall(Duration.ofMillis(50));
        look();
        gone = true;
        world.timeline.stall(Duration.ofMillis(50));
        look();

        assertThat(read())
                .containsExactly(
                        new Event.OutputRead(World.WEB_1, World.ID, World.at(0), true, ""),
                        new Event.OutputRead(World.WEB_1, World.ID, World.at(50), true, ""));
    }

    @Test
    void only_so_much_is_kept_of_one_container_and_that_is_told_once() throws Exception {
        String text = "x".repeat(10_000);
        for (int i = 0; i < 1_000; i++) {
            printed.add(line(i, false, text));
        }
        look();
        look();

        assertThat(texts()).hasSizeBetween(400, 450);
        assertThat(read())
                .containsExactly(
                        new Event.OutputRead(World.WEB_1, World.ID, World.at(0), false, "it printed more than 4MiB"));
        int questions = asked.size();
        look();
        assertThat(asked).hasSize(questions);
    }

    @Test
    void a_line_of_any_length_is_cut() throws Exception {
        printed.add(line(10, false, "x".repeat(100_000)));
        look();

        assertThat(texts().get(0)).hasSize(PrintedLines.LINE_MOST);
        assertThat(lastRead())
                .isEqualTo(new Event.OutputRead(
                        World.WEB_1, World.ID, World.at(0), false, "it printed a line of more than 8KiB"));
    }

    @Test
    void what_others_print_is_nobodys_business() throws Exception {
        printed.add(line(10, false, "secret"));

        lines.look(new RunContainers.Known(
                new dev.respawn.model.Target.Service(new ServiceName("db"), 1), "d".repeat(64)));

        assertThat(asked).isEmpty();
        assertThat(texts()).isEmpty();
    }

    private void look() throws EngineException, InterruptedException {
        lines.look(world.web);
    }

    private List<Event.OutputRead> read() {
        return world.written(Event.OutputRead.class);
    }

    private Event.OutputRead lastRead() {
        return read().get(read().size() - 1);
    }

    private List<String> texts() {
        return world.written(Event.Printed.class).stream()
                .map(Event.Printed::line)
                .toList();
    }

    private static PrintedLine line(long millis, boolean stderr, String text) {
        return new PrintedLine(World.engine(millis), stderr, text);
    }
}
