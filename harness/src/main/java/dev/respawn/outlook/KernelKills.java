package dev.respawn.outlook;

import dev.respawn.host.KernelLog;
import dev.respawn.journal.Event;
import dev.respawn.journal.Journal;
import dev.respawn.model.HostId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * What the kernel killed of the run's containers for want of memory, also where the engine misses it (ground truth 52).
 * The log tells of all containers of the machine; what belongs to others is not written down.
 */
final class KernelKills implements AutoCloseable {
    private static final int PENDING_MOST = 1_000;

    private record Pending(KernelLog.Kill kill, String container, Instant at) {}

    private final HostId host;
    private final RunContainers containers;
    private final Clocks clocks;
    private final Journal journal;
    private final List<Pending> pending = new ArrayList<>();
    private Optional<KernelLog.Listening> listening = Optional.empty();

    KernelKills(HostId host, RunContainers containers, Clocks clocks, Journal journal) {
        this.host = host;
        this.containers = containers;
        this.clocks = clocks;
        this.journal = journal;
    }

    /** Begins to listen. */
    void open(KernelLog log) {
        log.unreadable()
                .ifPresentOrElse(
                        why -> journal.append(
                                new Event.Noted("what the kernel kills for want of memory is not seen: " + why)),
                        () -> listening = Optional.of(log.listen(this::told)));
    }

    void told(KernelLog.Kill kill) {
        Optional<String> container = kill.container();
        if (container.isEmpty()) {
            return;
        }
        Instant at = clocks.now().minus(kill.ago());
        synchronized (pending) {
            pending.add(new Pending(kill, container.get(), at));
            if (pending.size() > PENDING_MOST) {
                pending.remove(0);
            }
        }
        writeKnown();
    }

    /** Writes down what is known by now to be the run's: a kill may come before the event of its container's start. */
    void writeKnown() {
        synchronized (pending) {
            // One after the other: what the journal refuses stays, and is tried again when all is gathered.
            for (Iterator<Pending> next = pending.iterator(); next.hasNext(); ) {
                Pending kill = next.next();
                Optional<RunContainers.Known> known = containers.byId(kill.container());
                if (known.isPresent()) {
                    journal.append(new Event.KernelKilled(
                            host,
                            kill.at(),
                            known.map(RunContainers.Known::target),
                            kill.container(),
                            kill.kill().pid(),
                            "the kernel's log"));
                    next.remove();
                }
            }
        }
    }

    @Override
    public void close() {
        listening.ifPresent(KernelLog.Listening::close);
        listening = Optional.empty();
    }
}
