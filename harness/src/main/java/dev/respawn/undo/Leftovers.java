package dev.respawn.undo;

import dev.respawn.host.PrivateRecipe;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** What is left of private engines whose keeper is gone too. Engines with a living owner are never touched. */
public final class Leftovers {
    private final Path root;

    public Leftovers(Path root) {
        this.root = root;
    }

    /**
     * An engine without an owner.
     *
     * @param number by which it is removed
     * @param what in one line: where, whose
     */
    public record Leftover(int number, String what) {}

    /** All that is left, and belongs to nobody alive. */
    public List<Leftover> find() throws IOException {
        List<Leftover> found = new ArrayList<>();
        for (int number : Claim.numbers(root)) {
            var claim = Claim.takeOver(new PrivateRecipe(root, number));
            if (claim.isPresent()) {
                try (Claim held = claim.get()) {
                    found.add(new Leftover(
                            number,
                            "private engine in '" + held.record().recipe().directory() + "', whose keeper (PID "
                                    + held.record().owner() + ") is gone"));
                }
            }
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
        List<String> left = new ArrayList<>();
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
