package dev.respawn.undo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.respawn.host.Commands;
import dev.respawn.host.PrivateEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Calls to a real engine by its own command line, so that these tests need none of our doors. */
final class EngineCalls {
    private EngineCalls() {}

    static String docker(PrivateEngine engine, String... arguments) throws InterruptedException {
        List<String> argv = new ArrayList<>(
                List.of("docker", "-H", engine.recipe().address().toString()));
        argv.addAll(Arrays.asList(arguments));
        Commands.Ran ran = Commands.run(argv, Duration.ofSeconds(30));
        assertThat(ran.code()).as(argv + " said: " + ran.output()).isZero();
        return ran.output().strip();
    }

    /** Imports an image that has a shell and nothing else. */
    static void importShell(PrivateEngine engine, Path scratch) throws IOException, InterruptedException {
        Path bin = Files.createDirectories(scratch.resolve("image/bin"));
        if (!Files.exists(bin.resolve("busybox"))) {
            Files.copy(Path.of("/bin/busybox"), bin.resolve("busybox"));
            for (String name : List.of("sh", "sleep", "httpd", "kill", "grep", "cat", "usleep")) {
                Files.createSymbolicLink(bin.resolve(name), Path.of("busybox"));
            }
            List<String> tar = List.of(
                    "tar",
                    "-C",
                    scratch.resolve("image").toString(),
                    "-cf",
                    scratch.resolve("image.tar").toString(),
                    ".");
            assertThat(Commands.run(tar, Duration.ofSeconds(20)).output()).isEmpty();
        }
        docker(engine, "import", scratch.resolve("image.tar").toString(), "shell");
    }

    /** Starts a container that sleeps; returns its id. */
    static String sleeper(PrivateEngine engine, String... options) throws InterruptedException {
        List<String> arguments = new ArrayList<>(List.of("run", "-d"));
        arguments.addAll(Arrays.asList(options));
        arguments.addAll(List.of("shell", "sleep", "1000"));
        return docker(engine, arguments.toArray(String[]::new));
    }

    static long pid(PrivateEngine engine, String container) throws InterruptedException {
        return Long.parseLong(docker(engine, "inspect", "-f", "{{.State.Pid}}", container));
    }

    /**
     * What is new since then. Where another engine than ours runs on this machine, only what is certainly ours counts:
     * its mounts, cgroups and sockets come and go as they like.
     */
    static List<String> residue(HostDump before, Path root) throws InterruptedException {
        HostDump after = HostDump.now(root);
        boolean alone = !strangers(before) && !strangers(after);
        return HostDump.difference(before, after).stream()
                .filter(line -> alone
                        || line.contains(root.toString())
                        || line.contains("respawn-")
                        || line.contains("198.19.")
                        || line.contains("of a private engine"))
                .toList();
    }

    private static boolean strangers(HostDump dump) {
        return dump.parts().getOrDefault("processes", new java.util.TreeSet<>()).stream()
                .anyMatch(line -> !line.endsWith("of a private engine"));
    }
}
