package dev.respawn.host;

import dev.respawn.model.ByteSize;
import dev.respawn.model.FileState;
import dev.respawn.model.Incarnation;
import dev.respawn.model.WayBack;
import java.util.Map;
import java.util.Optional;

/** Files of a container that runs, changed from the host, past the engine and past the image's programs. */
public interface Filing {
    /**
     * Reads a file with all that it takes to put it back exactly.
     *
     * @param follow whether a link at the very end of the path is followed
     * @throws Unreached if it cannot be reached, or could not be put back exactly
     */
    Found find(Incarnation on, String path, boolean follow) throws Unreached, InterruptedException;

    void delete(Incarnation on, Found file) throws Unreached, InterruptedException;

    /** Puts other content into it, where it is: whoever has it open sees it. */
    void write(Incarnation on, Found file, Content content) throws Unreached, InterruptedException;

    /** Changes its permission bits. */
    void chmod(Incarnation on, Found file, int mode) throws Unreached, InterruptedException;

    /** What a file is now, seen by another way than the one by which it was changed, whether its container runs or not. */
    Sight look(Incarnation on, Found file) throws InterruptedException;

    /** Whether a file of this container is still as it was left by the last change from here; empty if nobody can tell. */
    Optional<Boolean> asLeft(Incarnation on, String path) throws InterruptedException;

    /**
     * Where a file system would be filled.
     *
     * @throws Unreached if it is none that may be filled
     */
    Room room(Incarnation on, String path) throws Unreached, InterruptedException;

    /** Fills a file system with one file, until so much is left. */
    void fill(Incarnation on, Room room, String ballast, ByteSize leave) throws Unreached, InterruptedException;

    /**
     * Looks again at a file system that was filled, by other calls than those that filled it.
     *
     * @return empty if there is no such ballast
     */
    Optional<Filled> filled(Incarnation on, String path, String ballast) throws Unreached, InterruptedException;

    /**
     * A file as it was found.
     *
     * @param mount what it lies on
     * @param identity of the file system that is mounted there
     */
    record Found(KeptFile file, ContainerMounts.Mount mount, String identity) {
        private static final String SOURCE = "source";
        private static final String IDENTITY = "identity";
        private static final String MOUNTED = "mounted";
        private static final String IN_MEMORY = "in-memory";

        /** Where it is, for a way back: with what it lies on, since a volume outlives its container. */
        public Map<String, String> locator(Incarnation on) {
            Map<String, String> more = file.locator();
            more.put(IDENTITY, identity);
            more.put(WayBack.Undo.HOLDS, holds(on));
            return located(on, mount, more);
        }

        /** Which file it is, by whatever path and from whatever container it was found. */
        private String holds(Incarnation on) {
            String root = mount.root().equals("/") ? "" : mount.root();
            String inside = file.path()
                    .substring(mount.containersOwn() ? 0 : mount.point().length());
            // A file system's number is given to another one when it is gone.
            String which = mount.containersOwn()
                    ? on.id()
                    : identity.substring(
                            Math.min(identity.length(), mount.source().length()));
            return "file " + mount.device() + " " + which + " " + root + inside;
        }

        static Map<String, String> located(Incarnation on, ContainerMounts.Mount mount, Map<String, String> more) {
            Map<String, String> locator = Locator.of(on);
            locator.putAll(more);
            locator.put(SOURCE, mount.source());
            locator.put(MOUNTED, mount.point());
            locator.put(IN_MEMORY, String.valueOf(mount.inMemory()));
            return locator;
        }
    }

    /**
     * What was seen.
     *
     * @param source by whom
     */
    record Sight(FileState state, String source) {}

    /**
     * A file system that may be filled.
     *
     * @param directory a directory on it, without links
     */
    record Room(String directory, ContainerMounts.Mount mount) {
        /** Where it is, for a way back. */
        public Map<String, String> locator(Incarnation on, String ballast) {
            return Found.located(
                    on,
                    mount,
                    Map.of(
                            "directory",
                            directory,
                            "ballast",
                            ballast,
                            WayBack.Undo.HOLDS,
                            "file system " + mount.device()));
        }
    }

    /**
     * A file system after it was filled.
     *
     * @param ballast the size of the file that fills it
     * @param free what is left
     * @param refused whether a write more is refused because nothing is left
     */
    record Filled(ByteSize ballast, ByteSize free, boolean refused) {}
}
