package dev.respawn.gameday;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.respawn.journal.Event;
import dev.respawn.journal.Journal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LastRoomTest {
    private static final Event NOTE = new Event.Noted("a");

    @TempDir
    Path directory;

    private final List<Event> written = new ArrayList<>();
    private final List<String> told = new ArrayList<>();
    private Path room = Path.of("");
    private boolean full;

    /** A disk that is full has room again when the room that was kept is given up. */
    private final Journal disk = new Journal() {
        @Override
        public long append(Event event) {
            if (full && Files.exists(room)) {
                throw new UncheckedIOException(new IOException("No space left on device"));
            }
            written.add(event);
            return written.size();
        }

        @Override
        public long appendDurably(Event event) {
            return append(event);
        }
    };

    private LastRoom begin() throws IOException {
        room = directory.resolve("reserve");
        return LastRoom.beside(disk, room, told::add);
    }

    @Test
    void room_is_kept_as_long_as_all_is_well() throws Exception {
        LastRoom journal = begin();

        assertThat(journal.append(NOTE)).isEqualTo(1);
        assertThat(journal.appendDurably(NOTE)).isEqualTo(2);
        assertThat(room).hasSize(512 << 10);
        assertThat(told).isEmpty();
        assertThat(journal.give()).isTrue();
        assertThat(room).doesNotExist();
        assertThat(journal.give()).isFalse();
    }

    @Test
    void what_must_be_durable_takes_the_room_and_the_run_is_told_once() throws Exception {
        LastRoom journal = begin();
        full = true;

        assertThat(journal.appendDurably(NOTE)).isEqualTo(1);
        assertThat(journal.append(NOTE)).isEqualTo(2);
        assertThat(told).containsExactly("No space left on device");
    }

    @Test
    void what_need_not_be_durable_is_lost_but_makes_room_for_the_rest() throws Exception {
        LastRoom journal = begin();
        full = true;

        assertThatThrownBy(() -> journal.append(NOTE)).isInstanceOf(UncheckedIOException.class);
        assertThat(room).doesNotExist();
        assertThat(journal.appendDurably(NOTE)).isEqualTo(1);
        assertThat(told).hasSize(1);
    }

    @Test
    void where_there_is_no_room_to_begin_with_nothing_begins() {
        assertThatThrownBy(() -> LastRoom.beside(disk, directory.resolve("missing/reserve"), told::add))
                .isInstanceOf(IOException.class);
    }
}
