package dev.respawn.journal;

/** Where a run writes what it intends, does and sees. Safe for many threads; the order of calls is the order of entries. */
public interface Journal {
    /**
     * Appends an event; it is on its way to the disk when this returns.
     *
     * @return the entry's number
     */
    long append(Event event);

    /** As {@link #append}, and it is on the disk when this returns. */
    long appendDurably(Event event);
}
