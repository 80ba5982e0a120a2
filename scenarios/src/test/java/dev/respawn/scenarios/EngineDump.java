package dev.respawn.scenarios;

import dev.respawn.docker.Door;
import dev.respawn.docker.EngineException;
import dev.respawn.host.Commands;
import dev.respawn.host.PrivateRecipe;
import dev.respawn.undo.HostDump;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * All that an engine has, whoever made it and whatever it is called: its own lists, its directory, its network namespace,
 * and what the host shows of it. Nobody else is on an engine of the bench's own, so each difference was left by a run.
 */
record EngineDump(SortedSet<String> lines) {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final int DEEPEST = 5;

    static EngineDump of(PrivateRecipe recipe, Door door) throws EngineException, IOException, InterruptedException {
        SortedSet<String> lines = new TreeSet<>();
        add(lines, "containers", door.containers(Map.of()));
        add(lines, "networks", door.networks(Map.of()));
        add(lines, "volumes", door.volumes(Map.of()));
        add(lines, "images", door.images());
        add(
                lines,
                "links",
                told(recipe, "ip", "-o", "link").stream()
                        .map(line -> line.split(": ", 3)[1].replaceFirst("@.*", ""))
                        .toList());
        for (String save : List.of("iptables-save", "ip6tables-save")) {
            add(
                    lines,
                    save,
                    told(recipe, save).stream()
                            .filter(line -> !line.startsWith("#"))
                            .map(line -> line.replaceAll("\\[\\d+:\\d+]", ""))
                            .toList());
        }
        add(
                lines,
                "qdiscs",
                told(recipe, "tc", "qdisc", "show").stream()
                        .map(line -> line.replaceAll(" refcnt \\d+", "").strip())
                        .toList());
        add(lines, "files", files(recipe.dataRoot()));
        HostDump.now(recipe.root())
                .parts()
                .forEach((heading, those) -> add(
                        lines,
                        heading,
                        those.stream()
                                .filter(line -> line.contains(recipe.directory().toString())
                                        || line.matches("(?s).*\\b" + recipe.name() + "\\b.*"))
                                .toList()));
        return new EngineDump(lines);
    }

    private static void add(SortedSet<String> lines, String heading, Iterable<String> those) {
        those.forEach(line -> lines.add(heading + ": " + line));
    }

    private static List<String> told(PrivateRecipe recipe, String... command) throws InterruptedException {
        Commands.Ran ran = Commands.run(recipe.inside(command), LIMIT);
        return ran.well()
                ? ran.output().lines().toList()
                : List.of("not seen: " + command[0] + " ended with code " + ran.code());
    }

    private static List<String> files(Path top) throws IOException {
        List<String> found = new ArrayList<>();
        Files.walkFileTree(top, EnumSet.noneOf(FileVisitOption.class), DEEPEST, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                found.add(top.relativize(file).toString());
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException e) {
                found.add(top.relativize(directory).toString());
                return FileVisitResult.CONTINUE;
            }
        });
        return found;
    }

    /** What is different now. */
    List<String> difference(EngineDump now) {
        List<String> difference = new ArrayList<>();
        lines.stream().filter(line -> !now.lines.contains(line)).forEach(line -> difference.add("gone: " + line));
        now.lines.stream().filter(line -> !lines.contains(line)).forEach(line -> difference.add("new: " + line));
        return difference;
    }
}
