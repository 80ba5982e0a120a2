package dev.respawn.undo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.respawn.host.Commands;
import dev.respawn.host.PrivateEngine;
import dev.respawn.host.PrivateRecipe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

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
     * What is new since then. Where other engines than ours live on this machine, only what is certainly ours counts:
     * theirs come and go as they like.
     */
    static List<String> residue(HostDump before, Path root) throws InterruptedException {
        HostDump after = HostDump.now(root);
        String letters = new PrivateRecipe(root, 1).name().substring("respawn-1".length());
        Predicate<String> ours = line -> line.contains(root.toString())
                || line.matches("(?s).*respawn-\\d+" + letters + "\\b.*")
                || line.startsWith("private engines: ");
        boolean alone = Stream.of(before, after)
                .flatMap(dump -> dump.parts().getOrDefault("processes", new TreeSet<>()).stream())
                .allMatch(ours);
        return HostDump.difference(before, after).stream()
                .filter(line -> alone || ours.test(line))
                .toList();
    }
}
