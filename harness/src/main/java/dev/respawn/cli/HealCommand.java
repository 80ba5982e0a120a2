package dev.respawn.cli;

import dev.respawn.catalogue.PlainJson;
import dev.respawn.docker.DockerDoor;
import dev.respawn.docker.UserEngine;
import dev.respawn.gameday.ExitCode;
import dev.respawn.healer.Care;
import dev.respawn.healer.Healer;
import dev.respawn.healer.Note;
import dev.respawn.healer.Whom;
import dev.respawn.host.UserHost;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Looks after containers of the user's own engine, until it is told to end. */
@Command(
        name = "heal",
        mixinStandardHelpOptions = true,
        description = {
            "Looks after containers of your own engine: starts again what died, makes anew from its image what is"
                    + " unhealthy or cannot be started. What you stop, kill through the engine, pause or remove is left"
                    + " alone until you start it.",
            "Runs until it is told to end (Ctrl-C, TERM; exit code 0), waits for an engine that is away, and may be"
                    + " killed and started again at any time."
        })
final class HealCommand implements Callable<Integer> {
    private final Console console;
    private final Interrupts interrupts;

    @Option(
            names = "--label",
            paramLabel = "NAME=VALUE",
            description = "looks after containers with this label; all names have to be there, and of one that is"
                    + " repeated, any of its values")
    private List<String> labels = List.of();

    @Option(
            names = "--with",
            paramLabel = "OPTION=VALUE",
            split = ",",
            description = "otherwise than usual, such as first=200ms,give-up=5; see --options")
    private List<String> options = List.of();

    @Option(names = "--options", description = "tells what can be said in --with, and ends")
    private boolean tellOptions;

    @Option(names = "--json", description = "tells what is done on stdout as well, one JSON object a line")
    private boolean json;

    HealCommand(Console console, Interrupts interrupts) {
        this.console = console;
        this.interrupts = interrupts;
    }

    @Override
    public Integer call() {
        if (tellOptions) {
            Care.options().forEach((name, meaning) -> console.result(String.format("%-14s %s", name, meaning)));
            return ExitCode.AS_WANTED.number();
        }
        Care care = Care.parse(String.join(",", options));
        Whom whom = Whom.of(labels);
        UserEngine engine = UserHost.engine(System.getenv());
        engine.access().warning().ifPresent(console::progress);
        interrupts.enterToEnd();
        try (DockerDoor door = DockerDoor.open(engine.access())) {
            new Healer(door, whom, care, Clock.systemUTC().instant(), new SplittableRandom()::nextDouble, this::say)
                    .run(() -> console.progress("respawn: " + Healer.words(care)));
        } catch (InterruptedException e) {
            console.progress("respawn: heals no more; what is down stays down");
        } finally {
            interrupts.leave();
        }
        return ExitCode.AS_WANTED.number();
    }

    private void say(Note note) {
        console.progress("respawn: " + note);
        if (json) {
            Map<String, String> words =
                    new TreeMap<>(Map.of("at", note.at().toString(), "what", note.what(), "text", note.text()));
            if (!note.id().isEmpty()) {
                words.put("container", note.id());
                words.put("name", note.name());
            }
            // Line breaks of its own are between the words only: within texts they are escaped.
            console.result(PlainJson.write(words).replaceAll("\\n *", " "));
        }
    }
}
