package dev.respawn.scenario.testwords;

import dev.respawn.docker.Access;
import dev.respawn.docker.Door;
import dev.respawn.docker.EngineFacts;
import dev.respawn.docker.NoSwarm;
import dev.respawn.host.Host;
import dev.respawn.host.Unreached;
import dev.respawn.image.Images;
import dev.respawn.model.HostId;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** A host whose engine runs nothing and tells nothing; that it was opened and closed is remembered. */
public final class TestHost {
    /** What happened to hosts of this kind, in order. */
    public static final List<String> HAPPENED = new CopyOnWriteArrayList<>();

    private static final Door.EventStream SILENCE =
            Only.of(Door.EventStream.class, Map.of("awaitOpen", a -> true, "close", a -> true));
    private static final EngineFacts FACTS =
            new EngineFacts("none", "", "", "", "", "", "", "", "", "", false, "", "", Instant.EPOCH, "", "", true);
    private static final Door DOOR = Only.of(
            Door.class,
            Map.of(
                    "address", a -> URI.create("unix:///nowhere"),
                    "access", a -> Access.plain(URI.create("unix:///nowhere")),
                    "describe", a -> FACTS,
                    "events", a -> SILENCE,
                    "containers", a -> List.of(),
                    "swarm", a -> new NoSwarm(),
                    "images", a -> List.of(),
                    "networks", a -> List.of(),
                    "volumes", a -> List.of()));
    private static final Images IMAGES =
            Only.of(Images.class, Map.of("ready", a -> new Images.Ready("nginx", "nginx", "sha256:0", "of a test")));

    private static final String ROOT = "respawn.root";

    private TestHost() {}

    /** From now on what a run writes down outside of its directory goes here; forgets what happened. */
    public static void begin(Path root) {
        HAPPENED.clear();
        System.setProperty(ROOT, root.toString());
    }

    /** Back to where it goes by default. */
    public static void end() {
        System.clearProperty(ROOT);
    }

    private static Host open(HostId id, String name) {
        HAPPENED.add(name + " opened");
        return Only.of(
                Host.class,
                Map.of(
                        "id", a -> id,
                        "door", a -> DOOR,
                        "images", a -> IMAGES,
                        "facts", a -> Map.of("engine", "none"),
                        "networkNamespace", a -> Optional.empty(),
                        "ownEngine", a -> Optional.empty(),
                        "close", a -> HAPPENED.add(name + " closed")));
    }

    /** {@code test-host}; one that is {@code away}, {@code broken} or {@code interrupted} cannot be opened. */
    public static final class Word implements Host.Listing {
        @Override
        public String name() {
            return "test-host";
        }

        @Override
        public String summary() {
            return "runs nothing";
        }

        @Override
        public Host.Opening make(String options) {
            return means -> {
                switch (options) {
                    case "away" -> throw new Unreached("nobody is at home");
                    case "broken" -> throw new IllegalStateException("a bug");
                    case "interrupted" -> throw new InterruptedException();
                    default -> {
                        return open(means.id(), "test-host" + (options.isEmpty() ? "" : ":" + options));
                    }
                }
            };
        }
    }
}
