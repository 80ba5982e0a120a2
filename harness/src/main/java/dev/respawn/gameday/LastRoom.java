package dev.respawn.gameday;

import dev.respawn.journal.Event;
import dev.respawn.journal.Journal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * A journal beside which some room on the disk is kept. The first write that fails gives it up, so that what must be
 * written then, the undo and the end above all, has a place; and it ends the run, which could prove nothing any more.
 */
final class LastRoom implements Journal {
    /** For the end of a journal, and the reports. */
    private static final int BYTES = 512 << 10;

    private final Journal journal;
    private final Path room;
    private final Consumer<String> failed;
    private final AtomicBoolean told = new AtomicBoolean();

    private LastRoom(Journal journal, Path room, Consumer<String> failed) {
        this.journal = journal;
        this.room = room;
        this.failed = failed;
    }

    /**
     * Keeps room.
     *
     * @param room the file that takes it
     * @param failed told, once, that a write failed, and why
     * @throws IOException if there is none
     */
    static LastRoom beside(Journal journal, Path room, Consumer<String> failed) throws IOException {
        Files.write(room, new byte[BYTES]);
        return new LastRoom(journal, room, failed);
    }

    @Override
    public long append(Event event) {
        try {
            return journal.append(event);
        } catch (UncheckedIOException e) {
            fail(e);
            throw e;
        }
    }

    @Override
    public long appendDurably(Event event) {
        try {
            return journal.appendDurably(event);
        } catch (UncheckedIOException e) {
            if (!fail(e)) {
                throw e;
            }
            return journal.appendDurably(event);
        }
    }

    /** Whether there is room now that was not there before. */
    private boolean fail(UncheckedIOException e) {
        boolean given = give();
        if (!told.getAndSet(true)) {
            failed.accept(String.valueOf(
                    e.getCause() == null ? e.getMessage() : e.getCause().getMessage()));
        }
        return given;
    }

    /** Gives the room up. Says whether it was there; on a disk that cannot be written it stays. */
    boolean give() {
        try {
            return Files.deleteIfExists(room);
        } catch (IOException e) {
            return false;
        }
    }
}
