package dev.respawn.docker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.command.PullImageResultCallback;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.HealthCheck;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports;
import com.github.dockerjava.api.model.RestartPolicy;
import com.github.dockerjava.transport.DockerHttpClient.Response;
import dev.respawn.model.ByteSize;
import dev.respawn.model.EngineEvent;
import dev.respawn.model.Signal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The door to an engine that speaks Docker's API, on a unix socket or on TCP. */
public final class DockerDoor implements Door {
    /** For questions; a healthy engine answers them in milliseconds. */
    private static final Duration ASKING = Duration.ofSeconds(5);
    /** For acts; on a machine under load a start took seconds. */
    private static final Duration ACTING = Duration.ofSeconds(30);
    /** What a stop may take beyond the time that it leaves the process. */
    private static final Duration STOPPING = Duration.ofSeconds(15);
    /** What engines give a process between the stop signal and KILL, unless told otherwise. */
    private static final Duration STOP_TIMEOUT_DEFAULT = Duration.ofSeconds(10);
    /** The most of a container's output that is kept. */
    private static final int OUTPUT_LIMIT = 1 << 20;

    private final URI address;
    private final Wire wire;
    private final Calls calls;
    private final Object eventsLock = new Object();
    private @Nullable Events events;

    private DockerDoor(URI address) {
        this.address = address;
        wire = new Wire(address);
        calls = new Calls(address, "respawn-door", 32);
    }

    /**
     * A door to the engine at this address; nobody is asked yet.
     *
     * @throws IllegalArgumentException if it is neither {@code unix:///path} nor {@code tcp://host:port}
     */
    public static DockerDoor open(URI address) {
        return new DockerDoor(address);
    }

    @Override
    public URI address() {
        return address;
    }

    @Override
    public void ping(Duration deadline) throws EngineException, InterruptedException {
        calls.within(deadline, "ping", () -> {
            wire.commands(deadline).pingCmd().exec();
            return true;
        });
    }

    @Override
    public EngineFacts describe() throws EngineException, InterruptedException {
        return calls.within(
                ASKING,
                "question for its version",
                () -> Answers.engine(wire.ask(ASKING, "/info"), wire.ask(ASKING, "/version"), Instant.now()));
    }

    @Override
    public String create(ContainerSpec spec) throws EngineException, InterruptedException {
        String what = "creation of '" + spec.name() + "'";
        try {
            return calls.within(ACTING, what, () -> command(spec, ACTING).exec().getId());
        } catch (EngineException.Slow slow) {
            // It may have been made all the same, and nobody would know its id.
            try {
                Optional<ContainerFacts> made = inspect(spec.name())
                        .filter(facts -> facts.labels()
                                .entrySet()
                                .containsAll(spec.labels().entrySet()));
                if (made.isPresent()) {
                    return made.get().id();
                }
            } catch (EngineException unknown) {
                slow.addSuppressed(unknown);
            }
            throw slow;
        }
    }

    /** The spec in docker-java's words. */
    private CreateContainerCmd command(ContainerSpec spec, Duration deadline) {
        HostConfig host =
                HostConfig.newHostConfig().withRestartPolicy(policy(spec)).withInit(spec.init() ? true : null);
        spec.memory()
                // Without the second limit the engine adds as much swap again, and nothing is ever out of memory.
                .ifPresent(size -> host.withMemory(size.bytes()).withMemorySwap(size.bytes()));
        spec.network().ifPresent(host::withNetworkMode);
        if (spec.hostPids()) {
            host.withPidMode("host");
        }
        CreateContainerCmd command = wire.commands(deadline)
                .createContainerCmd(spec.image())
                .withName(spec.name())
                .withLabels(spec.labels())
                .withEnv(new TreeMap<>(spec.env())
                        .entrySet().stream()
                                .map(e -> e.getKey() + "=" + e.getValue())
                                .toList());
        if (!spec.command().isEmpty()) {
            command.withCmd(spec.command());
        }
        spec.stopSignal().ifPresent(signal -> command.withStopSignal("SIG" + signal.name()));
        spec.stopTimeout().ifPresent(time -> command.withStopTimeout((int) time.toSeconds()));
        spec.health().ifPresent(health -> command.withHealthcheck(health(health)));
        spec.port().ifPresent(number -> {
            ExposedPort port = ExposedPort.tcp(number);
            command.withExposedPorts(port);
            spec.publish()
                    .ifPresent(ip -> host.withPortBindings(new PortBinding(
                            spec.publishAt() == 0
                                    ? Ports.Binding.bindIp(ip)
                                    : Ports.Binding.bindIpAndPort(ip, spec.publishAt()),
                            port)));
        });
        return command.withHostConfig(host);
    }

