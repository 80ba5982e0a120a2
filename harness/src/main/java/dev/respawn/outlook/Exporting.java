package dev.respawn.outlook;

import dev.respawn.docker.Door;
import dev.respawn.docker.EngineException;
import dev.respawn.docker.TarReader;
import dev.respawn.host.Removal;
import dev.respawn.probe.Reach.ArchiveAnswer;
import dev.respawn.probe.Reach.ArchiveAsk;
import dev.respawn.probe.Reach.Archived;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Exports file systems of containers and looks into them. Nothing is unpacked here, so an archive may hold what it likes.
 * What is imported carries the name of the run, and is removed at once.
 */
final class Exporting {
    /** What is looked at of a file. */
    static final int CONTENT_MOST = 1 << 20;

    /** The longest archive that is read. */
    private static final long ARCHIVE_MOST = 4L << 30;

    private final Door door;
    private final String run;
    private final AtomicInteger number = new AtomicInteger();
    private final Set<String> imported = new ConcurrentSkipListSet<>();

    Exporting(Door door, String run) {
        this.door = door;
        this.run = run;
    }

    /** Exports a container, and imports the archive if that is asked for; over by the deadline. */
    ArchiveAnswer export(String container, ArchiveAsk ask, Duration deadline)
            throws EngineException, InterruptedException {
        long end = System.nanoTime() + deadline.toNanos();
        if (!ask.imported()) {
            return answer(
                    door.export(container, deadline, in -> look(in, ask, OutputStream.nullOutputStream())),
                    Optional.empty());
        }
        try (FileChannel archive = scratch()) {
            Optional<Archived> file = door.export(
                    container,
                    deadline,
                    in -> look(in, ask, new BufferedOutputStream(Channels.newOutputStream(archive))));
            return answer(file, Optional.of(steps(archive.position(0), end)));
        } catch (IOException e) {
            throw new UncheckedIOException("the archive could not be kept for its import: " + e.getMessage(), e);
        }
    }

    private static ArchiveAnswer answer(Optional<Archived> file, Optional<Integer> history) {
        return new ArchiveAnswer(file, history, "");
    }

    /** How many steps the history of an image has that is made of the archive. */
    private int steps(FileChannel archive, long end) throws EngineException, InterruptedException {
        String reference = Removal.imported(run, number.incrementAndGet());
        imported.add(reference);
        try {
            door.importImage(
                    Channels.newInputStream(archive),
                    reference,
                    Duration.ofNanos(Math.max(1, end - System.nanoTime())));
            return door.history(reference).size();
        } finally {
            remove(reference);
        }
    }

    private void remove(String reference) throws InterruptedException {
        // Also when interrupted: the image is ours, and nobody else knows it.
        boolean interrupted = Thread.interrupted();
        try {
            door.removeImage(reference);
            imported.remove(reference);
        } catch (EngineException e) {
            // It is tried again at the end of the run.
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Removes what could not be removed before, and tells what is there all the same. */
    List<String> left() throws EngineException, InterruptedException {
        List<String> left = new ArrayList<>();
        for (String reference : imported) {
            remove(reference);
            if (door.image(reference).isPresent()) {
                left.add("image " + reference);
            }
        }
        return left;
    }

    /** Reads an archive to its end; returns the entry that was asked for, the last one of its name as unpacking would. */
    static Optional<Archived> look(InputStream in, ArchiveAsk ask, OutputStream copy) throws IOException {
        TarReader tar = new TarReader(new Copying(in, copy, ARCHIVE_MOST));
        Optional<Archived> found = Optional.empty();
        for (Optional<TarReader.Entry> next = tar.next(); next.isPresent(); next = tar.next()) {
            TarReader.Entry entry = next.get();
            if (ask.path().filter(path -> path.equals("/" + entry.name())).isPresent()) {
                String beginning = entry.kind() == TarReader.Kind.FILE
                        ? new String(tar.content().readNBytes(CONTENT_MOST), StandardCharsets.UTF_8)
                        : "";
                found = Optional.of(new Archived(inWords(entry.kind()), entry.size(), beginning));
            }
        }
        tar.drain();
        copy.flush();
        return found;
    }

    private static String inWords(TarReader.Kind kind) {
        return switch (kind) {
            case FILE -> Archived.FILE;
            case DIRECTORY -> "a directory";
            case SYMBOLIC_LINK -> "a symbolic link";
            case HARD_LINK -> "a second name of another file";
            case OTHER -> "something else than a file";
        };
    }

    /** A file without a name: where files are deleted while they are open it goes with its process, however that ends. */
    private static FileChannel scratch() throws IOException {
        return FileChannel.open(
                Path.of(System.getProperty("java.io.tmpdir"), "respawn-archive-" + UUID.randomUUID()),
                Set.of(
                        StandardOpenOption.CREATE_NEW,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.DELETE_ON_CLOSE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }

    /** Copies what is read through it, up to a limit. */
    private static final class Copying extends InputStream {
        private final InputStream in;
        private final OutputStream copy;
        private final long most;
        private long count;

        Copying(InputStream in, OutputStream copy, long most) {
            this.in = in;
            this.copy = copy;
            this.most = most;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            int read = in.read(into, from, length);
            if (read > 0) {
                count += read;
                if (count > most) {
                    throw new IOException("the archive is longer than " + (most >> 30) + "GiB");
                }
                copy.write(into, from, read);
            }
            return read;
        }
    }
}
