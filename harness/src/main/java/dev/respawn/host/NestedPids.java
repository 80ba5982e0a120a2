package dev.respawn.host;

import dev.respawn.docker.Pids;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The numbers here of processes in a machine, which counts its own: the kernel tells a process's number in each namespace
 * that it is in. Safe for many threads.
 */
final class NestedPids implements Pids {
    private static final int CONTAINERS_MOST = 200;

    private static final String NUMBERS = "NSpid:";

    // Of each container the process that was found last: of many questions all but the first are for the same one.
    private final Map<String, Long> found = new ConcurrentHashMap<>();

    @Override
    public long here(long pid, String container) {
        if (pid <= 0 || container.isEmpty()) {
            return 0;
        }
        Optional<Long> before = Optional.ofNullable(found.get(container)).filter(known -> is(known, pid, container));
        if (before.isPresent()) {
            return before.get();
        }
        for (long each : ProcessTable.pids()) {
            if (is(each, pid, container)) {
                if (found.size() >= CONTAINERS_MOST) {
                    found.clear();
                }
                found.put(container, each);
                return each;
            }
        }
        // It ended meanwhile. Its number there would mean another process here.
        return 0;
    }

    private static boolean is(long candidate, long pid, String container) {
        return ProcessTable.visible(candidate, container)
                && ProcessTable.status(candidate)
                        .map(status -> numbers(status))
                        .filter(numbers -> numbers.size() > 1 && numbers.get(1) == pid)
                        .isPresent();
    }

    /** What a process is called, from our own namespace inwards: a machine's is the next one after ours. */
    static List<Long> numbers(String status) {
        List<Long> numbers = new ArrayList<>();
        status.lines().filter(line -> line.startsWith(NUMBERS)).findFirst().ifPresent(line -> {
            for (String number : line.substring(NUMBERS.length()).strip().split("\\s+")) {
                if (number.matches("[0-9]{1,10}")) {
                    numbers.add(Long.valueOf(number));
                }
            }
        });
        return numbers;
    }
}
