package dev.respawn.undo;

import dev.respawn.host.PrivateEngine;
import dev.respawn.host.PrivateOptions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Scanner;

/** A harness that starts an engine with a container, says so, and waits to be killed. */
final class DyingHarness {
    private DyingHarness() {}

    public static void main(String[] arguments) throws Exception {
        Path scratch = Path.of(arguments[1]);
        KeeperClient keeper = KeeperClient.start(Path.of(arguments[0]), scratch.resolve("keeper.log"));
        PrivateEngine engine = keeper.start(PrivateOptions.parse("live-restore"));
        EngineCalls.importShell(engine, scratch);
        EngineCalls.sleeper(engine, "--restart", "always", "-p", "80");
        System.out.println("holding " + keeper.keeperPid() + " " + engine.id());
        // Until somebody ends it.
        try (Scanner input = new Scanner(System.in, StandardCharsets.UTF_8)) {
            input.hasNextLine();
        }
    }
}
