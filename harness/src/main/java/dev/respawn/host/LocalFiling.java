package dev.respawn.host;

import dev.respawn.docker.Door;
import dev.respawn.docker.EngineException;
import dev.respawn.docker.FileStat;
import dev.respawn.model.ByteSize;
import dev.respawn.model.FileState;
import dev.respawn.model.Incarnation;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Files of containers whose kernel is ours too; a second look is taken through the engine. */
public final class LocalFiling implements Filing {
    /** The largest file system that is filled: no disk of a host is that small. */
    public static final ByteSize FILLED_MOST = new ByteSize(1L << 30);

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration END_LIMIT = Duration.ofSeconds(5);
    // The host shall not run out of memory by what is filled in memory.
    private static final long MEMORY_LEFT_LEAST = 256L << 20;

    private final Door door;
    // By container and path: what paths led to, and how the files there were left.
    private final Map<String, Found> found = new ConcurrentHashMap<>();
    private final Map<String, FileState> left = new ConcurrentHashMap<>();

    /** Of containers of this engine. */
    public LocalFiling(Door door) {
        this.door = door;
    }

    private interface Work<T> {
        T in(ContainerRoot root) throws IOException, Unreached;
    }

    /** Works in a container for a while only: what a hostile container exchanges a file for may never let go of whoever opens it. */
    private static <T> T within(Incarnation on, String what, Work<T> work) throws Unreached, InterruptedException {
        Local.demand(on, Filing.class);
        Callable<T> call = () -> {
            try (ContainerRoot root = ContainerRoot.of(on.pid(), on.id())) {
                return work.in(root);
            }
        };
        FutureTask<T> task = new FutureTask<>(call);
        Thread thread = new Thread(task, "files-" + on.shortId());
        thread.setDaemon(true);
        thread.start();
        try {
            return task.get(LIMIT.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Unreached unreached) {
                throw unreached;
            }
            if (e.getCause() instanceof ContainerRoot.ChangedMeanwhile changed) {
                throw new Unreached.Untouched(where(on, what) + changed.getMessage(), changed);
            }
            throw new Unreached(where(on, what) + words(e.getCause() == null ? e : e.getCause()), e);
        } catch (TimeoutException e) {
            task.cancel(true);
            // What is half done must be over before it is taken back.
            thread.join(END_LIMIT.toMillis());
            throw new Unreached(where(on, what) + "nothing happened within " + LIMIT.toSeconds() + "s", e);
        } catch (InterruptedException e) {
            task.cancel(true);
            thread.join(END_LIMIT.toMillis());
            throw e;
        }
    }

    private static String where(Incarnation on, String what) {
        return what + " in container " + on.shortId() + ": ";
    }

    private static String words(Throwable thrown) {
        String reason = thrown instanceof FileSystemException of && of.getReason() != null
                ? of.getReason()
                : thrown.getMessage();
        return reason == null ? thrown.toString() : reason;
    }

    @Override
    public Found find(Incarnation on, String path, boolean follow) throws Unreached, InterruptedException {
        Found file = within(on, "'" + path + "'", root -> {
            ContainerRoot.Place place = root.find(path, follow);
            Optional<String> other = place.noFile();
            if (other.isPresent()) {
                throw new Unreached("'" + path + "' of container " + on.shortId() + " " + other.get()
                        + "; name a file that is there, by a path of its own");
            }
            String inexact = "'" + path + "' of container " + on.shortId() + " could not be put back exactly: ";
            if (place.mount().point().equals(place.path())) {
                throw new Unreached(inexact + "it is a mount of its own");
            }
            if (!ProcessTable.read(on.pid(), "uid_map").orElse("").strip().matches("0\\s+0\\s+4294967295")) {
                throw new Unreached(inexact + "its owner is another inside of the container's user namespace");
            }
            KeptFile read = place.read();
            if (read.names() > 1) {
                throw new Unreached(inexact + "it has " + read.names() + " names (hard links)");
            }
            if (read.attributes()) {
                throw new Unreached(inexact + "it has extended attributes");
            }
            return new Found(read, place.mount(), root.identity(place.mount()));
        });
        refuseCapabilities(on, file);
        found.put(key(on, path), file);
        return file;
    }

