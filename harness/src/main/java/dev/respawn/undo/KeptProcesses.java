package dev.respawn.undo;

import dev.respawn.host.Commands;
import dev.respawn.host.ProcessTable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Processes that the harness started, each the leader of a group, which must not outlive it. */
final class KeptProcesses {
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final Duration GRACE = Duration.ofMillis(500);
    private static final Duration LOOK_EVERY = Duration.ofMillis(20);

    private final Map<Long, Long> starts = new ConcurrentHashMap<>();

    /**
     * Keeps the group of a process that runs now; its start tells it from a later one of the same number.
     *
     * @throws IOException if there is no such process
     */
    void keep(long pid) throws IOException {
        Optional<ProcessTable.Row> row = ProcessTable.row(pid);
        if (row.isEmpty()) {
            throw new IOException("there is no process " + pid);
        }
        starts.put(pid, row.get().startTicks());
    }

    void release(long pid) {
        starts.remove(pid);
    }

    /** Ends all groups: TERM, and KILL soon after. Says what is left. */
    List<String> endAll() throws InterruptedException {
        List<String> left = new ArrayList<>();
        for (Map.Entry<Long, Long> kept : starts.entrySet()) {
            long pid = kept.getKey();
            if (!ProcessTable.lives(pid, kept.getValue())) {
                continue;
            }
            try {
                signal("TERM", pid);
                if (!goneWithin(pid, kept.getValue(), GRACE)) {
                    signal("KILL", pid);
                }
                if (!goneWithin(pid, kept.getValue(), LIMIT)) {
                    left.add("process " + pid);
                }
            } catch (IOException e) {
                left.add("process " + pid + ": " + e.getMessage());
            }
        }
        return left;
    }

    private static void signal(String name, long pid) throws IOException, InterruptedException {
        Commands.run(List.of("kill", "-s", name, "--", "-" + pid), LIMIT);
    }

    private static boolean goneWithin(long pid, long start, Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (ProcessTable.lives(pid, start)) {
            if (System.nanoTime() - deadline >= 0) {
                return false;
            }
            Thread.sleep(LOOK_EVERY.toMillis());
        }
        return true;
    }
}
