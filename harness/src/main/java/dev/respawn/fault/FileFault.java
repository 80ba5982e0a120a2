package dev.respawn.fault;

import dev.respawn.catalogue.Kind;
import dev.respawn.catalogue.Kinds;
import dev.respawn.host.Filing;
import dev.respawn.host.Unreached;
import dev.respawn.model.FileState;
import dev.respawn.model.Incarnation;
import dev.respawn.model.UndoLog;
import dev.respawn.model.WayBack;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What faults on files have in common. */
final class FileFault {
    /** In a way back: what the fault leaves is no file. */
    static final String DELETED = "deleted";
    /** In a way back: what the fault leaves is the file, changed. */
    static final String CHANGED = "changed";

    private static final String LEAVES = "leaves";
    private static final String KEPT = "kept";

    static final String EXAMPLE = "/etc/hostname";

    static final Kind<String> PATH =
            Kinds.text("an absolute path, such as /etc/hostname", Pattern.compile("(?:/[^/\\p{Cntrl}]+)+"));

    private FileFault() {}

    static Set<String> holds(String path) {
        return Set.of("file '" + path + "'");
    }

    /** Keeps the file and its way back; nothing is touched before both are on the disk. */
    static void keep(Incarnation on, Filing.Found found, String leaves, UndoLog log) throws Unreached {
        try {
            Map<String, String> locator = found.locator(on);
            locator.put(KEPT, log.keep(found.file().content().bytes()));
            locator.put(LEAVES, leaves);
            log.before(new WayBack.Undo(WayBack.Undo.RESTORE_FILE, locator));
        } catch (UncheckedIOException e) {
            throw new Unreached(
                    "'" + found.file().path() + "' could not be kept, so it is not touched: " + e.getMessage(), e);
        }
    }

    static Fault.Look look(Incarnation on, String path, Filing filing) throws InterruptedException {
        Optional<Boolean> asLeft = filing.asLeft(on, path);
        return asLeft.isEmpty() ? Fault.Look.UNKNOWN : asLeft.get() ? Fault.Look.IN_FORCE : Fault.Look.LOST;
    }

    static String words(FileState state) {
        if (state instanceof FileState.There there) {
            return there.size() + " bytes with SHA-256 " + there.sha256() + ", mode "
                    + Integer.toOctalString(there.mode());
        }
        return state instanceof FileState.Unknown unknown ? unknown.why() : "no file";
    }
}