    private static RestartPolicy policy(ContainerSpec spec) {
        return switch (spec.restart()) {
            case "no" -> RestartPolicy.noRestart();
            case "always" -> RestartPolicy.alwaysRestart();
            case "unless-stopped" -> RestartPolicy.unlessStoppedRestart();
            case "on-failure" -> RestartPolicy.onFailureRestart(spec.retries());
            default ->
                throw new IllegalArgumentException("'" + spec.restart()
                        + "' is no restart policy; these are: always, no, on-failure, unless-stopped");
        };
    }

    private static HealthCheck health(ContainerSpec.Health health) {
        List<String> test = new ArrayList<>();
        test.add(health.command().size() == 1 ? "CMD-SHELL" : "CMD");
        test.addAll(health.command());
        HealthCheck check = new HealthCheck()
                .withTest(test)
                .withInterval(health.every().toNanos())
                .withTimeout(health.timeout().toNanos())
                .withRetries(health.retries());
        return health.startPeriod().isZero()
                ? check
                : check.withStartPeriod(health.startPeriod().toNanos());
    }

    @Override
    public void start(String id) throws EngineException, InterruptedException {
        calls.within(
                ACTING,
                "start of '" + id + "'",
                () -> wire.commands(ACTING).startContainerCmd(id).exec());
    }

    @Override
    public void stop(String id, Optional<Duration> timeout) throws EngineException, InterruptedException {
        stopping("stop", id, timeout);
    }

    @Override
    public void restart(String id, Optional<Duration> timeout) throws EngineException, InterruptedException {
        stopping("restart", id, timeout);
    }

    /** docker-java's restart always names a timeout, 10 s by default, and so overrules the container's own. */
    private void stopping(String verb, String id, Optional<Duration> timeout)
            throws EngineException, InterruptedException {
        Duration deadline = (timeout.isPresent() ? timeout.get() : ownStopTimeout(id)).plus(STOPPING);
        // Engines count whole seconds; cutting one short would kill what has time left.
        String query =
                timeout.map(time -> "?t=" + (time.toMillis() + 999) / 1000).orElse("");
        calls.within(
                deadline,
                verb + " of '" + id + "'",
                () -> wire.tell(deadline, "/containers/" + Answers.encode(id) + "/" + verb + query));
    }

    private Duration ownStopTimeout(String id) throws EngineException, InterruptedException {
        return calls.within(ASKING, "inspection of '" + id + "'", () -> {
            JsonNode own = wire.ask(ASKING, "/containers/" + Answers.encode(id) + "/json")
                    .path("Config")
                    .path("StopTimeout");
            return own.isNumber() ? Duration.ofSeconds(Math.max(0, own.asLong())) : STOP_TIMEOUT_DEFAULT;
        });
    }

    @Override
    public void kill(String id, Signal signal) throws EngineException, InterruptedException {
        calls.within(
                ACTING,
                "kill of '" + id + "' with " + signal,
                () -> wire.commands(ACTING)
                        .killContainerCmd(id)
                        .withSignal("SIG" + signal.name())
                        .exec());
    }

    @Override
    public void remove(String id) throws EngineException, InterruptedException {
        unlessMissing(
                ACTING,
                "removal of '" + id + "'",
                () -> wire.commands(ACTING)
                        .removeContainerCmd(id)
                        .withForce(true)
                        .withRemoveVolumes(true)
                        .exec());
    }

    @Override
    public Optional<ContainerFacts> inspect(String idOrName) throws EngineException, InterruptedException {
        return unlessMissing(
                ASKING,
                "inspection of '" + idOrName + "'",
                () -> Answers.container(wire.ask(ASKING, "/containers/" + Answers.encode(idOrName) + "/json")));
    }

    @Override
    public List<String> containers(Map<String, String> labels) throws EngineException, InterruptedException {
        return calls.within(
                ASKING,
                "list of containers",
                () -> ids(wire.ask(ASKING, "/containers/json?all=1&" + Wire.filters(labels)), "Id"));
    }

    @Override
    public String output(String id, int lines) throws EngineException, InterruptedException {
        return calls.within(ASKING, "output of '" + id + "'", () -> {
            String path = "/containers/" + Answers.encode(id);
            boolean terminal =
                    wire.ask(ASKING, path + "/json").path("Config").path("Tty").asBoolean();
            try (Response response =
                    wire.open(ASKING, Wire.get(path + "/logs?stdout=1&stderr=1&tail=" + Math.max(0, lines)))) {
                byte[] bytes =
                        terminal ? response.getBody().readNBytes(OUTPUT_LIMIT) : demultiplexed(response.getBody());
                return new String(bytes, StandardCharsets.UTF_8);
            }
        });
    }

