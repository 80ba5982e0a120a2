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
