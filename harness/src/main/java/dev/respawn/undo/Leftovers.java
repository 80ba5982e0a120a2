package dev.respawn.undo;

import dev.respawn.host.PrivateRecipe;
import dev.respawn.host.ProcessTable;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;

/** What is left of private engines and supervisors whose keeper is gone too. What has a living owner is never touched. */
public final class Leftovers {
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

    /** All that is left, and belongs to nobody alive. */
    public List<Leftover> find() throws IOException {
        List<Leftover> found = new ArrayList<>();
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
        for (KeptProcesses.Kept kept : processes.orphans()) {
            found.add(new Leftover("process " + kept.pid() + " with its group (" + ProcessTable.arguments(kept.pid())
                    + "), whose keeper (PID " + kept.keeper() + ") is gone"));
        }
        List<String> strange = new ArrayList<>();
        for (Lease lease : runs.orphans(strange)) {
            found.add(new Leftover("run " + lease.run() + " on the engine at " + lease.engine() + ", whose keeper (PID "
                    + lease.keeper() + ") is gone; its directory is '" + lease.directory() + "'"));
        }
        strange.forEach(what -> found.add(new Leftover(what)));
        return List.copyOf(found);
    }

    /**
     * Removes all that is left.
     *
     * @param log is told what was done, line by line
     * @return what could not be removed, and why
     */
    public List<String> remove(Consumer<String> log) throws IOException, InterruptedException {
        return remove(OptionalLong.empty(), log);
    }

    /** Removes what one keeper left, which is gone; see {@link #remove}. */
    List<String> removeOf(long keeper, Consumer<String> log) throws IOException, InterruptedException {
        return remove(OptionalLong.of(keeper), log);
    }

    private List<String> remove(OptionalLong keeper, Consumer<String> log) throws IOException, InterruptedException {
        // Before the engines: a supervisor would heal what is being removed.
        List<String> left = new ArrayList<>(processes.end(processes.orphans().stream()
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
