package dev.respawn.undo;

import dev.respawn.host.PrivateRecipe;
import dev.respawn.host.ProcessTable;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/** What is left of private engines and supervisors whose keeper is gone too. What has a living owner is never touched. */
public final class Leftovers {
    /** Whoever has lost its parent is its child. */
    private static final long INIT = 1;
    /** As long as an engine may take to be removed. */
    private static final Duration KEEPER_LIMIT = Duration.ofSeconds(60);

    private static final long LOOK_EVERY_MILLIS = 20;

    private final Path root;
    private final KeptProcesses processes;
    private final KeptRuns runs;

    public Leftovers(Path root) {
        this.root = root;
        this.processes = new KeptProcesses(root);
        this.runs = new KeptRuns(root, by(), line -> {});
    }

    private static String by() {
        return "a later process (PID " + ProcessHandle.current().pid() + ")";
    }

    /**
     * An engine or a process without an owner.
     *
     * @param what in one line: where, whose
     */
    public record Leftover(String what) {}

    /** Why nothing here is obeyed. */
    private Optional<String> doubt() throws IOException {
        // A link to it, in a directory of somebody who is trusted, is a place as good as any.
        Path real = Files.exists(root) ? root.toRealPath() : root;
        return Trust.doubt(real).or(() -> Trust.doubt(PrivateRecipe.enginesDirectory(real)));
    }

    /** All that is left, and belongs to nobody alive. */
    public List<Leftover> find() throws IOException {
        List<Leftover> found = new ArrayList<>();
        Optional<String> doubt = doubt();
        if (doubt.isPresent()) {
            return List.of(new Leftover("nothing below '" + root + "' is obeyed: " + doubt.get()));
        }
        List<String> strange = new ArrayList<>();
        for (int number : Claim.numbers(root)) {
            var claim = Claim.takeOver(new PrivateRecipe(root, number));
            if (claim.isPresent()) {
                try (Claim held = claim.get()) {
                    found.add(new Leftover(
                            "private engine in '" + held.record().recipe().directory() + "', whose keeper (PID "
                                    + held.record().owner() + ") is gone"));
                }
            }
        }
        for (KeptProcesses.Kept kept : processes.orphans(strange)) {
            found.add(new Leftover("process " + kept.pid() + " with its group (" + ProcessTable.program(kept.pid())
                    + "), whose keeper (PID " + kept.keeper() + ") is gone"));
        }
        for (Lease lease : runs.orphans(strange)) {
            found.add(new Leftover("run " + lease.run() + " on the engine at " + lease.engine() + ", whose keeper (PID "
                    + lease.keeper() + ") is gone; its directory is '" + lease.directory() + "'"));
        }
        strange.forEach(what -> found.add(new Leftover(what)));
        for (long keeper : halted()) {
            found.add(new Leftover("what the keeper (PID " + keeper
                    + ") holds, which somebody has halted, while its harness is gone"));
        }
        return List.copyOf(found);
    }

    /**
     * What a harness has of its own just now, which its keeper removes when the harness is gone.
     *
     * @param harness its process
     */
    public List<Leftover> heldBy(long harness) throws IOException {
        List<Leftover> held = new ArrayList<>();
        for (Lease lease : Lease.all(root, new ArrayList<>())) {
            if (lease.harness() == harness && lease.carriedOut()) {
                held.add(new Leftover("run " + lease.run() + " on the engine at " + lease.engine()
                        + "; its keeper is PID " + lease.keeper()));
            }
        }
        for (int number : Claim.numbers(root)) {
            EngineRecord.read(new PrivateRecipe(root, number))
                    .filter(record -> ProcessTable.row(record.owner())
                            .filter(row -> row.parent() == harness)
                            .isPresent())
                    .ifPresent(record -> held.add(new Leftover("private engine in '"
                            + record.recipe().directory() + "'; its keeper is PID " + record.owner())));
        }
        return List.copyOf(held);
    }

