package dev.respawn.host;

import dev.respawn.model.FileState;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The file system of a container that runs, changed from the host, past the engine and past the image's programs.
 *
 * <p>It is walked from the root of the main process, a directory at a time, and links are followed here and not by the
 * kernel: for the kernel a link to {@code /etc/passwd} in there is the host's. So nothing in a container leads out of it,
 * whatever its processes do meanwhile. Only root may do this, on the kernel that the container runs on.
 */
public final class ContainerRoot implements AutoCloseable {
    /** The most of a file that is read. */
    public static final long CONTENT_MOST = 64L << 20;

    private static final int LINKS_MOST = 40;
    // Of all links together: forty may be long.
    private static final int STEPS_MOST = 1_000;
    // What is no file that somebody wrote, and links that lead elsewhere than they say.
    private static final Set<String> KERNELS_OWN = Set.of(
            "proc",
            "sysfs",
            "cgroup",
            "cgroup2",
            "devpts",
            "mqueue",
            "devtmpfs",
            "debugfs",
            "tracefs",
            "securityfs",
            "bpf",
            "configfs",
            "binfmt_misc",
            "pstore",
            "efivarfs",
            "fusectl",
            "autofs",
            "hugetlbfs",
            "rpc_pipefs",
            "nsfs");
    private static final int CHUNK = 1 << 20;
    private static final int PAGE = 1 << 12;

    private final long pid;
    private final ContainerMounts mounts;
    private final List<SecureDirectoryStream<Path>> open = new ArrayList<>();
    private final SecureDirectoryStream<Path> root;

    private ContainerRoot(long pid, ContainerMounts mounts, SecureDirectoryStream<Path> root) {
        this.pid = pid;
        this.mounts = mounts;
        this.root = root;
        open.add(root);
    }

    /**
     * Opens the root of a container's main process.
     *
     * @throws IOException if that process is gone, or is not seen from here
     */
    @SuppressWarnings("StreamResourceLeak") // it is closed with what is returned
    public static ContainerRoot of(long pid, String container) throws IOException {
        Optional<ProcessTable.Row> before = ProcessTable.row(pid);
        if (before.isEmpty() || !ProcessTable.visible(pid, container)) {
            throw new IOException("process " + pid + " is not seen from here, or is gone");
        }
        if (!ProcessTable.root()) {
            throw new IOException("only root may change a container's files; run Respawn as root");
        }
        DirectoryStream<Path> stream = Files.newDirectoryStream(Path.of("/proc", String.valueOf(pid), "root"));
        boolean same = false;
        try {
            ContainerMounts mounts = ContainerMounts.of(pid);
            // Had the number gone to another process meanwhile, this would be that one's root.
            if (!ProcessTable.lives(pid, before.get().startTicks())) {
                throw new IOException("process " + pid + " is gone");
            }
            if (!(stream instanceof SecureDirectoryStream<Path> secure)) {
                throw new IOException("this system's Java cannot hold a directory fast");
            }
            same = true;
            return new ContainerRoot(pid, mounts, secure);
        } finally {
            if (!same) {
                stream.close();
            }
        }
    }

    /**
     * What tells a mounted file system from all others, also from one in memory that gets the same number when this one
     * is gone: that one was born later.
     */
    public String identity(ContainerMounts.Mount mount) throws IOException {
        return mount.inMemory()
                ? mount.source() + " born " + find(mount.point(), false).born()
                : mount.source();
    }

    /** Where the file system of that identity is mounted; empty if it is not. */
    public Optional<ContainerMounts.Mount> ofIdentity(String identity) {
        for (ContainerMounts.Mount mount : mounts.ofSource(identity.replaceFirst(" born .*$", ""))) {
            try {
                if (identity(mount).equals(identity)) {
                    return Optional.of(mount);
                }
            } catch (IOException e) {
                // Where nobody can go, there is no file of ours.
            }
        }
        return Optional.empty();
    }

    /** What is mounted in it. */
    public ContainerMounts mounts() {
        return mounts;
    }

