package dev.respawn.engine;

import dev.respawn.journal.Event;
import dev.respawn.journal.Journal;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Writes into a journal where what is done must be done whether it can be written down or not: what was disturbed is undone
 * on a full disk as well. That it was refused is kept, because a journal with a hole proves nothing.
 */
final class Notes {
    private final Journal journal;
    private final AtomicReference<String> refusal = new AtomicReference<>();

    Notes(Journal journal) {
        this.journal = journal;
    }

    /** Writes it down if that is possible, at the worst in one of the places that samples cannot take. */
    void write(Event event) {
        try {
            journal.append(event);
        } catch (RuntimeException e) {
            refused(e);
            writeDurably(event);
        }
    }

    /** As {@link #write}, and it is on the disk when this returns, if that is possible. */
    void writeDurably(Event event) {
        try {
            journal.appendDurably(event);
        } catch (RuntimeException e) {
            refused(e);
        }
    }

    private void refused(RuntimeException e) {
        refusal.compareAndSet(null, e.getMessage() == null ? e.toString() : e.getMessage());
    }

    /** Why the journal refused the first that it refused; empty if it took all. */
    Optional<String> refusal() {
        return Optional.ofNullable(refusal.get());
    }
}
