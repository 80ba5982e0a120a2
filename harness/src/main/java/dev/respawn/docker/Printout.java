package dev.respawn.docker;

import java.util.List;

/**
 * What one answer tells of what a container printed.
 *
 * @param lines oldest first
 * @param cut whether the answer ended at a limit, so that there may be more
 */
public record Printout(List<PrintedLine> lines, boolean cut) {
    public Printout {
        lines = List.copyOf(lines);
    }
}