    /**
     * Goes to where a path leads.
     *
     * @param follow whether a link at its very end is followed
     * @throws IOException if a directory on the way is not there, or leads where there are no files
     */
    public Place find(String path, boolean follow) throws IOException {
        if (!path.startsWith("/")) {
            throw new IOException("'" + path + "' does not begin with '/'");
        }
        Deque<SecureDirectoryStream<Path>> way = new ArrayDeque<>(List.of(root));
        Deque<String> names = new ArrayDeque<>();
        Deque<String> todo = new ArrayDeque<>(parts(path));
        int links = 0;
        for (int steps = 0; ; steps++) {
            if (steps > STEPS_MOST) {
                throw new IOException("'" + path + "' leads through more than " + STEPS_MOST + " directories");
            }
            String name = todo.isEmpty() ? "." : todo.pop();
            if (name.equals("..")) {
                if (way.size() > 1) {
                    leave(way.pop());
                    names.removeLast();
                }
                name = ".";
            }
            if (name.equals(".")) {
                if (todo.isEmpty()) {
                    return place(way.getFirst(), names, Optional.empty());
                }
                continue;
            }
            SecureDirectoryStream<Path> in = way.getFirst();
            Optional<BasicFileAttributes> found = look(in, name);
            String here = text(names) + "/" + name;
            if (found.isEmpty()) {
                if (!todo.isEmpty()) {
                    throw new NoSuchFileException("there is no directory '" + here + "'");
                }
                return place(in, names, Optional.of(name));
            }
            if (found.get().isSymbolicLink()) {
                if (todo.isEmpty() && !follow) {
                    return place(in, names, Optional.of(name));
                }
                if (++links > LINKS_MOST) {
                    throw new IOException("'" + path + "' leads through more than " + LINKS_MOST + " links");
                }
                // Only a text that is walked here like any other: it does no harm if it was exchanged meanwhile.
                String target = Files.readSymbolicLink(Path.of("/proc", String.valueOf(pid), "root" + here))
                        .toString();
                List<String> parts = parts(target);
                for (int i = parts.size() - 1; i >= 0; i--) {
                    todo.push(parts.get(i));
                }
                if (target.startsWith("/")) {
                    while (way.size() > 1) {
                        leave(way.pop());
                    }
                    names.clear();
                }
            } else if (found.get().isDirectory()) {
                refuseKernelsOwn(here);
                way.push(into(in, name, found.get(), here));
                names.addLast(name);
            } else if (todo.isEmpty()) {
                return place(in, names, Optional.of(name));
            } else {
                throw new IOException("'" + here + "' is no directory");
            }
        }
    }

    // Links lead in and out of directories as often as somebody likes, and the harness can only have so many open.
    private void leave(SecureDirectoryStream<Path> left) throws IOException {
        open.remove(left);
        left.close();
    }

    private static List<String> parts(String path) {
        return Arrays.stream(path.split("/")).filter(part -> !part.isEmpty()).toList();
    }

    private static String text(Deque<String> names) {
        return names.stream().map(name -> "/" + name).collect(Collectors.joining());
    }

