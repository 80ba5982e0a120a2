package dev.respawn.memory;

import dev.respawn.engine.Timeline;
import dev.respawn.journal.Entry;
import dev.respawn.journal.Event;
import dev.respawn.journal.Journal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** A journal that is only remembered, and which of its entries were asked to be on the disk. */
public final class MemoryJournal implements Journal {
    private final Timeline timeline;
    private final List<Entry> entries = new ArrayList<>();
    private final Set<Long> durable = new TreeSet<>();

    public MemoryJournal(Timeline timeline) {
        this.timeline = timeline;
    }

    @Override
    public synchronized long append(Event event) {
        long seq = entries.size() + 1L;
        entries.add(new Entry(seq, timeline.now(), event));
        return seq;
    }

    @Override
    public synchronized long appendDurably(Event event) {
        long seq = append(event);
        durable.add(seq);
        return seq;
    }

    /** All entries, in order. */
    public synchronized List<Entry> entries() {
        return List.copyOf(entries);
    }

    /** All events of one kind, in order. */
    public <E extends Event> List<E> events(Class<E> kind) {
        return entries().stream()
                .map(Entry::event)
                .filter(kind::isInstance)
                .map(kind::cast)
                .toList();
    }

    /** Whether this entry was asked to be on the disk before anything else was done. */
    public synchronized boolean isDurable(Entry entry) {
        return durable.contains(entry.seq());
    }
}
