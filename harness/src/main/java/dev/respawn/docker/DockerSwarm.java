package dev.respawn.docker;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.model.SwarmSpec;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.StreamSupport;

/** The calls of an engine's API that are about swarms. */
final class DockerSwarm implements Swarm {
    private static final Duration ASKING = Duration.ofSeconds(5);
    private static final Duration ACTING = Duration.ofSeconds(30);
    /** Its first certificate and its first vote took a busy engine seconds. */
    private static final Duration CHANGING = Duration.ofSeconds(60);

    private static final int PORT = 2377;
    private static final Set<Integer> NO_SUCH_THING = Set.of(404);
    private static final Set<Integer> IN_NO_SWARM = Set.of(503);
    /** It is in no swarm, or manages none, or its like knows none; and whoever stands before it lets nobody ask. */
    private static final Set<Integer> NOT_TOLD = Set.of(403, 404, 503);

    private final Wire wire;
    private final Calls calls;

    DockerSwarm(Wire wire, Calls calls) {
        this.wire = wire;
        this.calls = calls;
    }

    @Override
    public boolean joined() throws EngineException, InterruptedException {
        return calls.within(
                ASKING,
                "question for its swarm",
                () -> joined(
                        wire.ask("/info").path("Swarm").path("LocalNodeState").asText("")));
    }

    /** What an engine says of itself before it was in a swarm, and what it says when it left one. */
    static boolean joined(String state) {
        return !state.isEmpty() && !state.equals("inactive");
    }

    @Override
    public void begin(InetAddress at) throws EngineException, InterruptedException {
        String address = at.getHostAddress();
        calls.within(
                CHANGING,
                "beginning of a swarm",
                () -> wire.commands()
                        .initializeSwarmCmd(new SwarmSpec().withName("default"))
                        .withListenAddr((address.contains(":") ? "[" + address + "]" : address) + ":" + PORT)
                        .withAdvertiseAddr(address)
                        .withForceNewCluster(false)
                        .exec());
    }

    @Override
    public void leave() throws EngineException, InterruptedException {
        unless(
                IN_NO_SWARM,
                CHANGING,
                "leave from the swarm",
                () -> wire.commands().leaveSwarmCmd().withForceEnabled(true).exec());
    }

    @Override
    public String createService(String name, ContainerSpec task, Restart restart)
            throws EngineException, InterruptedException {
        String what = "creation of service '" + name + "'";
        try {
            return calls.within(
                    ACTING,
                    what,
                    () -> wire.commands()
                            .createServiceCmd(ServiceCreation.of(name, task, restart))
                            .exec()
                            .getId());
        } catch (EngineException.Slow slow) {
            // It may have been made all the same, and nobody would know its id.
            try {
                List<String> made = services(task.labels());
                if (made.size() == 1) {
                    return made.get(0);
                }
            } catch (EngineException unknown) {
                slow.addSuppressed(unknown);
            }
            throw slow;
        }
    }

    @Override
    public List<Task> tasks(String service) throws EngineException, InterruptedException {
        String filters = Answers.encode(Answers.json(Map.of("service", List.of(service))));
        return unless(
                        NO_SUCH_THING,
                        ASKING,
                        "list of tasks of '" + service + "'",
                        () -> tasks(wire.ask("/tasks?filters=" + filters)))
                .orElse(List.of());
    }

    /** What an engine answers of tasks, the newest first. */
    static List<Task> tasks(JsonNode answer) {
        return StreamSupport.stream(answer.spliterator(), false)
                .sorted(Comparator.comparing(
                                (JsonNode node) -> node.path("CreatedAt").asText(""))
                        .reversed())
                .map(DockerSwarm::task)
                .toList();
    }

    private static Task task(JsonNode node) {
        JsonNode status = node.path("Status");
        return new Task(
                node.path("ID").asText(),
                node.path("Slot").asInt(),
                status.path("State").asText("new"),
                status.path("Err").asText(""),
                Optional.of(status.path("ContainerStatus").path("ContainerID").asText(""))
                        .filter(id -> !id.isEmpty()));
    }

    @Override
    public List<String> services(Map<String, String> labels) throws EngineException, InterruptedException {
        return unless(NOT_TOLD, ASKING, "list of services", () -> {
                    List<String> ids = new ArrayList<>();
                    wire.ask("/services?" + Wire.filters(labels))
                            .forEach(node -> ids.add(node.path("ID").asText()));
                    return ids;
                })
                .orElse(List.of());
    }

    @Override
    public void removeService(String id) throws EngineException, InterruptedException {
        unless(
                NO_SUCH_THING,
                ACTING,
                "removal of service '" + id + "'",
                () -> wire.commands().removeServiceCmd(id).exec());
    }

    @Override
    public String createNetwork(String name, Map<String, String> labels) throws EngineException, InterruptedException {
        return calls.within(
                ACTING,
                "creation of network '" + name + "'",
                () -> wire.commands()
                        .createNetworkCmd()
                        .withName(name)
                        .withDriver("overlay")
                        .withAttachable(true)
                        .withCheckDuplicate(true)
                        .withLabels(labels)
                        .exec()
                        .getId());
    }

    /** Empty if the engine answers with one of these statuses. */
    private <T> Optional<T> unless(Set<Integer> statuses, Duration deadline, String what, Calls.Call<T> call)
            throws EngineException, InterruptedException {
        return calls.within(deadline, what, () -> {
            try {
                return Optional.ofNullable(call.run());
            } catch (DockerException e) {
                if (statuses.contains(e.getHttpStatus())) {
                    return Optional.empty();
                }
                throw e;
            }
        });
    }
}
