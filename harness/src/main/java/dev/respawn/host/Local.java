package dev.respawn.host;

import dev.respawn.model.Incarnation;
import java.util.Optional;

/** What can be done only by root, on the kernel that the container runs on. */
final class Local {
    private Local() {}

    /**
     * Makes sure that this incarnation's main process is seen from here, and is still the same.
     *
     * @throws Unreached if it is not, with what to do
     */
    static void demand(Incarnation on, Class<?> control) throws Unreached {
        demand(on, Standpoint.at(on).refuses(control));
    }

    /** The same for what is done past the engine by a control that mostly asks the engine. */
    static void demandProcesses(Incarnation on) throws Unreached {
        demand(on, Standpoint.at(on).refusesProcesses());
    }

    static void demand(Incarnation on, Optional<String> refused) throws Unreached {
        if (on.pid() <= 0) {
            throw new Unreached("container " + on.shortId() + " has no process; it is not running");
        }
        if (refused.isPresent()) {
            String gone = ProcessTable.row(on.pid()).isEmpty() ? "is gone, or " : "";
            throw new Unreached("process " + on.pid() + " of container " + on.shortId() + " " + gone + refused.get());
        }
    }
}
