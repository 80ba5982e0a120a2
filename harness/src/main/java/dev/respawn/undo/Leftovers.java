package dev.respawn.undo;

import dev.respawn.host.PrivateRecipe;
import dev.respawn.host.ProcessTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** What is left of private engines and supervisors whose keeper is gone too. What has a living owner is never touched. */
public final class Leftovers {
    private final Path root;
    private final KeptProcesses processes;

    public Leftovers(Path root) {
        this.root = root;
        this.processes = new KeptProcesses(root);
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
        return List.copyOf(found);
    }

    /**
     * Removes all that is left.
     *
     * @param log is told what was done, line by line
     * @return what could not be removed, and why
     */
    public List<String> remove(Consumer<String> log) throws IOException, InterruptedException {
        // Before the engines: a supervisor would heal what is being removed.
        List<String> left = new ArrayList<>(processes.end(processes.orphans()));
        for (int number : Claim.numbers(root)) {
            var claim = Claim.takeOver(new PrivateRecipe(root, number));
            if (claim.isPresent()) {
                try (Claim held = claim.get()) {
                    left.addAll(EngineRemoval.remove(held.record(), log));
                }
            }
        }
        return List.copyOf(left);
    }
}
