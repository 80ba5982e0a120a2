package dev.respawn.supervisor;

import dev.respawn.host.Host;
import dev.respawn.host.ProcessKeeper;
import dev.respawn.host.Witnessing;
import java.util.List;

/**
 * The hosts of one run, who watches them, and who clears up after the harness.
 *
 * @param hosts at least one; the first is where a stack of one host goes
 * @param witnessing what can be seen on them
 * @param keeper ends a supervisor's processes when the harness is gone
 */
public record Site(List<Host> hosts, Witnessing witnessing, ProcessKeeper keeper) {
    public Site {
        hosts = List.copyOf(hosts);
        if (hosts.isEmpty()) {
            throw new IllegalArgumentException("a run needs a host");
        }
    }

    /** Where a stack of one host goes. */
    public Host first() {
        return hosts.get(0);
    }
}
