package dev.respawn.engine;

import dev.respawn.model.Incarnation;
import dev.respawn.model.WayBack;
import java.util.List;

/** Compares what a run could leave on its host with what was there before it. It changes nothing. */
public interface Audit {
    /** Where there is no host that anything could be left on. */
    Audit NOTHING = new Audit() {
        @Override
        public void before() {}

        @Override
        public void standing(List<Incarnation> lives) {}

        @Override
        public Found after(List<WayBack.Undo> ways) {
            return new Found(List.of(), List.of(), List.of(), "");
        }
    };

    /** Looks at all of it, before anything is done. */
    void before() throws InterruptedException;

    /** The stack stands: by these names and ids what belongs to it is known afterwards. */
    void standing(List<Incarnation> lives) throws InterruptedException;

    /**
     * Looks again, when all is undone and removed.
     *
     * @param ways all ways back of the run
     */
    Found after(List<WayBack.Undo> ways) throws InterruptedException;

    /**
     * What came of it.
     *
     * @param compared what was compared, in words
     * @param left what is the run's, each with the command that takes it back; empty for nothing
     * @param changed what is different, and nobody knows by whom
     * @param others what was left out, in words; empty text for nothing
     */
    record Found(List<String> compared, List<String> left, List<String> changed, String others) {
        public Found {
            compared = List.copyOf(compared);
            left = List.copyOf(left);
            changed = List.copyOf(changed);
        }
    }
}
