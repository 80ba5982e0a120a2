package dev.respawn.scenarios;

import dev.respawn.host.PrivateRecipe;
import dev.respawn.host.ProcessTable;
import dev.respawn.undo.HostDump;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** What a command leaves on the host, whose private engines live under a root of their own. */
final class Residue {
    private final Path root;
    private final HostDump before;

    private Residue(Path root, HostDump before) {
        this.root = root;
        this.before = before;
    }

    /** From now on. */
    static Residue since(Path root) throws InterruptedException {
        return new Residue(root, HostDump.now(root));
    }

    /** The processes that carry this root in their environment: keeper, prober, engine, the user's supervisor. */
    static List<String> processes(Path root) {
        List<String> found = new ArrayList<>();
        String mark = "RESPAWN_ROOT=" + root;
        for (long pid : ProcessTable.pids()) {
            try {
                String environment =
                        Files.readString(Path.of("/proc/" + pid + "/environ"), StandardCharsets.ISO_8859_1);
                if (List.of(environment.split("\0", -1)).contains(mark)) {
                    ProcessTable.row(pid)
                            .filter(row -> !row.zombie())
                            .ifPresent(row -> found.add(
                                    row.command() + ", PID " + pid + ": " + shortened(ProcessTable.arguments(pid))));
                }
            } catch (IOException e) {
                // Gone meanwhile.
            }
        }
        return found;
    }

    private static String shortened(String text) {
        return text.length() > 200 ? text.substring(0, 90) + " … " + text.substring(text.length() - 90) : text;
    }

    /** What is there now and was not before, and the other way round. */
    List<String> left() throws InterruptedException {
        List<String> left = new ArrayList<>(processes(root));
        String letters = new PrivateRecipe(root, 1).name().substring("respawn-1".length());
        Predicate<String> ours = line -> line.contains(root + "/")
                || line.matches("(?s).*respawn-\\d+" + letters + "\\b.*")
                || line.startsWith("private engines: ");
        List<String> difference = HostDump.difference(before, HostDump.now(root));
        // Whoever else starts and ends engines meanwhile changes links and rules too; theirs are not ours to judge.
        // Our own processes and cgroups are known by our root.
        boolean strangers = difference.stream()
                .anyMatch(line -> (line.startsWith("processes: ") || line.startsWith("cgroups: ")) && !ours.test(line));
        difference.stream().filter(line -> !strangers || ours.test(line)).forEach(left::add);
        return left;
    }

    /** How long it took until nothing was left. */
    Duration goneWithin(Duration limit) throws InterruptedException {
        long from = System.nanoTime();
        List<String> left = left();
        while (!left.isEmpty()) {
            if (System.nanoTime() - from > limit.toNanos()) {
                throw new AssertionError("left after " + limit.toSeconds() + "s: " + String.join("\n", left));
            }
            Thread.sleep(100);
            left = left();
        }
        return Duration.ofNanos(System.nanoTime() - from);
    }
}
