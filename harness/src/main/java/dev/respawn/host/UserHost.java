package dev.respawn.host;

import dev.respawn.docker.Access;
import dev.respawn.docker.Door;
import dev.respawn.docker.EngineException;
import dev.respawn.docker.EngineFacts;
import dev.respawn.docker.UserEngine;
import dev.respawn.image.Images;
import dev.respawn.model.HostId;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The user's engine: the one that docker's own client would speak to, on this machine or another. */
public final class UserHost implements Host {
    private static final Duration PING_LIMIT = Duration.ofSeconds(5);
    /** Over ssh, which has much to say first, and may have to be let in by a slow machine. */
    private static final Duration FAR_PING_LIMIT = Duration.ofSeconds(40);

    private static final Duration SSH_LIMIT = Duration.ofSeconds(5);

    private final HostId id;
    private final Door door;
    private final Images images;
    private final InetAddress published;
    private final Signalling signalling;

    UserHost(HostId id, Door door, Images images, InetAddress published, String run) {
        this.id = id;
        this.door = door;
        this.images = images;
        this.published = published;
        this.signalling = new NearestSignalling(new LocalSignalling(), new HelperSignalling(door, images, run));
    }

    @Override
    public HostId id() {
        return id;
    }

    @Override
    public Door door() {
        return door;
    }

    @Override
    public Images images() {
        return images;
    }

    @Override
    public Map<String, String> facts() throws InterruptedException {
        return facts(door);
    }

    /** What an engine tells of itself, by name; if it tells nothing, why. */
    static Map<String, String> facts(Door door) throws InterruptedException {
        Map<String, String> facts = new TreeMap<>();
        facts.put("address", door.access().toString());
        try {
            EngineFacts engine = door.describe();
            facts.put("engine", engine.version());
            facts.put("api", engine.api());
            facts.put("kernel", engine.kernel());
            facts.put("system", engine.system());
            facts.put("architecture", engine.architecture());
            facts.put("cgroup", engine.cgroup());
            facts.put("cgroup-driver", engine.cgroupDriver());
            facts.put("storage", engine.storage());
            facts.put("live-restore", String.valueOf(engine.liveRestore()));
            facts.put("containerd", engine.containerd());
            facts.put("runc", engine.runc());
        } catch (EngineException e) {
            facts.put("engine", "unknown: " + e.getMessage());
        }
        return facts;
    }

    @Override
    public InetAddress publishedAddress() {
        return published;
    }

    @Override
    public Optional<Path> networkNamespace() {
        return Optional.empty();
    }

    @Override
    public Signalling signalling() {
        return signalling;
    }

    @Override
    public void close() {
        door.close();
    }

    /**
     * The way to the user's engine, as docker's own client finds it.
     *
     * @throws IllegalArgumentException if what names it cannot be understood
     */
    public static UserEngine engine(Map<String, String> environment) {
        return UserEngine.find(environment, Path.of(System.getProperty("user.home", "/")));
    }

    /** Where ports that such an engine publishes answer. */
    static InetAddress published(Access access) throws UnknownHostException {
        Optional<String> host = access.host();
        if (host.isEmpty()) {
            return InetAddress.getLoopbackAddress();
        }
        Optional<List<String>> question = access.sshExplained();
        return InetAddress.getByName(
                question.isEmpty() ? host.get() : meant(question.get()).orElse(host.get()));
    }

    /** The host that ssh goes to: what is written may be a name of the user's configuration. */
    private static Optional<String> meant(List<String> question) {
        try {
            return Commands.run(question, SSH_LIMIT)
                    .output()
                    .lines()
                    .filter(line -> line.startsWith("hostname "))
                    .map(line -> line.substring("hostname ".length()).strip())
                    .findFirst();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** {@code user}. */
    public static final class Word implements Host.Listing {
        @Override
        public String name() {
            return "user";
        }

        @Override
        public String summary() {
            return "the user's engine, as docker finds it: DOCKER_HOST, else its context, else unix:///var/run/docker.sock";
        }

        @Override
        public Host.Opening make(String options) {
            if (!options.isEmpty()) {
                throw new IllegalArgumentException("host 'user' is followed by '" + options + "'; it has no options");
            }
            return means -> {
                UserEngine engine;
                InetAddress published;
                try {
                    engine = engine(System.getenv());
                } catch (IllegalArgumentException e) {
                    throw new Unreached(String.valueOf(e.getMessage()), e);
                }
                try {
                    published = published(engine.access());
                } catch (UnknownHostException e) {
                    throw new Unreached(
                            "nobody knows the host of " + engine.access() + ", which " + engine.because() + " names",
                            e);
                }
                Door door = means.door(engine.access());
                try {
                    door.ping(door.access().local() ? PING_LIMIT : FAR_PING_LIMIT);
                } catch (EngineException e) {
                    door.close();
                    throw new Unreached(
                            "the user's engine (" + engine.because() + ") does not answer: " + e.getMessage(), e);
                } catch (InterruptedException e) {
                    door.close();
                    throw e;
                }
                return new UserHost(means.id(), door, means.images(door), published, means.run());
            };
        }
    }
}
