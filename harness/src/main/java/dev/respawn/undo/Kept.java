package dev.respawn.undo;

import dev.respawn.host.Content;
import dev.respawn.model.ByteSize;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/** What a run keeps for its ways back, in its directory: under the hash of its content, readable by its owner only. */
final class Kept {
    /** The most that is kept at once. */
    static final ByteSize MOST = new ByteSize(64L << 20);

    private final Path run;
    private final Path directory;

    /** In this run's directory. */
    Kept(Path run) {
        this.run = run;
        this.directory = run.resolve("kept");
    }

    /** Keeps it, and returns its name; it is on the disk then. */
    String keep(byte[] content) {
        if (content.length > MOST.bytes()) {
            throw new UncheckedIOException(new IOException(
                    content.length + " bytes are more than what a run keeps at once, which is " + MOST));
        }
        String name = new Content(content).sha256();
        try {
            Files.createDirectories(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Path whole = directory.resolve(name);
            Path part = Files.createTempFile(directory, "part", "");
            try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
                ByteBuffer buffer = ByteBuffer.wrap(content);
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
                channel.force(true);
            }
            Files.move(part, whole, StandardCopyOption.ATOMIC_MOVE);
            // A name is on the disk when its directory is, and the directory's own name in turn.
            force(directory);
            force(run);
            return name;
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "what the way back needs could not be kept in '" + directory + "': " + e.getMessage(), e);
        }
    }

    // A directory of a stranger may have links in it, and what they lead to may have no end.
    private byte[] bytes(Path file) throws IOException {
        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)
                || !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException("'" + file + "' is no file that a run keeps");
        }
        Optional<String> doubt = Trust.doubt(directory).or(() -> Trust.doubt(file));
        if (doubt.isPresent()) {
            throw new IOException(doubt.get());
        }
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            byte[] bytes = in.readNBytes((int) MOST.bytes() + 1);
            if (bytes.length > MOST.bytes()) {
                throw new IOException("'" + file + "' is larger than what a run keeps at once, which is " + MOST);
            }
            return bytes;
        }
    }

    private static void force(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /**
     * What was kept under that name.
     *
     * @throws IOException if it is not there, or not what it was
     */
    Content content(String name) throws IOException {
        if (!name.matches("[0-9a-f]{64}")) {
            throw new IOException("'" + name + "' names nothing that a run keeps");
        }
        Content content = new Content(bytes(directory.resolve(name)));
        if (!content.sha256().equals(name)) {
            throw new IOException("'" + directory.resolve(name) + "' is not what was kept any more");
        }
        return content;
    }
}
