package dev.respawn.undo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.respawn.journal.Entry;
import dev.respawn.journal.Event;
import dev.respawn.model.ServiceName;
import dev.respawn.model.Target;
import dev.respawn.model.UndoResult;
import dev.respawn.model.WayBack;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OpenWaysTest {
    private static final Target WEB = new Target.Service(new ServiceName("web"), 1);
    private static final Target DB = new Target.Service(new ServiceName("db"), 1);

    private final List<Entry> journal = new ArrayList<>();

    private void wrote(Event event) {
        journal.add(new Entry(journal.size() + 1L, Instant.EPOCH, event));
    }

    private static WayBack.Undo undo(String act) {
        return new WayBack.Undo(act, Map.of("id", act));
    }

    private void kept(String disruption, Target target, WayBack wayBack) {
        wrote(new Event.WayBackKept(disruption, target, wayBack));
    }

    private List<String> open() {
        return OpenWays.of(journal).stream()
                .map(open -> open.undo().act() + " of " + open.disruption() + " on " + open.target())
                .toList();
    }

    @Test
    void what_was_kept_and_not_taken_back_is_open_the_last_step_first() {
        kept("slow", WEB, undo("first"));
        kept("slow", WEB, undo("second"));
        kept("held", DB, undo("third"));

        assertThat(open())
                .containsExactly("third of held on db/1", "second of slow on web/1", "first of slow on web/1");
    }

    @Test
    void what_cannot_or_need_not_be_taken_back_is_not_open() {
        kept("killed", WEB, new WayBack.Irreversible("it is dead"));
        kept("started", WEB, new WayBack.NothingToUndo("it should run"));

        assertThat(open()).isEmpty();
    }

    @Test
    void what_was_undone_or_is_gone_or_replaced_is_not_open() {
        for (UndoResult over : List.of(
                new UndoResult.Undone("seen"), new UndoResult.Gone("seen"), new UndoResult.Replaced("another", true))) {
            kept("slow", WEB, undo("first"));
            wrote(new Event.UndoBegan("slow", WEB, undo("first")));
            wrote(new Event.UndoEnded("slow", WEB, over));
        }

        assertThat(open()).isEmpty();
    }

    @Test
    void an_undo_that_began_and_never_ended_is_open() {
        kept("slow", WEB, undo("first"));
        wrote(new Event.UndoBegan("slow", WEB, undo("first")));

        assertThat(open()).containsExactly("first of slow on web/1");
    }

    @Test
    void an_undo_that_failed_or_could_not_be_asked_for_is_open() {
        kept("slow", WEB, undo("first"));
        wrote(new Event.UndoBegan("slow", WEB, undo("first")));
        wrote(new Event.UndoEnded("slow", WEB, new UndoResult.Failed("no")));
        kept("held", DB, undo("second"));
        wrote(new Event.UndoBegan("held", DB, undo("second")));
        wrote(new Event.UndoEnded("held", DB, new UndoResult.Unreachable("nobody there")));

        assertThat(open()).containsExactly("second of held on db/1", "first of slow on web/1");
    }

    @Test
    void two_undone_at_a_time_are_told_apart_by_their_target() {
        kept("slow", WEB, undo("same"));
        kept("slow", DB, undo("same"));
        wrote(new Event.UndoBegan("slow", WEB, undo("same")));
        wrote(new Event.UndoBegan("slow", DB, undo("same")));
        wrote(new Event.UndoEnded("slow", WEB, new UndoResult.Undone("seen")));

        assertThat(open()).containsExactly("same of slow on db/1");
    }
}