    private static String key(Incarnation on, String path) {
        return on.id() + path;
    }

    // Only the kernel and the engine see what a program may do beyond its user; the first write to it drops that.
    private void refuseCapabilities(Incarnation on, Found found) throws Unreached, InterruptedException {
        boolean program = (found.file().mode() & 0111) != 0;
        if (!program || unseenByEngine(found.mount())) {
            return;
        }
        try {
            boolean capable = door.readArchive(
                            on.id(),
                            found.file().path(),
                            LIMIT,
                            stream -> Tar.first(stream, ContainerRoot.CONTENT_MOST))
                    .flatMap(entry -> entry)
                    .filter(Tar.Entry::hasAttributes)
                    .isPresent();
            within(on, "'" + found.file().path() + "'", root -> {
                root.find(found.file().path(), false).unread(found.file());
                return true;
            });
            if (capable) {
                throw new Unreached("'" + found.file().path() + "' of container " + on.shortId()
                        + " could not be put back exactly: it has capabilities of its own");
            }
        } catch (EngineException e) {
            throw new Unreached(where(on, "'" + found.file().path() + "'") + e.getMessage(), e);
        }
    }

    /** Engines look at the layers and volumes of a container, and not into what only its processes have mounted. */
    private static boolean unseenByEngine(ContainerMounts.Mount mount) {
        return mount.inMemory();
    }

    @Override
    public void delete(Incarnation on, Found file) throws Unreached, InterruptedException {
        within(on, "deleting '" + file.file().path() + "'", root -> {
            root.find(file.file().path(), false).delete(file.file());
            return true;
        });
        left.put(key(on, file.file().path()), new FileState.Missing());
    }

    @Override
    public void write(Incarnation on, Found file, Content content) throws Unreached, InterruptedException {
        within(on, "writing '" + file.file().path() + "'", root -> {
            root.find(file.file().path(), false).write(file.file(), content);
            return true;
        });
        FileState.There was = file.file().state();
        left.put(
                key(on, file.file().path()),
                new FileState.There(
                        content.size(), content.sha256(), was.mode(), was.user(), was.group(), was.modified()));
    }

    @Override
    public void chmod(Incarnation on, Found file, int mode) throws Unreached, InterruptedException {
        within(on, "chmod of '" + file.file().path() + "'", root -> {
            root.find(file.file().path(), false).mode(file.file(), mode);
            return true;
        });
        FileState.There was = file.file().state();
        left.put(
                key(on, file.file().path()),
                new FileState.There(was.size(), was.sha256(), mode, was.user(), was.group(), was.modified()));
    }

    @Override
    public Sight look(Incarnation on, Found file) throws InterruptedException {
        String path = file.file().path();
        if (unseenByEngine(file.mount())) {
            String source = "the container's file system, opened anew";
            try {
                return new Sight(
                        within(
                                on,
                                "'" + path + "'",
                                root -> root.find(path, false).state()),
                        source);
            } catch (Unreached e) {
                return new Sight(new FileState.Unknown(String.valueOf(e.getMessage())), source);
            }
        }
        return new Sight(byEngine(on, path), "the engine's archive");
    }

