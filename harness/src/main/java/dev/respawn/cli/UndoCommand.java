package dev.respawn.cli;

import dev.respawn.gameday.ExitCode;
import dev.respawn.host.PrivateRecipe;
import dev.respawn.undo.Leftovers;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Removes what a harness left that could not do it itself. */
@Command(
        name = "undo",
        mixinStandardHelpOptions = true,
        description = "Removes what earlier runs left behind, when harness and keeper were both killed."
                + " Engines of runs that are still alive are not touched.")
final class UndoCommand implements Callable<Integer> {
    private final Console console;

    // Without it the same happens: there is nothing yet of which a part could be undone.
    @Option(names = "--all", description = "of all runs (which is also what happens without it)")
    private boolean all;

    UndoCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Leftovers leftovers = new Leftovers(PrivateRecipe.rootDefault());
        List<Leftovers.Leftover> found = leftovers.find();
        if (found.isEmpty()) {
            console.result("nothing is left over");
            return ExitCode.AS_WANTED.number();
        }
        found.forEach(leftover -> console.progress("left over: " + leftover.what()));
        List<String> still = leftovers.remove(console::progress);
        still.forEach(what -> console.progress("could not be removed: " + what));
        console.result((found.size() - Math.min(still.size(), found.size())) + " of " + found.size() + " removed");
        return (still.isEmpty() ? ExitCode.AS_WANTED : ExitCode.RESIDUE).number();
    }
}
