package dev.respawn.host;

import dev.respawn.docker.ContainerFacts;
import dev.respawn.docker.Door;
import dev.respawn.docker.EngineException;
import dev.respawn.model.ByteSize;
import dev.respawn.model.Incarnation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The memory of containers whose kernel is ours too; elsewhere only the engine is asked. */
public final class LocalStarving implements Starving, Scoring {
    // What is told to the shell are positions, never text.
    private static final String HOG = "echo $$ > \"$1\" && echo \"$2\" > /proc/self/oom_score_adj"
            + " && exec dd if=/dev/zero of=/dev/null bs=\"$3\" count=\"$4\"";
    private static final int FIRST = 1_000;

    private final Door door;
    private final KernelLog log;

    /** Of containers of this engine. */
    public LocalStarving(Door door) {
        this(door, KernelLog.ofThisKernel());
    }

    LocalStarving(Door door, KernelLog log) {
        this.door = door;
        this.log = log;
    }

    @Override
    public Optional<ByteSize> limit(Incarnation on) throws Unreached, InterruptedException {
        try {
            Optional<ByteSize> limit = door.inspect(on.id()).flatMap(ContainerFacts::memory);
            if (limit.isEmpty()) {
                // It may have been wished for, and dropped.
                Optional<String> refused = Standpoint.towards(door).refuses(Starving.class);
                if (refused.isPresent()) {
                    throw new Unreached("the processes of container " + on.shortId() + " " + refused.get());
                }
            }
            return limit;
        } catch (EngineException e) {
            throw new Unreached(
                    "the memory limit of container " + on.shortId() + " is not known: " + e.getMessage(), e);
        }
    }

    @Override
    public Optional<ByteSize> hostLeft(Incarnation on) {
        return ProcessTable.visible(on.pid(), on.id()) ? HostMemory.available().map(ByteSize::new) : Optional.empty();
    }

    @Override
    public Before before(Incarnation on) throws InterruptedException {
        Optional<MemoryGroup> group =
                ProcessTable.visible(on.pid(), on.id()) ? MemoryGroup.of(on.pid()) : Optional.empty();
        return new Before(log.mark(), group, group.flatMap(MemoryGroup::kills));
    }

    @Override
    public Kills kills(Incarnation on, Before before) {
        List<Long> pids = new ArrayList<>();
        List<String> evidence = new ArrayList<>();
        for (KernelLog.Kill kill : log.after(before.logMark())) {
            // Without its group a kill is known by the process alone.
            if (kill.in(on.id()) || (kill.group().isEmpty() && kill.pid() == on.pid())) {
                pids.add(kill.pid());
                evidence.add("kernel log: process " + kill.pid() + " (" + kill.command()
                        + ") was killed because the memory group was full");
            }
        }
        // It goes with the container. The one above outlives it, but counts for its neighbours as well.
        Optional<Long> counted = before.group().flatMap(MemoryGroup::kills);
        more(before.counted(), counted)
                .ifPresent(more -> evidence.add("memory group: " + more + " killed for memory, by its counter"));
        return new Kills(pids, evidence);
    }

    private static Optional<Long> more(Optional<Long> then, Optional<Long> now) {
        return then.flatMap(was -> now.map(is -> is - was)).filter(more -> more > 0);
    }

    @Override
    public Optional<Boolean> lives(Incarnation on) {
        if (!ProcessTable.root() || on.pid() == 0) {
            return Optional.empty();
        }
        return Optional.of(ProcessTable.visible(on.pid(), on.id())
                && ProcessTable.row(on.pid()).filter(row -> !row.zombie()).isPresent());
    }

    @Override
    public int score(Incarnation on) throws Unreached {
        Local.demand(on, Scoring.class);
        String text = ProcessTable.read(on.pid(), "oom_score_adj").orElse("").strip();
        if (!text.matches("-?[0-9]{1,4}")) {
            throw new Unreached("process " + on.pid() + " of container " + on.shortId() + " is gone");
        }
        return Integer.parseInt(text);
    }

    @Override
    public void score(Incarnation on, int score) throws Unreached {
        Local.demand(on, Scoring.class);
        try {
            Files.writeString(Path.of("/proc", String.valueOf(on.pid()), "oom_score_adj"), score + "\n");
        } catch (IOException e) {
            throw new Unreached(
                    "process " + on.pid() + " of container " + on.shortId() + " did not get the score " + score + ": "
                            + e.getMessage(),
                    e);
        }
    }

    @Override
    public Hog hog(Incarnation on, ByteSize size, long times, boolean first, Duration limit)
            throws Unreached, InterruptedException {
        Local.demandProcesses(on);
        MemoryGroup group = MemoryGroup.of(on.pid())
                .orElseThrow(() ->
                        new Unreached("the memory group of container " + on.shortId() + " is not seen from here"));
        Process process;
        try {
            process = Commands.builder(List.of(
                            "/bin/sh",
                            "-c",
                            HOG,
                            "sh",
                            group.members().toString(),
                            first ? String.valueOf(FIRST) : "0",
                            String.valueOf(size.bytes()),
                            String.valueOf(times)))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new Unreached("no program could be started to fill the memory: " + e.getMessage(), e);
        }
        // Whatever becomes of whoever started it.
        process.onExit().orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS).exceptionally(late -> {
            process.destroyForcibly();
            return process;
        });
        return new Hog() {
            @Override
            public boolean over() {
                return !process.isAlive();
            }

            @Override
            public void close() {
                process.destroyForcibly();
            }
        };
    }
}
