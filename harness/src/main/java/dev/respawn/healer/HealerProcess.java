package dev.respawn.healer;

import dev.respawn.docker.DockerDoor;
import dev.respawn.docker.UserEngine;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * The healer as a process of its own, as the harness starts it beside a stack: one that a user's tests have on their class
 * path without the libraries of the command line.
 */
public final class HealerProcess {
    /** What it says once it looks after the stack. */
    public static final String READY = "looks after ";

    private HealerProcess() {}

    /**
     * Heals the engine of the environment, until it is killed.
     *
     * @param arguments pairs: label NAME=VALUE, and options with their values
     */
    public static void main(String[] arguments) throws InterruptedException {
        PrintStream out = new PrintStream(System.err, true, StandardCharsets.UTF_8);
        List<String> labels = new ArrayList<>();
        Map<String, String> options = new LinkedHashMap<>();
        for (int i = 0; i + 1 < arguments.length; i += 2) {
            if (arguments[i].equals("label")) {
                labels.add(arguments[i + 1]);
            } else {
                options.put(arguments[i], arguments[i + 1]);
            }
        }
        UserEngine engine = UserEngine.find(System.getenv(), Path.of(System.getProperty("user.home", "/")));
        try (DockerDoor door = DockerDoor.open(engine.access())) {
            new Healer(
                            door,
                            Whom.of(labels),
                            Care.of(options),
                            Clock.systemUTC().instant(),
                            new SplittableRandom()::nextDouble,
                            note -> out.println(note.toString().replaceAll("\\p{Cntrl}", "?")))
                    .run(() -> {});
        }
    }
}
