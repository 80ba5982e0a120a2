package dev.respawn.model;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What is written down before a fault, so that anybody can take it back. */
public sealed interface WayBack {
    /**
     * What takes it back, as data, with all that another process needs to find the target again.
     *
     * @param act the name of what is to be done
     * @param locator where: host, labels, last id, PID and its start, in words of the act
     */
    record Undo(String act, Map<String, String> locator) implements WayBack {
        // The acts by the names under which they stand in journals: whoever writes one down and whoever carries it out
        // may
        // be of two versions.

        /** A container that is paused goes on. */
        public static final String UNPAUSE = "unpause";

        /** A process that was stopped goes on. */
        public static final String THAW = "thaw";

        /** Policy and limits of a container are what they were: restart, retries and memory, as far as the locator has them. */
        public static final String RESTORE_SETTINGS = "restore-settings";

        /** A process is as likely to be killed for want of memory as it was, by the score in the locator. */
        public static final String RESTORE_OOM_SCORE = "restore-oom-score";

        /** A file is what it was. */
        public static final String RESTORE_FILE = "restore-file";

        /** The room that was taken of a file system is given back. */
        public static final String REMOVE_BALLAST = "remove-ballast";

        /** Volumes that a container had for itself, and was removed without, are removed. */
        public static final String REMOVE_VOLUMES = "remove-volumes";

        /** A container that was there before the run, and whose name the locator has, runs again. */
        public static final String AS_IT_WAS = "as-it-was";

        /** In a locator: the names of volumes, with commas between them. */
        public static final String VOLUMES = "volumes";

        /** In a locator: what exactly is changed, where only one may change it at a time. */
        public static final String HOLDS = "holds";

        public Undo {
            locator = Collections.unmodifiableMap(new TreeMap<>(locator));
        }

        /** What nobody else may change until this is taken back: they would take for its state what this has made of it. */
        public Optional<String> holds() {
            return Optional.ofNullable(locator.get(HOLDS));
        }
    }

    /** The fault leaves nothing that could be taken back. */
    record NothingToUndo(String why) implements WayBack {}

    /** The fault cannot be taken back, and whoever asked for it was told. */
    record Irreversible(String what) implements WayBack {}
}
