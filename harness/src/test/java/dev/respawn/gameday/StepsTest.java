package dev.respawn.gameday;

import static org.assertj.core.api.Assertions.assertThat;

import dev.respawn.journal.Event;
import dev.respawn.journal.Journal;
import dev.respawn.model.Ending;
import dev.respawn.model.Phase;
import dev.respawn.model.ServiceName;
import dev.respawn.model.Target;
import dev.respawn.model.WayBack;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class StepsTest {
    private static final Target WEB = new Target.Service(new ServiceName("web"), 1);
    private static final Event KEPT = new Event.WayBackKept("hit", WEB, new WayBack.NothingToUndo("x"));

    private final List<Event> written = new CopyOnWriteArrayList<>();
    private final Journal journal = new Journal() {
        @Override
        public long append(Event event) {
            written.add(event);
            return written.size();
        }

        @Override
        public long appendDurably(Event event) {
            return append(event);
        }
    };

    @Test
    void steps_are_told_apart_by_what_they_are_of_and_by_their_count() {
        Steps steps = new Steps();

        assertThat(steps.name(new Event.PhaseBegan(Phase.UNDO))).contains("phase undo#1");
        assertThat(steps.name(KEPT)).contains("way back of hit on web/1#1");
        assertThat(steps.name(new Event.Noted("x"))).isEmpty();
        assertThat(steps.name(KEPT)).contains("way back of hit on web/1#2");
        assertThat(steps.name(new Event.RunEnded(Ending.COMPLETED, ""))).isEqualTo(Optional.of("run ended#1"));
    }

    @Test
    void without_the_environment_it_is_the_same_journal() {
        assertThat(Steps.halting(journal, Map.of())).isSameAs(journal);
    }

    private void halts(String where, int writtenThen, @TempDir Path directory) throws Exception {
        Path file = directory.resolve("halt");
        Journal halting = Steps.halting(journal, Map.of(Steps.HALT_AT, where, Steps.HALT_FILE, file.toString()));
        Thread writer = new Thread(() -> {
            halting.append(new Event.PhaseBegan(Phase.UNDO));
            halting.appendDurably(KEPT);
            halting.append(new Event.Noted("over"));
        });
        writer.start();
        while (!Files.exists(file)) {
            Thread.onSpinWait();
        }
        // An interrupt ends no halt, and is kept for afterwards.
        writer.interrupt();
        assertThat(written).hasSize(writtenThen);
        Files.delete(file);
        writer.join();
        assertThat(written).hasSize(3);
        assertThat(file).doesNotExist();
    }

    @Test
    void it_halts_before_a_step(@TempDir Path directory) throws Exception {
        halts("before way back of hit on web/1#1", 1, directory);
    }

    @Test
    void it_halts_after_a_step(@TempDir Path directory) throws Exception {
        halts("after way back of hit on web/1#1", 2, directory);
    }
}
