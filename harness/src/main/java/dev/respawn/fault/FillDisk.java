package dev.respawn.fault;

import dev.respawn.catalogue.Field;
import dev.respawn.catalogue.Kinds;
import dev.respawn.catalogue.Word;
import dev.respawn.host.Content;
import dev.respawn.host.Filing;
import dev.respawn.host.Unreached;
import dev.respawn.model.ByteSize;
import dev.respawn.model.Incarnation;
import dev.respawn.model.UndoLog;
import dev.respawn.model.WayBack;
import dev.respawn.model.Witness;
import dev.respawn.supervisor.Controls;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A file system of limited size is filled with one file, from the host. It has to be a tmpfs or a volume with a size:
 * never the host's own disk.
 *
 * @param path a directory on it
 * @param leave how much stays free
 */
public record FillDisk(String path, ByteSize leave) implements Fault {
    private static final ByteSize NOTHING = new ByteSize(0);
    // A file system counts in pages.
    private static final long PAGE = 4_096;

    private static final Field<FillDisk, String> PATH =
            Field.wanted("path", "a directory on a tmpfs, or on a volume with a size", FileFault.PATH, FillDisk::path);
    private static final Field<FillDisk, ByteSize> LEAVE =
            Field.orElse("leave", "how much stays free", Kinds.SIZE, FillDisk::leave, NOTHING);

    @Override
    public Set<Class<?>> needs() {
        return Set.of(Filing.class);
    }

    @Override
    public Kind kind() {
        return Kind.LASTING;
    }

    @Override
    public Set<String> holds() {
        return Set.of("disk '" + path + "'");
    }

    @Override
    public String inWords() {
        return "the file system of '" + path + "' is filled, from the host"
                + (leave.equals(NOTHING) ? "" : ", but for " + leave);
    }

    @Override
    public Optional<String> irreversible() {
        return Optional.empty();
    }

    @Override
    public Witness inject(Incarnation on, Controls controls, UndoLog log) throws Unreached, InterruptedException {
        Filing filing = controls.get(Filing.class);
        Filing.Room room = filing.room(on, path);
        String ballast = ballast(on);
        log.before(new WayBack.Undo(WayBack.Undo.REMOVE_BALLAST, room.locator(on, ballast)));
        filing.fill(on, room, ballast, leave);

        Optional<Filing.Filled> found = filing.filled(on, path, ballast);
        if (found.isEmpty()) {
            return new Witness.NotSeen("file system: '" + path + "' has no ballast '" + ballast + "' any more");
        }
        Filing.Filled filled = found.get();
        List<String> evidence = new ArrayList<>();
        String free = "file system: " + filled.free() + " of '" + room.directory() + "' are free, beside a ballast of "
                + filled.ballast();
        if (full(filled)) {
            evidence.add(free);
        }
        if (filled.refused()) {
            evidence.add("a write more is refused: no space is left");
        }
        return Seen.orNot(evidence, free);
    }

    // Told from all other files by its name alone, which is the same if it is asked for again.
    private String ballast(Incarnation on) {
        String what = on.id() + on.pid() + on.pidStart() + path;
        return ".respawn-ballast-"
                + new Content(what.getBytes(StandardCharsets.UTF_8)).sha256().substring(0, 16);
    }

    @Override
    public Look look(Incarnation on, Controls controls) throws InterruptedException {
        try {
            return controls.get(Filing.class)
                            .filled(on, path, ballast(on))
                            .filter(this::full)
                            .isPresent()
                    ? Look.IN_FORCE
                    : Look.LOST;
        } catch (Unreached e) {
            // That nobody could look does not say what there is.
            return Look.UNKNOWN;
        }
    }

    private boolean full(Filing.Filled filled) {
        return filled.free().bytes() <= leave.bytes() + PAGE;
    }

    /** Offers it to the language. */
    public static final class Listing implements Fault.Listing {
        @Override
        public Word<FillDisk> word() {
            return Word.of(
                    "fill-disk",
                    "a tmpfs or a volume with a size is filled",
                    FillDisk.class,
                    v -> new FillDisk(v.get(PATH), v.get(LEAVE)),
                    PATH,
                    LEAVE);
        }

        @Override
        public List<Fault> examples() {
            return List.of(new FillDisk("/tmp", NOTHING));
        }
    }
}
