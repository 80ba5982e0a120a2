package dev.respawn.host;

import dev.respawn.model.Incarnation;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Where a way back leads, as data: enough for another process to find the container and its main process again, and to
 * know that they are the same.
 */
public final class Locator {
    /** The host, by its name in the run. */
    public static final String HOST = "host";
    /** The container's id. */
    public static final String ID = "id";
    /** The name of a container that the run did not make: what stands in its place carries no label of ours. */
    public static final String NAME = "name";
    /** The process, as the host counts. */
    public static final String PID = "pid";
    /** When the process started, in ticks since the kernel's start. */
    public static final String START = "start";
    /** What names that start of the kernel. */
    public static final String BOOT = "boot";
    /** The namespace that counted the PID. */
    public static final String PIDS = "pids";

    private Locator() {}

    /** Of a container and its main process. */
    public static Map<String, String> of(Incarnation on) {
        return of(on, on.pid());
    }

    /** Of a container and one of its processes. */
    public static Map<String, String> of(Incarnation on, long pid) {
        Map<String, String> locator = new TreeMap<>();
        locator.put(HOST, on.host().name());
        locator.put(ID, on.id());
        locator.put(PID, String.valueOf(pid));
        ProcessTable.row(pid).ifPresent(row -> {
            locator.put(START, String.valueOf(row.startTicks()));
            locator.put(BOOT, ProcessTable.boot());
            locator.put(PIDS, ownPids());
        });
        return locator;
    }

    /** What became of the process that a locator names. */
    public enum Fate {
        /** It is there. */
        LIVES,
        /** It is over, for good. */
        GONE,
        /** From here its number means another process, or none. */
        UNSEEN
    }

    /** What became of the process. */
    public static Fate fate(Map<String, String> locator) {
        Optional<Long> pid = number(locator, PID);
        Optional<Long> start = number(locator, START);
        if (pid.isEmpty() || start.isEmpty()) {
            return Fate.UNSEEN;
        }
        if (!ProcessTable.boot().equals(locator.get(BOOT))) {
            return Fate.GONE;
        }
        if (!ownPids().equals(locator.get(PIDS))) {
            return Fate.UNSEEN;
        }
        return ProcessTable.lives(pid.get(), start.get()) ? Fate.LIVES : Fate.GONE;
    }

    /** A number in a locator; empty if it has none under that key. */
    public static Optional<Long> number(Map<String, String> locator, String key) {
        return Optional.ofNullable(locator.get(key))
                .filter(text -> text.matches("-?[0-9]{1,18}"))
                .map(Long::valueOf);
    }

    private static String ownPids() {
        return ProcessTable.namespace(ProcessHandle.current().pid(), "pid").orElse("");
    }
}
