package dev.respawn.host;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A regular file of a container that is open, and known to be one.
 *
 * <p>Whoever opens a file by its name in a directory of a container may be given another one: its processes can exchange
 * it for a device of the host at that very moment. So it is asked, of what was really opened, what it is. Java does not
 * tell the number under which the kernel knows it; it is found by a place that only this one is read at.
 */
final class OpenFile implements AutoCloseable {
    private static final Path OPEN = Path.of("/proc/self/fd");
    private static final Path TOLD = Path.of("/proc/self/fdinfo");
    // Beyond the end of any file that is kept, and below the most of any file system.
    private static final long MARKS_FROM = 1L << 40;

    private final SeekableByteChannel channel;
    private final Path descriptor;
    private final Map<String, Object> facts;

    private OpenFile(SeekableByteChannel channel, Path descriptor, Map<String, Object> facts) {
        this.channel = channel;
        this.descriptor = descriptor;
        this.facts = facts;
    }

    /**
     * Opens a file by its name in a directory.
     *
     * @throws IOException if it is no regular file
     */
    static OpenFile open(
            SecureDirectoryStream<Path> directory,
            Path name,
            Set<? extends OpenOption> options,
            FileAttribute<?>... attributes)
            throws IOException {
        Set<OpenOption> all = new HashSet<>(options);
        all.add(LinkOption.NOFOLLOW_LINKS);
        SeekableByteChannel channel = directory.newByteChannel(name, all, attributes);
        boolean known = false;
        try {
            Path descriptor = descriptor(channel, name);
            Map<String, Object> facts = Files.readAttributes(descriptor, "unix:*");
            if (!Boolean.TRUE.equals(facts.get("isRegularFile"))) {
                throw new IOException(
                        "'" + name + "' was exchanged for something that is no file while it was being opened");
            }
            known = true;
            return new OpenFile(channel, descriptor, facts);
        } finally {
            if (!known) {
                channel.close();
            }
        }
    }

    private static Path descriptor(SeekableByteChannel channel, Path name) throws IOException {
        long mark = MARKS_FROM + ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE);
        channel.position(mark);
        try (DirectoryStream<Path> all = Files.newDirectoryStream(TOLD)) {
            for (Path one : all) {
                if (told(one).startsWith("pos:\t" + mark + "\n")) {
                    channel.position(0);
                    return OPEN.resolve(String.valueOf(one.getFileName()));
                }
            }
        }
        throw new IOException("'" + name + "' was opened, and is not seen in " + TOLD);
    }

    private static String told(Path one) throws IOException {
        try {
            return Files.readString(one);
        } catch (IOException e) {
            // Another thread has closed it meanwhile: then it cannot be opened, or, once opened, not be read.
            return "";
        }
    }

    private long number(String fact) {
        return facts.get(fact) instanceof Number number ? number.longValue() : 0;
    }

    private Instant time(String fact) {
        return facts.get(fact) instanceof FileTime time ? time.toInstant() : Instant.EPOCH;
    }

    long size() {
        return number("size");
    }

    /** Its permission bits, set-user-id and the like included. */
    int mode() {
        return (int) (number("mode") & 07777);
    }

    long user() {
        return Integer.toUnsignedLong((int) number("uid"));
    }

    long group() {
        return Integer.toUnsignedLong((int) number("gid"));
    }

    /** How many names it has. */
    long names() {
        return number("nlink");
    }

    Instant modified() {
        return time("lastModifiedTime");
    }

    Instant accessed() {
        return time("lastAccessTime");
    }

    /** Whether it has attributes of the user's own, which are neither content nor mode. */
    boolean hasAttributes() throws IOException {
        UserDefinedFileAttributeView view = Files.getFileAttributeView(descriptor, UserDefinedFileAttributeView.class);
        try {
            return view != null && !view.list().isEmpty();
        } catch (IOException | UnsupportedOperationException e) {
            // A file system that has no such thing.
            return false;
        }
    }

    /** Its content; never more than {@code most} and one byte. */
    Content read(long most) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(channel.size(), most) + 1);
        channel.position(0);
        while (buffer.hasRemaining() && channel.read(buffer) >= 0) {}
        byte[] content = new byte[buffer.flip().remaining()];
        buffer.get(content);
        return new Content(content);
    }

    /** Puts this content in the place of what it has; whoever has it open sees it. */
    void write(Content content) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(content.bytes());
        channel.position(0);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
        channel.truncate(content.size());
        force();
    }

    /** Writes at its end; what was written is returned. */
    int append(ByteBuffer buffer) throws IOException {
        channel.position(channel.size());
        return channel.write(buffer);
    }

    /** Cuts it off behind so many bytes. */
    void cut(long size) throws IOException {
        channel.truncate(size);
    }

    void force() throws IOException {
        ((FileChannel) channel).force(true);
    }

    void own(long user, long group) throws IOException {
        Files.setAttribute(descriptor, "unix:uid", (int) user);
        Files.setAttribute(descriptor, "unix:gid", (int) group);
    }

    void mode(int mode) throws IOException {
        Files.setAttribute(descriptor, "unix:mode", mode);
    }

    /** Sets both times, to the nanosecond; anything that is done to its content later changes them again. */
    void times(Instant modified, Instant accessed) throws IOException {
        Files.getFileAttributeView(descriptor, BasicFileAttributeView.class)
                .setTimes(FileTime.from(modified), FileTime.from(accessed), null);
    }

    /**
     * Takes back that it was read, which is an access; not if somebody has written meanwhile.
     */
    void unread() {
        unread(modified(), accessed());
    }

    /** The same for who read it before this was opened. */
    void unread(Instant wasModified, Instant wasAccessed) {
        try {
            BasicFileAttributeView view = Files.getFileAttributeView(descriptor, BasicFileAttributeView.class);
            FileTime modified = view.readAttributes().lastModifiedTime();
            if (modified.toInstant().equals(wasModified)) {
                view.setTimes(modified, FileTime.from(wasAccessed), null);
            }
        } catch (IOException e) {
            // A file system that is mounted for reading only: there it was none.
        }
    }

    /**
     * Makes sure that it is, to the nanosecond, what it was. Its content is not read again: that would be an access.
     *
     * @throws IOException if it is not
     */
    void demand(KeptFile was) throws IOException {
        OpenFile now = new OpenFile(channel, descriptor, Files.readAttributes(descriptor, "unix:*"));
        KeptFile is = new KeptFile(
                was.path(),
                was.content(),
                now.mode(),
                now.user(),
                now.group(),
                now.modified(),
                now.accessed(),
                was.names(),
                was.attributes());
        if (now.size() != was.content().size() || !is.equals(was)) {
            throw new IOException("'" + was.path() + "' was put back and is " + now.size() + " bytes, " + is.locator()
                    + " all the same");
        }
    }

    /** How much the file system under it holds, in bytes. */
    long total() {
        return descriptor.toFile().getTotalSpace();
    }

    /** How much is left on the file system under it, in bytes. */
    long free() {
        return descriptor.toFile().getUsableSpace();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
