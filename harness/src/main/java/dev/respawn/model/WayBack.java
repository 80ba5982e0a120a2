package dev.respawn.model;

import java.util.Collections;
import java.util.Map;
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
        public Undo {
            locator = Collections.unmodifiableMap(new TreeMap<>(locator));
        }
    }

    /** The fault leaves nothing that could be taken back. */
    record NothingToUndo(String why) implements WayBack {}

    /** The fault cannot be taken back, and whoever asked for it was told. */
    record Irreversible(String what) implements WayBack {}
}
