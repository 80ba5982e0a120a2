package dev.respawn.host;

import dev.respawn.model.Incarnation;
import dev.respawn.model.Signal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The processes of containers whose kernel is ours too. */
public final class LocalCulling implements Culling {
    private static final Duration COMMAND_LIMIT = Duration.ofSeconds(5);
    private static final Duration POLL = Duration.ofMillis(2);

    @Override
    public List<Child> children(Incarnation on) throws Unreached {
        Local.demand(on, Culling.class);
        Optional<String> namespace = ProcessTable.namespace(on.pid(), "pid");
        List<Child> children = new ArrayList<>();
        for (long pid : ProcessTable.pids()) {
            ProcessTable.row(pid)
                    .filter(row -> row.parent() == on.pid() && !row.zombie())
                    .filter(row -> ProcessTable.visible(pid, on.id()))
                    .filter(row -> ProcessTable.namespace(pid, "pid").equals(namespace))
                    .ifPresent(row -> children.add(new Child(pid, row.startTicks(), row.command())));
        }
        children.sort(Comparator.comparingLong(Child::startTicks).thenComparingLong(Child::pid));
        return List.copyOf(children);
    }

    @Override
    public void signal(Incarnation on, Child child, Signal signal) throws Unreached, InterruptedException {
        String which = "process " + child.pid() + " of container " + on.shortId();
        if (!ProcessTable.lives(child.pid(), child.startTicks()) || !ProcessTable.visible(child.pid(), on.id())) {
            throw new Unreached(which + " is gone");
        }
        Commands.Ran ran =
                Commands.run(List.of("/bin/kill", "-s", signal.name(), String.valueOf(child.pid())), COMMAND_LIMIT);
        if (!ran.well()) {
            throw new Unreached(which + " could not be sent " + signal + ": " + ran.output());
        }
    }

    @Override
    public boolean goneWithin(Child child, Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        while (ProcessTable.lives(child.pid(), child.startTicks())) {
            if (System.nanoTime() >= end) {
                return false;
            }
            Thread.sleep(POLL.toMillis());
        }
        return true;
    }
}
