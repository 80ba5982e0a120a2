package dev.respawn.undo;

import dev.respawn.host.Commands;
import dev.respawn.host.ProcessTable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Processes that the harness started, each the leader of a group, which must not outlive it. Each has a file, so that they
 * are found when their keeper is gone as well; its name says all: process, its start, keeper, its start, and the boot.
 */
final class KeptProcesses {
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final Duration GRACE = Duration.ofMillis(500);
    private static final Duration LOOK_EVERY = Duration.ofMillis(20);

    private final Path root;
    private final Path directory;
    private final Set<Kept> mine = ConcurrentHashMap.newKeySet();

    /** Below the directory of private engines. */
    KeptProcesses(Path root) {
        this.root = root;
        this.directory = root.resolve("processes");
    }

    /**
     * One process and who keeps it. A number and a start name a process for as long as the machine is not booted.
     */
    record Kept(long pid, long start, long keeper, long keeperStart, String boot) {
        private static final Pattern NAME =
                Pattern.compile("([0-9]{1,18})-([0-9]{1,18})-([0-9]{1,18})-([0-9]{1,18})-([0-9a-f-]{0,64})");

        String name() {
            return pid + "-" + start + "-" + keeper + "-" + keeperStart + "-" + boot;
        }

        static Optional<Kept> parse(String name) {
            Matcher matcher = NAME.matcher(name);
            return matcher.matches()
                    ? Optional.of(new Kept(
                            Long.parseLong(matcher.group(1)),
                            Long.parseLong(matcher.group(2)),
                            Long.parseLong(matcher.group(3)),
                            Long.parseLong(matcher.group(4)),
                            matcher.group(5)))
                    : Optional.empty();
        }

        // Group 1 is everybody's, to whom a signal to "-1" goes; and of 0 it is that of whoever sends it.
        /** Whether it still runs, and leads a group. */
        boolean lives() {
            return pid > 1
                    && boot.equals(ProcessTable.boot())
                    && ProcessTable.lives(pid, start)
                    && ProcessTable.leads(pid);
        }

        /** Whether its keeper does, which will end it in its own time. */
        boolean kept() {
            return boot.equals(ProcessTable.boot()) && ProcessTable.lives(keeper, keeperStart);
        }
    }

    /**
     * Keeps the group of a process that runs now; on disk when this returns.
     *
     * @throws IOException if there is no such process, or it cannot be written down
     */
    void keep(long pid) throws IOException {
        long keeper = ProcessHandle.current().pid();
        Kept kept = new Kept(pid, start(pid), keeper, start(keeper), ProcessTable.boot());
        Trust.directory(root);
        Trust.directory(directory);
        Path file = directory.resolve(kept.name());
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.write(StandardCharsets.UTF_8.encode(ProcessTable.program(pid)));
            channel.force(true);
        }
        mine.add(kept);
    }

    private static long start(long pid) throws IOException {
        return ProcessTable.row(pid)
                .orElseThrow(() -> new IOException("there is no process " + pid))
                .startTicks();
    }

    /** The harness ended it itself. */
    void release(long pid) throws IOException {
        for (Kept kept : mine) {
            if (kept.pid() == pid) {
                forget(kept);
            }
        }
    }

    private void forget(Kept kept) throws IOException {
        Files.deleteIfExists(directory.resolve(kept.name()));
        mine.remove(kept);
    }

    /** Ends all groups that are kept here. Says what is left. */
    List<String> endAll() throws InterruptedException {
        return end(mine);
    }

    /**
     * Those whose keeper is gone, and that still run; what is written of others that are gone is cleared away. What is
     * not obeyed is named in {@code strange}.
     */
    List<Kept> orphans(List<String> strange) throws IOException {
        List<Kept> orphans = new ArrayList<>();
        if (!Files.isDirectory(directory)) {
            return orphans;
        }
        Optional<String> doubt = Trust.doubt(directory);
        if (doubt.isPresent()) {
            strange.add("no process is ended: " + doubt.get());
            return orphans;
        }
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.sorted().toList()) {
                Optional<Kept> kept = Kept.parse(String.valueOf(file.getFileName()));
                if (kept.isEmpty() || kept.get().kept()) {
                    continue;
                }
                Optional<String> strangers = Trust.doubt(file);
                if (strangers.isPresent()) {
                    strange.add("process " + kept.get().pid() + " is not ended: " + strangers.get());
                    continue;
                }
                if (kept.get().lives()) {
                    orphans.add(kept.get());
                } else {
                    Files.deleteIfExists(file);
                }
            }
        }
        return orphans;
    }

    /** Ends these groups: TERM, and KILL soon after. Says what is left. */
    List<String> end(Iterable<Kept> groups) throws InterruptedException {
        List<String> left = new ArrayList<>();
        for (Kept kept : groups) {
            try {
                if (kept.lives()) {
                    signal("TERM", kept.pid());
                    if (!goneWithin(kept, GRACE)) {
                        signal("KILL", kept.pid());
                    }
                }
                if (goneWithin(kept, LIMIT)) {
                    forget(kept);
                } else {
                    left.add("process " + kept.pid());
                }
            } catch (IOException e) {
                left.add("process " + kept.pid() + ": " + e.getMessage());
            }
        }
        return left;
    }

    private static void signal(String name, long pid) throws IOException, InterruptedException {
        Commands.run(List.of("kill", "-s", name, "--", "-" + pid), LIMIT);
    }

    private static boolean goneWithin(Kept kept, Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (kept.lives()) {
            if (System.nanoTime() - deadline >= 0) {
                return false;
            }
            Thread.sleep(LOOK_EVERY.toMillis());
        }
        return true;
    }
}
