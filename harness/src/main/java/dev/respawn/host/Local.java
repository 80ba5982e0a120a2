package dev.respawn.host;

import dev.respawn.model.Incarnation;

/** What can be done only by root, on the kernel that the container runs on. */
final class Local {
    private Local() {}

    /**
     * Makes sure that this incarnation's main process is seen from here, and is still the same.
     *
     * @throws Unreached if it is not, with what to do
     */
    static void demand(Incarnation on) throws Unreached {
        if (on.pid() <= 0) {
            throw new Unreached("container " + on.shortId() + " has no process; it is not running");
        }
        String which = "process " + on.pid() + " of container " + on.shortId();
        if (!ProcessTable.root()) {
            throw new Unreached(which + " can be reached only by root; run Respawn as root on the engine's own host");
        }
        if (!ProcessTable.visible(on.pid(), on.id())) {
            throw new Unreached(which
                    + " is not seen from here; it is gone, or its engine has another host: run Respawn there, as root");
        }
    }
}
