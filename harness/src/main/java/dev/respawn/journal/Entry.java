package dev.respawn.journal;

import java.time.Instant;

/**
 * One line of the journal.
 *
 * @param seq counts from 1, without gaps
 * @param at when it was written, on the run's clock
 */
public record Entry(long seq, Instant at, Event event) {}
