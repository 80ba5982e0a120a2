package dev.respawn.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The processes of this kernel, as far as they are seen from here. */
public final class ProcessTable {
    private static final Path PROC = Path.of("/proc");
    // The kernel tells user space a hundredth of a second as its tick, whatever its own is.
    private static final long TICKS_PER_SECOND = 100;
    private static final int FIELD_STATE = 0;
    private static final int FIELD_PARENT = 1;
    private static final int FIELD_GROUP = 2;
    private static final int FIELD_START = 19;

    /** Stands in the environment of every process that a lab has started, and of theirs in turn: its name. */
    public static final String LAB = "RESPAWN_LAB";

    /** The same of a run. */
    public static final String RUN = "RESPAWN_RUN";

    private static final Pattern EFFECTIVE_USER = Pattern.compile("Uid:\\s+\\d+\\s+(\\d+)\\s.*");

    private ProcessTable() {}

    /**
     * One line of the process table.
     *
     * @param startTicks since the kernel's start; with the PID it names a process until the next boot
     * @param state R, S, D, T, Z …
     */
    public record Row(long pid, String command, char state, long parent, long startTicks) {
        /** Whether it is dead and only waits for its parent. */
        public boolean zombie() {
            return state == 'Z' || state == 'X';
        }
    }

    /** A process, dead ones that wait for their parent included; empty if there is none. */
    public static Optional<Row> row(long pid) {
        return read(pid, "stat").flatMap(text -> parse(pid, text));
    }

    static Optional<Row> parse(long pid, String stat) {
        // The command stands in brackets and may itself contain brackets and blanks.
        int open = stat.indexOf('(');
        int close = stat.lastIndexOf(')');
        if (open < 0 || close < open) {
            return Optional.empty();
        }
        String[] fields = stat.substring(close + 1).strip().split(" ");
        if (fields.length <= FIELD_START) {
            return Optional.empty();
        }
        return Optional.of(new Row(
                pid,
                stat.substring(open + 1, close),
                fields[FIELD_STATE].charAt(0),
                Long.parseLong(fields[FIELD_PARENT]),
                Long.parseLong(fields[FIELD_START])));
    }

    /** Whether this process lives: there, not a zombie, and started then. */
    public static boolean lives(long pid, long startTicks) {
        return row(pid).filter(row -> !row.zombie() && row.startTicks() == startTicks)
                .isPresent();
    }

    /** Whether a process leads the group that has its number. */
    public static boolean leads(long pid) {
        return read(pid, "stat")
                .map(stat -> stat.substring(stat.lastIndexOf(')') + 1).strip().split(" "))
                .filter(fields -> fields.length > FIELD_GROUP && fields[FIELD_GROUP].equals(String.valueOf(pid)))
                .isPresent();
    }

    /** When a process started; the same value each time it is asked in this JVM. Empty if there is none. */
    public static Optional<Instant> startOf(long pid) {
        return row(pid).map(row -> Boot.INSTANT
                .plusSeconds(row.startTicks() / TICKS_PER_SECOND)
                .plusMillis(row.startTicks() % TICKS_PER_SECOND * 1000 / TICKS_PER_SECOND));
    }

    /** Whether the process is seen from here, and lives in that container. */
    public static boolean visible(long pid, String containerId) {
        return pid > 0
                && !containerId.isEmpty()
                && read(pid, "cgroup")
                        .filter(text -> text.contains(containerId))
                        .isPresent();
    }

    /** The cgroups of a process; empty text if there is none. */
    public static String cgroups(long pid) {
        return read(pid, "cgroup").orElse("");
    }

    /** Its arguments, parted by blanks; empty text if it has none or is gone. */
    public static String arguments(long pid) {
        return read(pid, "cmdline").orElse("").replace('\0', ' ').strip();
    }

    /** The first of its arguments; the others may be secrets. Empty text if it has none or is gone. */
    public static String program(long pid) {
        return read(pid, "cmdline").map(text -> text.split("\0", 2)[0]).orElse("");
    }

    /** Its environment as it was at its start, NAME=VALUE each; empty if it is gone, or not ours to see. */
    public static List<String> environment(long pid) {
        return read(pid, "environ").map(text -> List.of(text.split("\0", -1))).orElse(List.of());
    }

    /** What the kernel tells of a process in its status; empty if there is none. */
    public static Optional<String> status(long pid) {
        return read(pid, "status");
    }

    /** All PIDs, of this moment. */
    public static List<Long> pids() {
        try (var entries = Files.newDirectoryStream(PROC, "[1-9]*")) {
            List<Long> pids = new ArrayList<>();
            for (Path entry : entries) {
                String name = entry.getFileName().toString();
                if (name.chars().allMatch(c -> c >= '0' && c <= '9') && name.length() < 12) {
                    pids.add(Long.parseLong(name));
                }
            }
            return pids;
        } catch (IOException e) {
            return List.of();
        }
    }

    /** The kernel's name of a namespace of a process; empty if it is gone or may not be asked. */
    public static Optional<String> namespace(long pid, String kind) {
        try {
            return Optional.of(
                    Files.readSymbolicLink(PROC.resolve(pid + "/ns/" + kind)).toString());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Whether this process acts as root. */
    public static boolean root() {
        return user() == 0;
    }

    /** The number of the user as whom this process acts. */
    public static long user() {
        return status(ProcessHandle.current().pid()).stream()
                .flatMap(String::lines)
                .map(EFFECTIVE_USER::matcher)
                .filter(Matcher::matches)
                .map(matcher -> Long.valueOf(matcher.group(1)))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the kernel does not say as whom this process acts"));
    }

    /** What names this start of the kernel. */
    public static String boot() {
        try {
            return Files.readString(PROC.resolve("sys/kernel/random/boot_id")).strip();
        } catch (IOException e) {
            return "";
        }
    }

    static Optional<String> read(long pid, String file) {
        try {
            return Optional.of(new String(Files.readAllBytes(PROC.resolve(pid + "/" + file)), StandardCharsets.UTF_8));
        } catch (IOException e) {
            // Gone, or not ours to see; both are "not there" to whoever asks.
            return Optional.empty();
        }
    }

    /** When the kernel started; read once, because the kernel derives it from the clock and may tell another second later. */
    private static final class Boot {
        static final Instant INSTANT = read();

        private static Instant read() {
            try {
                return Files.readAllLines(PROC.resolve("stat")).stream()
                        .filter(line -> line.startsWith("btime "))
                        .map(line -> Instant.ofEpochSecond(
                                Long.parseLong(line.substring(6).strip())))
                        .findFirst()
                        .orElse(Instant.EPOCH);
            } catch (IOException e) {
                return Instant.EPOCH;
            }
        }
    }
}
