package dev.respawn.outlook;

import dev.respawn.docker.Door;
import dev.respawn.docker.EngineException;
import dev.respawn.docker.PrintedLine;
import dev.respawn.docker.Printout;
import dev.respawn.journal.Event;
import dev.respawn.journal.Journal;
import dev.respawn.model.EngineEvent;
import dev.respawn.model.ServiceName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What containers print, each line once. */
final class PrintedLines implements Gatherer {
    /** The most that is kept of one container. */
    static final int KEPT_MOST = 4 << 20;

    /** What is kept of one line. */
    static final int LINE_MOST = 8 << 10;

    // Two streams are written by two threads of the engine, so a line may come a moment after a later one.
    private static final Duration OVERLAP = Duration.ofMillis(200);
    private static final int ANSWERS_MOST = 16;

    private final Set<ServiceName> services;
    private final Door door;
    private final Clocks clocks;
    private final Journal journal;
    private final Map<String, Reading> readings = new HashMap<>();

    PrintedLines(Set<ServiceName> services, Door door, Clocks clocks, Journal journal) {
        this.services = Set.copyOf(services);
        this.door = door;
        this.clocks = clocks;
        this.journal = journal;
    }

    @Override
    public String what() {
        return "the output";
    }

    @Override
    public Duration every() {
        return Duration.ofSeconds(1);
    }

    @Override
    public boolean wakes(EngineEvent event) {
        return event.is("die");
    }

    @Override
    public void look(RunContainers.Known container) throws EngineException, InterruptedException {
        if (!services.contains(container.target().name())) {
            return;
        }
        Reading reading = readings.computeIfAbsent(container.id(), id -> new Reading());
        for (int answers = 0; answers < ANSWERS_MOST && !reading.full(); answers++) {
            Instant asked = clocks.now();
            Optional<Printout> answer = door.printed(container.id(), reading.since());
            if (answer.isEmpty()) {
                // It is gone, and what it printed last with it.
                return;
            }
            for (PrintedLine line : reading.fresh(answer.get())) {
                journal.append(new Event.Printed(
                        container.target(),
                        container.id(),
                        clocks.onRunClock(line.at()),
                        line.stderr(),
                        cut(line.text())));
            }
            if (!answer.get().cut() && !reading.full()) {
                tell(container, asked, reading);
                return;
            }
        }
        if (reading.full() && !reading.toldFull) {
            reading.toldFull = true;
            reading.missing = "it printed more than " + (KEPT_MOST >> 20) + "MiB";
            tell(container, clocks.now(), reading);
        }
    }

    private void tell(RunContainers.Known container, Instant asked, Reading reading) {
        journal.append(new Event.OutputRead(
                container.target(), container.id(), asked, reading.missing.isEmpty(), reading.missing));
    }

    private static String cut(String text) {
        return text.length() <= LINE_MOST ? text : text.substring(0, LINE_MOST);
    }

    /** How far the output of one container has been read. */
    static final class Reading {
        private Instant last = Instant.EPOCH;
        private Duration overlap = OVERLAP;
        // What was seen within the overlap, and how often: a container may print the same twice in the same instant.
        private final Map<PrintedLine, Integer> recent = new HashMap<>();
        private long kept;
        // What of it is not in the journal and never will be; empty if nothing.
        private String missing = "";
        private boolean toldFull;

        /** From when on to ask. */
        Instant since() {
            return last.equals(Instant.EPOCH) ? last : last.minus(overlap);
        }

        /** Those of an answer that were in none before. */
        List<PrintedLine> fresh(Printout answer) {
            Map<PrintedLine, Integer> seen = new HashMap<>(recent);
            List<PrintedLine> fresh = new ArrayList<>();
            Instant before = last;
            for (PrintedLine line : answer.lines()) {
                if (seen.merge(line, -1, Integer::sum) < 0 && !full()) {
                    if (line.text().length() > LINE_MOST) {
                        missing = "it printed a line of more than " + (LINE_MOST >> 10) + "KiB";
                    }
                    fresh.add(line);
                    recent.merge(line, 1, Integer::sum);
                    kept += line.text().length() + 1L;
                    last = line.at().isAfter(last) ? line.at() : last;
                }
            }
            boolean stuck = answer.cut() && last.equals(before);
            // Nothing but what was known, up to the answer's own limit: with an overlap it would never get further.
            overlap = stuck ? Duration.ofNanos(-1) : OVERLAP;
            if (stuck) {
                missing = "it printed more at once than one answer of the engine holds";
            }
            recent.keySet().removeIf(line -> line.at().isBefore(last.minus(OVERLAP)));
            return fresh;
        }

        /** Whether nothing more is kept. */
        boolean full() {
            return kept >= KEPT_MOST;
        }
    }
}