    private static Optional<BasicFileAttributes> look(SecureDirectoryStream<Path> in, String name) throws IOException {
        try {
            return Optional.of(
                    in.getFileAttributeView(Path.of(name), BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                            .readAttributes());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private SecureDirectoryStream<Path> into(
            SecureDirectoryStream<Path> in, String name, BasicFileAttributes wanted, String here) throws IOException {
        SecureDirectoryStream<Path> next = in.newDirectoryStream(Path.of(name), LinkOption.NOFOLLOW_LINKS);
        open.add(next);
        Object key = next.getFileAttributeView(BasicFileAttributeView.class)
                .readAttributes()
                .fileKey();
        if (!String.valueOf(wanted.fileKey()).equals(String.valueOf(key))) {
            throw new IOException("'" + here + "' was exchanged for another while it was being opened");
        }
        return next;
    }

    private void refuseKernelsOwn(String directory) throws IOException {
        Optional<ContainerMounts.Mount> mount = mounts.under(directory);
        if (mount.filter(m -> KERNELS_OWN.contains(m.type())).isPresent()) {
            throw new KernelsOwn("'" + directory + "' is of type '"
                    + mount.get().type() + "', the kernel's own: there are no files to keep");
        }
    }

    private Place place(SecureDirectoryStream<Path> in, Deque<String> names, Optional<String> name) throws IOException {
        String path = text(names) + name.map(n -> "/" + n).orElse("");
        String whole = path.isEmpty() ? "/" : path;
        Optional<ContainerMounts.Mount> mount = mounts.under(whole);
        if (mount.isEmpty()) {
            throw new IOException("nobody can tell on what '" + whole + "' is mounted");
        }
        return new Place(in, name, whole, mount.get());
    }

    /** A file is not what it was when it was read, and was left as it is. */
    public static final class ChangedMeanwhile extends IOException {
        ChangedMeanwhile(String message) {
            super(message);
        }
    }

    /** A path leads where the kernel shows its own: there are no files that anybody wrote. */
    public static final class KernelsOwn extends IOException {
        KernelsOwn(String message) {
            super(message);
        }
    }

    /** Where a path leads: a name in a directory, whether there is something of that name or not. */
    public final class Place {
        private final SecureDirectoryStream<Path> directory;
        private final Optional<String> name;
        private final String path;
        private final ContainerMounts.Mount mount;

        private Place(
                SecureDirectoryStream<Path> directory,
                Optional<String> name,
                String path,
                ContainerMounts.Mount mount) {
            this.directory = directory;
            this.name = name;
            this.path = path;
            this.mount = mount;
        }

        /** The path without links. */
        public String path() {
            return path;
        }

        /** What it lies on. */
        public ContainerMounts.Mount mount() {
            return mount;
        }

        private String born() throws IOException {
            return there().map(found -> found.creationTime().toString()).orElse("");
        }

        private Path named() {
            return Path.of(name.orElse("."));
        }

        /** What names what is there for ever; empty if nothing is there. */
        private Optional<BasicFileAttributes> there() throws IOException {
            return name.isEmpty()
                    ? Optional.of(directory
                            .getFileAttributeView(BasicFileAttributeView.class)
                            .readAttributes())
                    : look(directory, name.get());
        }

        /** Whether nothing of that name is there. */
        public boolean missing() throws IOException {
            return there().isEmpty();
        }

        public boolean isDirectory() throws IOException {
            return there().filter(BasicFileAttributes::isDirectory).isPresent();
        }

        /** What is there in words, if it is no regular file. */
        public Optional<String> noFile() throws IOException {
            Optional<BasicFileAttributes> found = there();
            if (found.isEmpty()) {
                return Optional.of("is not there");
            }
            if (found.get().isSymbolicLink()) {
                return Optional.of("is a symbolic link");
            }
            return found.get().isDirectory()
                    ? Optional.of("is a directory")
                    : found.get().isRegularFile() ? Optional.empty() : Optional.of("is no regular file");
        }

        private OpenFile open(StandardOpenOption... options) throws IOException {
            Optional<String> other = noFile();
            if (other.isPresent()) {
                throw new IOException("'" + path + "' " + other.get());
            }
            return OpenFile.open(directory, named(), Set.of(options));
        }

        /**
         * Reads the file with all that belongs to it; the time of its last access stays what it was.
         *
         * @throws IOException if it is no regular file, or larger than {@link #CONTENT_MOST}
         */
        public KeptFile read() throws IOException {
            try (OpenFile file = open(StandardOpenOption.READ)) {
                if (file.size() > CONTENT_MOST) {
                    throw new IOException(
                            "'" + path + "' has " + file.size() + " bytes; the most that is kept is 64MiB");
                }
                Content content = file.read(CONTENT_MOST);
                if (content.size() != file.size()) {
                    throw new IOException("'" + path + "' changed while it was being read");
                }
                file.unread();
                return new KeptFile(
                        path,
                        content,
                        file.mode(),
                        file.user(),
                        file.group(),
                        file.modified(),
                        file.accessed(),
                        file.names(),
                        file.hasAttributes());
            }
        }

        /** Takes back that somebody else has read the file, on our behalf, since we did; nothing else of it changes. */
        public void unread(KeptFile was) throws IOException {
            try (OpenFile file = open(StandardOpenOption.READ)) {
                file.unread(was.modified(), was.accessed());
            }
        }

        /** What is there now. */
        public FileState state() throws IOException {
            if (missing()) {
                return new FileState.Missing();
            }
            try {
                return read().state();
            } catch (IOException e) {
                return new FileState.Unknown(String.valueOf(e.getMessage()));
            }
        }

        /**
         * Deletes it.
         *
         * @throws IOException if it is not what it was when it was read; then it stays as it is
         */
        public void delete(KeptFile was) throws IOException {
            try (OpenFile file = open(StandardOpenOption.READ)) {
                demandUnchanged(file, was);
            }
            delete();
        }

        /** Deletes it, whatever it is. */
        public void delete() throws IOException {
            directory.deleteFile(named());
        }

        /**
         * Puts other content into it, where it is: whoever has it open sees it.
         *
         * @throws IOException if it is not what it was when it was read; then it stays as it is
         */
        public void write(KeptFile was, Content content) throws IOException {
            try (OpenFile file = open(StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                demandUnchanged(file, was);
                file.write(content);
            }
        }

        /**
         * Changes its permission bits.
         *
         * @throws IOException if it is not what it was when it was read; then it stays as it is
         */
        public void mode(KeptFile was, int mode) throws IOException {
            try (OpenFile file = open(StandardOpenOption.READ)) {
                demandUnchanged(file, was);
                file.mode(mode);
            }
        }

        // Otherwise the way back would put something older in the place of what a process has written since.
        private void demandUnchanged(OpenFile file, KeptFile was) throws IOException {
            if (!path.equals(was.path())) {
                throw new ChangedMeanwhile("'" + was.path() + "' leads to '" + path + "' since it was read");
            }
            if (file.mode() != was.mode() || !file.read(CONTENT_MOST).equals(was.content())) {
                throw new ChangedMeanwhile("'" + path + "' changed since it was read");
            }
        }

        /** Makes what is there exactly what it was, where it is. Done twice it is the same. */
        public void restore(KeptFile was) throws IOException {
            try (OpenFile file = open(StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                if (!file.read(CONTENT_MOST).equals(was.content())) {
                    file.write(was.content());
                }
                finish(file, was);
            }
        }

        /** Makes a file that is exactly what it was; it has its name only when it is whole. */
        public void create(KeptFile was) throws IOException {
            // The same each time, so that a try that was cut off leaves nothing behind the next one.
            Path part = Path.of(".respawn-"
                    + new Content(path.getBytes(StandardCharsets.UTF_8))
                            .sha256()
                            .substring(0, 16));
            try {
                directory.deleteFile(part);
            } catch (NoSuchFileException e) {
                // As it should be.
            }
            boolean whole = false;
            try (OpenFile file = created(part)) {
                file.write(was.content());
                finish(file, was);
                directory.move(part, directory, named());
                whole = true;
            } finally {
                if (!whole) {
                    directory.deleteFile(part);
                }
            }
        }

        private OpenFile created(Path file) throws IOException {
            return OpenFile.open(
                    directory,
                    file,
                    Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }

        // Changing the owner drops set-user-id, and all but the times changes the times.
        private void finish(OpenFile file, KeptFile was) throws IOException {
            if (!file.read(CONTENT_MOST).equals(was.content())) {
                throw new IOException("'" + path + "' was put back, and somebody else wrote into it");
            }
            file.own(was.user(), was.group());
            file.mode(was.mode());
            file.force();
            file.times(was.modified(), was.accessed());
            file.demand(was);
        }

        /**
         * Fills the file system under this directory with a file of zeros, until so much is left.
         *
         * @param ballast the name of the file, which must not be there
         * @param most the largest file system that is filled
         */
        public Filled fill(String ballast, long leave, long most) throws IOException {
            try (OpenFile file = created(Path.of(ballast))) {
                if (file.total() <= 0 || file.total() > most) {
                    throw new IOException("the file system of '" + path + "' holds " + file.total() + " bytes; the most"
                            + " that is filled is " + most);
                }
                ByteBuffer zeros = ByteBuffer.allocateDirect(CHUNK);
                long written = 0;
                boolean full = false;
                for (long left = file.free() - leave; !full && (left > 0 || leave == 0); left = file.free() - leave) {
                    zeros.clear().limit((int) Math.min(CHUNK, leave == 0 ? Math.max(left, PAGE) : left));
                    try {
                        written += file.append(zeros);
                    } catch (IOException e) {
                        full = full(file);
                        if (!full) {
                            throw e;
                        }
                    }
                    if (written > most) {
                        throw new IOException("'" + path + "' took more than it should hold");
                    }
                }
                return new Filled(written, file.free(), full);
            } catch (FileAlreadyExistsException e) {
                throw new IOException("'" + path + "' has a file '" + ballast + "' already", e);
            }
        }

        /** Looks again, by other calls than those that filled it; empty if there is no such ballast. */
        public Optional<Filled> filled(String ballast) throws IOException {
            Place place = find((path.equals("/") ? "" : path) + "/" + ballast, false);
            if (place.missing()) {
                return Optional.empty();
            }
            try (OpenFile file = place.open(StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                boolean refused = false;
                try {
                    file.append(ByteBuffer.allocate(PAGE));
                    file.cut(file.size());
                } catch (IOException e) {
                    refused = full(file);
                }
                return Optional.of(new Filled(file.size(), file.free(), refused));
            }
        }
    }

    /** Whether nothing is left, so that a write failed for that; what the failure says depends on the language. */
    private static boolean full(OpenFile file) {
        return file.free() < PAGE;
    }

    /**
     * A file system after it was filled.
     *
     * @param ballast the size of the file that fills it
     * @param free what is left
     * @param refused whether a write was refused because nothing was left
     */
    public record Filled(long ballast, long free, boolean refused) {}

    @Override
    public void close() throws IOException {
        for (SecureDirectoryStream<Path> stream : open) {
            stream.close();
        }
    }
}
