package dev.respawn.supervisor.swarm;

import dev.respawn.docker.ContainerFacts;
import dev.respawn.docker.ContainerSpec;
import dev.respawn.docker.EngineException;
import dev.respawn.docker.NoDoor;
import dev.respawn.docker.NoSwarm;
import dev.respawn.docker.Swarm;
import dev.respawn.model.Condition;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An engine that may be a swarm of one node, and writes down what it is asked to do. */
final class SmallSwarm extends NoDoor {
    final List<String> done = new ArrayList<>();
    boolean joined;
    boolean refuses;
    /** How many questions for tasks it does not answer. */
    int silent;

    List<Swarm.Task> tasks = List.of();

    private final String address;

    SmallSwarm(String address) {
        this.address = address;
    }

    @Override
    public URI address() {
        return URI.create(address);
    }

    @Override
    public Optional<String> image(String reference) {
        return Optional.of("sha256:" + reference);
    }

    /** The container of a task that was started has this name. */
    @Override
    public Optional<ContainerFacts> inspect(String id) {
        Optional<Instant> started =
                id.equals("started") ? Optional.of(Instant.ofEpochSecond(1)) : Optional.<Instant>empty();
        return Optional.of(new ContainerFacts(
                id,
                id,
                "",
                0,
                new Condition("exited", 0, false, 0, started, Optional.empty(), Optional.empty(), 0, ""),
                Map.of(),
                Map.of(),
                Map.of(),
                "no",
                0,
                Optional.empty(),
                List.of()));
    }

    @Override
    public Swarm swarm() {
        return new NoSwarm() {
            @Override
            public boolean joined() {
                return joined;
            }

            @Override
            public void begin(InetAddress at) throws EngineException {
                if (refuses) {
                    throw new EngineException.Refused(406, "live-restore", new IOException());
                }
                done.add("begin at " + at.getHostAddress());
                joined = true;
            }

            @Override
            public void leave() {
                done.add("leave");
                joined = false;
            }

            @Override
            public String createService(String name, ContainerSpec task, Restart restart) {
                done.add("service " + name + " of " + task.image() + " " + restart);
                return "s";
            }

            @Override
            public List<Task> tasks(String service) throws EngineException {
                if (silent > 0) {
                    silent--;
                    throw new EngineException.Slow("no answer", new IOException());
                }
                return tasks;
            }

            @Override
            public String createNetwork(String name, Map<String, String> labels) {
                done.add("network " + name);
                return "n";
            }
        };
    }
}
