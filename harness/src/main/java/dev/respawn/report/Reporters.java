package dev.respawn.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.UUID;
import java.util.stream.Stream;

/** All reporters on the class path. */
public final class Reporters {
    private Reporters() {}

    /**
     * Lets each write, and returns the files that a person opens. What stands under their names in the directory is
     * replaced and never written through: a directory may come from a stranger, with links in it that lead anywhere.
     */
    public static List<Path> writeAll(Report report, Path directory) throws IOException {
        List<Path> files = new ArrayList<>();
        for (Reporter reporter : ServiceLoader.load(Reporter.class, Reporter.class.getClassLoader())) {
            // Not in the run's directory, whose owner could put another in its place while we write.
            Path aside = Files.createTempDirectory("report-of-");
            try {
                reporter.write(report, aside);
                move(aside, directory);
            } finally {
                delete(aside);
            }
            files.add(directory.resolve(reporter.file()));
        }
        return files;
    }

    private static List<Path> list(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.toList();
        }
    }

    private static void move(Path from, Path to) throws IOException {
        for (Path written : list(from)) {
            Path target = to.resolve(String.valueOf(written.getFileName()));
            if (Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)) {
                throw new IOException("'" + target + "' is a directory; wanted to write a report there");
            }
            // A name that nobody could have made before us: a copy never goes through what is there already.
            Path part = to.resolve(".report-" + UUID.randomUUID());
            try {
                Files.copy(written, part);
                Files.move(part, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(part);
            }
        }
    }

    private static void delete(Path directory) throws IOException {
        for (Path left : list(directory)) {
            Files.deleteIfExists(left);
        }
        Files.deleteIfExists(directory);
    }
}