    /** Both streams in the order in which they were written, at most {@link #OUTPUT_LIMIT} bytes of them. */
    static byte[] demultiplexed(InputStream framed) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        while (out.size() < OUTPUT_LIMIT) {
            // One byte says which stream, three are nothing, four are the length.
            byte[] header = framed.readNBytes(8);
            if (header.length < 8) {
                break;
            }
            long length = Integer.toUnsignedLong(ByteBuffer.wrap(header).getInt(4));
            out.write(framed.readNBytes((int) Math.min(length, OUTPUT_LIMIT - out.size())));
        }
        return out.toByteArray();
    }

    @Override
    public int await(String id, Duration deadline) throws EngineException, InterruptedException {
        return calls.within(
                deadline,
                "wait for the end of '" + id + "'",
                () -> wire.tell(deadline, "/containers/" + Answers.encode(id) + "/wait")
                        .path("StatusCode")
                        .asInt());
    }

    @Override
    public String createNetwork(String name, Map<String, String> labels) throws EngineException, InterruptedException {
        return calls.within(
                ACTING,
                "creation of network '" + name + "'",
                () -> wire.commands(ACTING)
                        .createNetworkCmd()
                        .withName(name)
                        .withDriver("bridge")
                        .withCheckDuplicate(true)
                        .withLabels(labels)
                        .exec()
                        .getId());
    }

    @Override
    public List<String> networks(Map<String, String> labels) throws EngineException, InterruptedException {
        return calls.within(
                ASKING, "list of networks", () -> ids(wire.ask(ASKING, "/networks?" + Wire.filters(labels)), "Id"));
    }

    @Override
    public void removeNetwork(String id) throws EngineException, InterruptedException {
        unlessMissing(
                ACTING,
                "removal of network '" + id + "'",
                () -> wire.commands(ACTING).removeNetworkCmd(id).exec());
    }

    @Override
    public Optional<String> image(String reference) throws EngineException, InterruptedException {
        return unlessMissing(
                ASKING,
                "inspection of image '" + reference + "'",
                () -> wire.ask(ASKING, "/images/" + Answers.encode(reference).replace("%2F", "/") + "/json")
                        .path("Id")
                        .asText());
    }

    @Override
    public void load(Path archive, Duration deadline) throws EngineException, InterruptedException {
        calls.within(deadline, "loading of " + archive, () -> {
            try (InputStream body = Files.newInputStream(archive);
                    Response response = wire.send(deadline, "/images/load?quiet=1", "application/x-tar", body)) {
                refuseFailure(response.getBody());
                return true;
            }
        });
    }

    /** An engine that has begun to answer can tell a failure only inside of its answer. */
    private static void refuseFailure(InputStream answer) throws IOException {
        try (MappingIterator<JsonNode> parts =
                Answers.MAPPER.readerFor(JsonNode.class).readValues(answer)) {
            while (parts.hasNextValue()) {
                String error = parts.nextValue().path("error").asText("");
                if (!error.isEmpty()) {
                    throw new com.github.dockerjava.api.exception.DockerException(error, 500);
                }
            }
        }
    }

    @Override
    public void save(String reference, Path archive, Duration deadline) throws EngineException, InterruptedException {
        calls.within(deadline, "saving of image '" + reference + "'", () -> {
            String query = "/images/get?names=" + Answers.encode(reference);
            try (Response response = wire.open(deadline, Wire.get(query))) {
                Files.copy(response.getBody(), archive, StandardCopyOption.REPLACE_EXISTING);
                return true;
            }
        });
    }

    @Override
    public void pull(String reference, Duration deadline) throws EngineException, InterruptedException {
        calls.within(deadline, "pull of '" + reference + "'", () -> {
            try (PullImageResultCallback progress = new PullImageResultCallback()) {
                return wire.commands(deadline)
                        .pullImageCmd(tagged(reference))
                        .exec(progress)
                        .awaitCompletion();
            }
        });
    }

    /** Without a tag, some engines would pull every tag there is. */
    static String tagged(String reference) {
        String last = reference.substring(reference.lastIndexOf('/') + 1);
        return last.contains(":") || last.contains("@") ? reference : reference + ":latest";
    }

    @Override
    public EventStream events(EventListener listener) {
        synchronized (eventsLock) {
            if (events == null) {
                Events opened = new Events(new EngineEvents(address, wire), Events.Pace.USUAL, this::closeIdleEvents);
                events = opened;
                EventStream stream = opened.listen(listener);
                opened.start();
                return stream;
            }
            return events.listen(listener);
        }
    }

    /** The last listener is gone, unless another came meanwhile. */
    private void closeIdleEvents() {
        synchronized (eventsLock) {
            if (events != null && events.idle()) {
                closeEvents();
            }
        }
    }

    private void closeEvents() {
        synchronized (eventsLock) {
            if (events != null) {
                events.close();
                events = null;
            }
        }
    }

    private static List<String> ids(JsonNode list, String key) {
        List<String> ids = new ArrayList<>();
        list.forEach(node -> ids.add(node.path(key).asText()));
        return ids;
    }

    /** Empty if the engine says that there is no such thing. */
    private <T> Optional<T> unlessMissing(Duration deadline, String what, Calls.Call<? extends @Nullable T> call)
            throws EngineException, InterruptedException {
        return calls.within(deadline, what, () -> {
            try {
                return Optional.ofNullable(call.run());
            } catch (NotFoundException e) {
                return Optional.empty();
            } catch (com.github.dockerjava.api.exception.DockerException e) {
                if (e.getHttpStatus() == 404) {
                    return Optional.empty();
                }
                throw e;
            }
        });
    }

    @Override
    public void pause(String id) throws EngineException, InterruptedException {
        throw new UnsupportedOperationException("to come");
    }

    @Override
    public void unpause(String id) throws EngineException, InterruptedException {
        throw new UnsupportedOperationException("to come");
    }

    @Override
    public void update(String id, ContainerUpdate update) throws EngineException, InterruptedException {
        throw new UnsupportedOperationException("to come");
    }

    @Override
    public Executed exec(String id, List<String> command, Duration limit) throws EngineException, InterruptedException {
        throw new UnsupportedOperationException("to come");
    }

    @Override
    public void remove(String id, boolean volumes) throws EngineException, InterruptedException {
        throw new UnsupportedOperationException("to come");
    }

    @Override
    public List<PrintedLine> printed(String id, Instant since) throws EngineException, InterruptedException {
        throw new UnsupportedOperationException("to come");
    }

    @Override
    public AutoCloseable attach(String id) throws EngineException, InterruptedException {
        throw new UnsupportedOperationException("to come");
    }

    @Override
    public Optional<MemoryUse> memory(String id) throws EngineException, InterruptedException {
        throw new UnsupportedOperationException("to come");
    }

    @Override
    public Optional<FileStat> stat(String id, String path) throws EngineException, InterruptedException {
        throw new UnsupportedOperationException("to come");
    }

    @Override
    public <T> Optional<T> readArchive(String id, String path, Duration deadline, StreamReader<T> reader)
            throws EngineException, InterruptedException {
        throw new UnsupportedOperationException("to come");
    }

    @Override
    public void writeArchive(String id, String directory, byte[] tar, Duration deadline)
            throws EngineException, InterruptedException {
        throw new UnsupportedOperationException("to come");
    }

    @Override
    public <T> T export(String id, Duration deadline, StreamReader<T> reader)
            throws EngineException, InterruptedException {
        throw new UnsupportedOperationException("to come");
    }

    @Override
    public String importImage(Path archive, String reference, Duration deadline)
            throws EngineException, InterruptedException {
        throw new UnsupportedOperationException("to come");
    }

    @Override
    public List<String> history(String reference) throws EngineException, InterruptedException {
        throw new UnsupportedOperationException("to come");
    }

    @Override
    public void removeImage(String reference) throws EngineException, InterruptedException {
        throw new UnsupportedOperationException("to come");
    }

    @Override
    public List<EngineEvent> eventsBetween(Instant since, Instant until, Map<String, String> labels)
            throws EngineException, InterruptedException {
        throw new UnsupportedOperationException("to come");
    }

    @Override
    public void createVolume(String name, Map<String, String> labels, Optional<ByteSize> size)
            throws EngineException, InterruptedException {
        throw new UnsupportedOperationException("to come");
    }

    @Override
    public List<String> volumes(Map<String, String> labels) throws EngineException, InterruptedException {
        throw new UnsupportedOperationException("to come");
    }

    @Override
    public void removeVolume(String name) throws EngineException, InterruptedException {
        throw new UnsupportedOperationException("to come");
    }

    @Override
    public void connect(String network, String id, List<String> aliases) throws EngineException, InterruptedException {
        throw new UnsupportedOperationException("to come");
    }

    /** How many calls hold a thread at this moment. */
    int busy() {
        return calls.busy();
    }

    @Override
    public void close() {
        closeEvents();
        calls.close();
        wire.close();
    }
}
