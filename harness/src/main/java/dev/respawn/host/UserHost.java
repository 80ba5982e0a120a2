package dev.respawn.host;

import dev.respawn.docker.Door;
import dev.respawn.docker.EngineException;
import dev.respawn.docker.EngineFacts;
import dev.respawn.image.Images;
import dev.respawn.model.HostId;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The user's engine: the one DOCKER_HOST names, else the one of this machine. */
public final class UserHost implements Host {
    private static final Duration PING_LIMIT = Duration.ofSeconds(5);

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
        Signalling helper = new HelperSignalling(door, images, run);
        this.signalling = "unix".equals(door.address().getScheme())
                ? new NearestSignalling(new LocalSignalling(), helper)
                : helper;
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
        facts.put("address", door.address().toString());
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

    /** Where the user's engine is, as its own command line finds it. */
    public static URI address(Map<String, String> environment) {
        String named = environment.getOrDefault("DOCKER_HOST", "").strip();
        return URI.create(named.isEmpty() ? "unix:///var/run/docker.sock" : named);
    }

    /** Where ports that such an engine publishes answer. */
    static InetAddress published(URI address) throws UnknownHostException {
        String host = address.getHost();
        return "unix".equals(address.getScheme()) || host == null
                ? InetAddress.getLoopbackAddress()
                : InetAddress.getByName(host);
    }

    /** {@code user}. */
    public static final class Word implements Host.Listing {
        @Override
        public String name() {
            return "user";
        }

        @Override
        public String summary() {
            return "the user's engine: DOCKER_HOST, else unix:///var/run/docker.sock";
        }

        @Override
        public Host.Opening make(String options) {
            if (!options.isEmpty()) {
                throw new IllegalArgumentException("host 'user' is followed by '" + options + "'; it has no options");
            }
            return means -> {
                URI address;
                InetAddress published;
                try {
                    address = address(System.getenv());
                    published = published(address);
                } catch (IllegalArgumentException | UnknownHostException e) {
                    throw new Unreached("DOCKER_HOST is '" + System.getenv("DOCKER_HOST") + "': " + e.getMessage(), e);
                }
                Door door = means.door(address);
                try {
                    door.ping(PING_LIMIT);
                } catch (EngineException e) {
                    door.close();
                    throw new Unreached("the user's engine does not answer: " + e.getMessage(), e);
                } catch (InterruptedException e) {
                    door.close();
                    throw e;
                }
                return new UserHost(means.id(), door, means.images(door), published, means.run());
            };
        }
    }
}