    /**
     * Removes all that is left.
     *
     * @param log is told what was done, line by line
     * @return what could not be removed, and why
     */
    public List<String> remove(Consumer<String> log) throws IOException, InterruptedException {
        for (long keeper : halted()) {
            letGoOn(keeper, log);
        }
        return remove(OptionalLong.empty(), log);
    }

    /** Keepers that somebody has halted and whose harness is gone: what they hold has an owner, who does nothing. */
    private Set<Long> halted() throws IOException {
        Set<Long> keepers = new TreeSet<>();
        for (Lease lease : Lease.all(root, new ArrayList<>())) {
            if (lease.kept() && !lease.carriedOut()) {
                keepers.add(lease.keeper());
            }
        }
        for (int number : Claim.numbers(root)) {
            EngineRecord.read(new PrivateRecipe(root, number))
                    .map(EngineRecord::owner)
                    .filter(owner -> ProcessTable.row(owner)
                            .filter(row -> row.parent() == INIT)
                            .isPresent())
                    .ifPresent(keepers::add);
        }
        keepers.removeIf(keeper -> !Halted.is(keeper));
        return keepers;
    }

    private static void letGoOn(long keeper, Consumer<String> log) throws InterruptedException {
        if (!Halted.letGoOn(keeper)) {
            return;
        }
        log.accept("the keeper (PID " + keeper + ") was halted, and is let go on");
        long end = System.nanoTime() + KEEPER_LIMIT.toNanos();
        while (ProcessTable.row(keeper).filter(row -> !row.zombie()).isPresent() && System.nanoTime() < end) {
            Thread.sleep(LOOK_EVERY_MILLIS);
        }
    }

    /** Removes what one keeper left, which is gone; see {@link #remove}. */
    List<String> removeOf(long keeper, Consumer<String> log) throws IOException, InterruptedException {
        return remove(OptionalLong.of(keeper), log);
    }

    private List<String> remove(OptionalLong keeper, Consumer<String> log) throws IOException, InterruptedException {
        // Before the engines: a supervisor would heal what is being removed.
        Optional<String> doubt = doubt();
        if (doubt.isPresent()) {
            return List.of("nothing below '" + root + "' is obeyed: " + doubt.get());
        }
        List<String> left = new ArrayList<>();
        left.addAll(processes.end(processes.orphans(left).stream()
                .filter(kept -> keeper.isEmpty() || kept.keeper() == keeper.getAsLong())
                .toList()));
        left.addAll(takeRunsBack(keeper, log));
        for (int number : Claim.numbers(root)) {
            var claim = Claim.takeOver(new PrivateRecipe(root, number));
            if (claim.isPresent()) {
                try (Claim held = claim.get()) {
                    if (keeper.isPresent() && held.record().owner() != keeper.getAsLong()) {
                        continue;
                    }
                    left.addAll(EngineRemoval.remove(held.record(), log));
                }
            }
        }
        return List.copyOf(left);
    }

    private List<String> takeRunsBack(OptionalLong keeper, Consumer<String> log)
            throws IOException, InterruptedException {
        Set<URI> ours = new HashSet<>();
        for (int number : Claim.numbers(root)) {
            ours.add(new PrivateRecipe(root, number).address());
        }
        List<String> left = new ArrayList<>();
        KeptRuns telling = new KeptRuns(root, by(), log);
        for (Lease lease : runs.orphans(left)) {
            if (keeper.isEmpty() || lease.keeper() == keeper.getAsLong()) {
                // An engine of ours is removed right after this, or is gone already.
                boolean engineEnds = ours.contains(lease.engine().address())
                        || String.valueOf(lease.engine().address().getPath())
                                .startsWith(PrivateRecipe.enginesDirectory(root) + "/");
                left.addAll(telling.takeBack(lease, engineEnds));
            }
        }
        return left;
    }
}