    private FileState byEngine(Incarnation on, String path) throws InterruptedException {
        try {
            Optional<FileStat> stat = door.stat(on.id(), path);
            if (stat.isEmpty()) {
                // No file, or no container: that is not the same.
                return door.inspect(on.id()).isPresent()
                        ? new FileState.Missing()
                        : new FileState.Unknown("the engine has no container " + on.shortId());
            }
            Optional<Tar.Entry> entry = door.readArchive(
                            on.id(), path, LIMIT, stream -> Tar.first(stream, ContainerRoot.CONTENT_MOST))
                    .flatMap(found -> found);
            if (entry.isEmpty() || entry.get().type() != '0') {
                return new FileState.Unknown("it is no file any more");
            }
            return new FileState.There(
                    entry.get().content().size(),
                    entry.get().content().sha256(),
                    stat.get().mode(),
                    entry.get().user(),
                    entry.get().group(),
                    stat.get().modified());
        } catch (EngineException e) {
            return new FileState.Unknown(e.getMessage());
        }
    }

    @Override
    public Optional<Boolean> asLeft(Incarnation on, String path) throws InterruptedException {
        Found file = found.get(key(on, path));
        FileState wanted = file == null ? null : left.get(key(on, file.file().path()));
        if (file == null || wanted == null) {
            // Nothing of this container was changed: its file is its own.
            return Optional.of(false);
        }
        FileState now = look(on, file).state();
        if (now instanceof FileState.Unknown) {
            return Optional.empty();
        }
        if (wanted instanceof FileState.There there && now instanceof FileState.There is) {
            return Optional.of(there.sha256().equals(is.sha256()) && there.mode() == is.mode());
        }
        return Optional.of(wanted.equals(now));
    }

    @Override
    public Room room(Incarnation on, String path) throws Unreached, InterruptedException {
        return within(on, "'" + path + "'", root -> {
            ContainerRoot.Place place = root.find(path, true);
            String which = "'" + path + "' of container " + on.shortId();
            if (!place.isDirectory()) {
                throw new Unreached(which + " is no directory");
            }
            ContainerMounts.Mount mount = place.mount();
            if (mount.containersOwn()) {
                throw new Unreached(
                        which + " lies on the container's own file system, which is the host's disk; it is not"
                                + " filled. Name a 'tmpfs' or a volume with a 'size'");
            }
            Optional<Long> size = mount.inMemory() ? mount.size() : Optional.empty();
            if (size.isEmpty()) {
                throw new Unreached(which + " lies on a file system of type '" + mount.type()
                        + "' without a size of its own, which may be the host's disk; it is not filled. Name a 'tmpfs' or a"
                        + " volume with a 'size'");
            }
            if (size.get() > FILLED_MOST.bytes()) {
                throw new Unreached(which + " lies on a file system of " + new ByteSize(size.get())
                        + "; the largest that is filled is " + FILLED_MOST);
            }
            Optional<Long> memory = HostMemory.available();
            if (memory.filter(free -> free < size.get() + MEMORY_LEFT_LEAST).isPresent()) {
                throw new Unreached(which + " lies in memory, of which the host has only " + memory.get() / (1 << 20)
                        + "MiB left; it is not filled");
            }
            return new Room(place.path(), mount);
        });
    }

    @Override
    public void fill(Incarnation on, Room room, String ballast, ByteSize leave) throws Unreached, InterruptedException {
        within(on, "filling '" + room.directory() + "'", root -> {
            ContainerRoot.Place place = root.find(room.directory(), false);
            if (!place.mount().source().equals(room.mount().source())) {
                throw new IOException("it is on another file system than a moment ago");
            }
            return place.fill(ballast, leave.bytes(), FILLED_MOST.bytes());
        });
    }

    @Override
    public Optional<Filled> filled(Incarnation on, String path, String ballast) throws Unreached, InterruptedException {
        // What may be filled is not asked again: it is just because it is filled that little memory may be left.
        return within(on, "'" + path + "'", root -> {
                    try {
                        return root.find(path, true).filled(ballast);
                    } catch (NoSuchFileException | ContainerRoot.KernelsOwn e) {
                        return Optional.<ContainerRoot.Filled>empty();
                    }
                })
                .map(filled ->
                        new Filled(new ByteSize(filled.ballast()), new ByteSize(filled.free()), filled.refused()));
    }
}
