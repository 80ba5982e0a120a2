package dev.respawn.undo;

import dev.respawn.docker.Access;
import dev.respawn.host.ProcessTable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a run may have in force, as data: with it any process takes the run back. It is on the disk before the run
 * deploys anything, and goes when the run has left nothing.
 *
 * @param run its name, which its containers are labelled with
 * @param directory of the run, where its journal and what it keeps for its ways back are
 * @param engine the way to the engine it runs on; what is shown there is not in it, only where that is
 * @param engineId by which that engine is known again, whoever answers there then; empty if it has none
 * @param harness the process that carries it out, and when that started
 * @param keeper the process that takes it back when the harness cannot, and when that started
 * @param boot names the start of the kernel that counts these processes
 */
record Lease(
        String run,
        Path directory,
        Access engine,
        String engineId,
        long harness,
        long harnessStart,
        long keeper,
        long keeperStart,
        String boot) {
    private static final Pattern RUN = Pattern.compile("[a-z0-9][a-z0-9-]{0,99}");

    Lease {
        if (!RUN.matcher(run).matches()) {
            throw new IllegalArgumentException("'" + run + "' is no name of a run");
        }
        if (!directory.isAbsolute()) {
            throw new IllegalArgumentException("the directory of run " + run + " is not absolute: '" + directory + "'");
        }
    }

    private static Path directory(Path root) {
        return root.resolve("leases");
    }

    /** Writes it down; on disk when this returns. */
    void write(Path root) throws IOException {
        Path leases = directory(root);
        Trust.directory(root);
        Trust.directory(leases);
        Path file = leases.resolve(run);
        Path draft = leases.resolve("." + run + ".new");
        Map<String, String> words = new TreeMap<>();
        words.put("directory", directory.toString());
        words.putAll(engine.words());
        words.put("engine-id", engineId);
        words.put("harness", String.valueOf(harness));
        words.put("harness-start", String.valueOf(harnessStart));
        words.put("keeper", String.valueOf(keeper));
        words.put("keeper-start", String.valueOf(keeperStart));
        words.put("boot", boot);
        try (FileChannel channel = FileChannel.open(
                draft, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            channel.write(
                    StandardCharsets.UTF_8.encode(Line.of(0, "lease", words).text() + "\n"));
            channel.force(true);
        }
        // A reader sees all of it or nothing.
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel channel = FileChannel.open(leases, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** The run has left nothing; a lease that is not there is no error. */
    static void end(Path root, String run) throws IOException {
        if (RUN.matcher(run).matches()) {
            Files.deleteIfExists(directory(root).resolve(run));
        }
    }

    /** All that are written down; what is not understood is named in {@code strange}. */
    static List<Lease> all(Path root, List<String> strange) throws IOException {
        List<Lease> leases = new ArrayList<>();
        if (!Files.isDirectory(directory(root))) {
            return leases;
        }
        Optional<String> doubt = Trust.doubt(directory(root));
        if (doubt.isPresent()) {
            strange.add("no lease is obeyed: " + doubt.get());
            return leases;
        }
        try (Stream<Path> files = Files.list(directory(root))) {
            for (Path file : files.sorted().toList()) {
                String name = String.valueOf(file.getFileName());
                if (!RUN.matcher(name).matches()) {
                    continue;
                }
                Optional<String> strangers = Trust.doubt(file);
                if (strangers.isPresent()) {
                    strange.add("a lease is not obeyed: " + strangers.get());
                    continue;
                }
                try {
                    leases.add(read(file, name));
                } catch (NoSuchFileException e) {
                    // The run has ended just now.
                } catch (IllegalArgumentException | IOException e) {
                    strange.add("lease '" + file + "' is not understood: " + e.getMessage()
                            + "; it was written by another version, with which `respawn undo` takes the run back, or is"
                            + " damaged: delete it when nothing of run " + name + " is left");
                }
            }
        }
        return leases;
    }

    private static Lease read(Path file, String run) throws IOException {
        if (Files.size(file) > Line.BYTES_MOST) {
            throw new IOException("it is longer than " + Line.BYTES_MOST + " bytes");
        }
        Line line = Line.parse(Files.readString(file).strip());
        return new Lease(
                run,
                Path.of(line.word("directory")),
                Access.of(line.words()),
                line.word("engine-id"),
                number(line, "harness"),
                number(line, "harness-start"),
                number(line, "keeper"),
                number(line, "keeper-start"),
                line.word("boot"));
    }

    private static long number(Line line, String word) {
        if (!line.word(word).matches("[0-9]{1,18}")) {
            throw new IllegalArgumentException("it has no number '" + word + "'");
        }
        return Long.parseLong(line.word(word));
    }

    /** Whether the harness that carries the run out still lives. */
    boolean carriedOut() {
        return boot.equals(ProcessTable.boot()) && ProcessTable.lives(harness, harnessStart);
    }

    /** Whether its keeper does, who will take it back in its own time. */
    boolean kept() {
        return boot.equals(ProcessTable.boot()) && ProcessTable.lives(keeper, keeperStart);
    }
}
