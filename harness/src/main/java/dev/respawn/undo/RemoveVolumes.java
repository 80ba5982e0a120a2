package dev.respawn.undo;

import dev.respawn.docker.EngineException;
import dev.respawn.host.Locator;
import dev.respawn.model.UndoResult;
import dev.respawn.model.WayBack;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Removes the volumes that a container of the run had for itself, and that it was removed without. They carry no label, so
 * that nobody would find them afterwards; those that another container has by now are left to it.
 */
final class RemoveVolumes implements Act {
    /** As the engine names a volume that nobody has named. */
    private static final Pattern UNNAMED = Pattern.compile("[0-9a-f]{64}");

    @Override
    public UndoResult carryOut(Map<String, String> locator, Bench bench) throws EngineException, InterruptedException {
        String container = Targets.shortened(locator.getOrDefault(Locator.ID, ""));
        List<String> names =
                List.of(locator.getOrDefault(WayBack.Undo.VOLUMES, "").split(",", -1));
        for (String name : names) {
            if (!UNNAMED.matcher(name).matches()) {
                return new UndoResult.Failed("'" + name + "' is no volume that a container has for itself");
            }
        }
        if (Targets.settled(locator.getOrDefault(Locator.ID, ""), bench).isPresent()) {
            return new UndoResult.Undone("container " + container + " is there, and has them");
        }
        List<String> others = new ArrayList<>();
        for (String name : names) {
            try {
                bench.door().removeVolume(name);
            } catch (EngineException.Refused e) {
                others.add(e.getMessage());
            }
        }
        return others.isEmpty()
                ? new UndoResult.Undone("the volumes that container " + container + " had for itself are removed")
                : new UndoResult.Replaced(String.join("; ", others), true);
    }
}
