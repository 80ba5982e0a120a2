package dev.respawn.outlook;

import dev.respawn.docker.Door;
import dev.respawn.docker.EngineException;
import dev.respawn.docker.PrintedLine;
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
import java.util.Set;

/** What containers print, each line once. */
final class PrintedLines implements Gatherer {
    /** The most that is kept of one container. */
    static final int KEPT_MOST = 4 << 20;

    /** What is kept of one line. */
    static final int LINE_MOST = 16 << 10;

    // Two streams are written by two threads of the engine, so a line may come a moment after a later one.
    private static final Duration OVERLAP = Duration.ofMillis(200);
    // Above that an answer was cut off by its own limit, and there is more.
    private static final int LONG_ANSWER = 1 << 19;
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
            List<PrintedLine> answer = door.printed(container.id(), reading.since());
            for (PrintedLine line : reading.fresh(answer)) {
                journal.append(new Event.Printed(
                        container.target(),
                        container.id(),
                        clocks.onRunClock(line.at()),
                        line.stderr(),
                        cut(line.text())));
            }
            if (!cutOff(answer)) {
                return;
            }
        }
        if (reading.tellFull()) {
            journal.append(new Event.Noted(container.target() + " printed more than " + (KEPT_MOST >> 20)
                    + "MiB; what it printed after that is not in the journal"));
        }
    }

    private static String cut(String text) {
        return text.length() <= LINE_MOST ? text : text.substring(0, LINE_MOST);
    }

    private static boolean cutOff(List<PrintedLine> answer) {
        return answer.stream().mapToLong(line -> line.text().length()).sum() > LONG_ANSWER;
    }

    /** How far the output of one container has been read. */
    static final class Reading {
        private Instant last = Instant.EPOCH;
        private Duration overlap = OVERLAP;
        // What was seen within the overlap, and how often: a container may print the same twice in the same instant.
        private final Map<PrintedLine, Integer> recent = new HashMap<>();
        private long kept;
        private boolean toldFull;

        /** From when on to ask. */
        Instant since() {
            return last.equals(Instant.EPOCH) ? last : last.minus(overlap);
        }

        /** Those of an answer that were in none before. */
        List<PrintedLine> fresh(List<PrintedLine> answer) {
            Map<PrintedLine, Integer> seen = new HashMap<>(recent);
            List<PrintedLine> fresh = new ArrayList<>();
            Instant before = last;
            for (PrintedLine line : answer) {
                if (seen.merge(line, -1, Integer::sum) < 0 && !full()) {
                    fresh.add(line);
                    recent.merge(line, 1, Integer::sum);
                    kept += line.text().length() + 1L;
                    last = line.at().isAfter(last) ? line.at() : last;
                }
            }
            // Nothing but what was known, up to the answer's own limit: with an overlap it would never get further.
            overlap = cutOff(answer) && last.equals(before) ? Duration.ofNanos(-1) : OVERLAP;
            recent.keySet().removeIf(line -> line.at().isBefore(last.minus(OVERLAP)));
            return fresh;
        }

        boolean full() {
            return kept >= KEPT_MOST;
        }

        /** Whether it is full and nobody was told. */
        boolean tellFull() {
            boolean tell = full() && !toldFull;
            toldFull |= tell;
            return tell;
        }
    }
}
