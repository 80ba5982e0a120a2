package dev.respawn.docker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.github.dockerjava.api.command.PullImageResultCallback;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.transport.DockerHttpClient.Request;
import com.github.dockerjava.transport.DockerHttpClient.Response;
import dev.respawn.model.ByteSize;
import dev.respawn.model.EngineEvent;
import dev.respawn.model.Signal;
import dev.respawn.model.Veil;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The door to an engine that speaks Docker's API, on a unix socket, on TCP with TLS or without, or behind ssh. */
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
    /** The most of the output of a program inside a container that is kept. */
    private static final int EXEC_OUTPUT_LIMIT = 64 << 10;

    private static final long EXEC_LOOK_MILLIS = 5;
    private static final int NOTHING_TO_DO = 304;
    /** The highest number of whole pages. */
    private static final long SWAP_MOST = Long.MAX_VALUE - 4095;

    private final Access access;
    private final Wire wire;
    private final Calls calls;
    private final Swarm swarm;
    private final Turns turns = new Turns();
    private final Pids pids;
    private final Object eventsLock = new Object();
    private @Nullable Events events;

    private DockerDoor(Access access, Wire wire, Pids pids) {
        this.pids = pids;
        this.access = access;
        this.wire = wire;
        calls = new Calls(access.address(), "respawn-door", 32);
        swarm = new DockerSwarm(wire, calls);
    }

    /**
     * A door to the engine at this address, which asks for no proof; nobody is asked yet.
     *
     * @throws IllegalArgumentException if it is no address of an engine
     */
    public static DockerDoor open(URI address) {
        return open(Access.plain(address));
    }

    /** A door to the engine that this leads to; nobody is asked yet. */
    public static DockerDoor open(Access access) {
        return open(access, (pid, container) -> pid);
    }

    /** A door to the engine that this leads to, whose processes have other numbers here than there. */
    public static DockerDoor open(Access access, Pids pids) {
        return new DockerDoor(access, new Wire(access), pids);
    }

    /** The same, over ssh by a command of one's own. */
    static DockerDoor open(Access access, List<String> dial) {
        return new DockerDoor(access, new Wire(access, dial), (pid, container) -> pid);
    }

    @Override
    public URI address() {
        return access.address();
    }

    @Override
    public Access access() {
        return access;
    }

    @Override
    public Swarm swarm() {
        return swarm;
    }

    @Override
    public void ping(Duration deadline) throws EngineException, InterruptedException {
        calls.within(deadline, "ping", () -> {
            wire.commands().pingCmd().exec();
            return true;
        });
    }

    @Override
    public EngineFacts describe() throws EngineException, InterruptedException {
        return calls.within(
                ASKING,
                "question for its version",
                () -> Answers.engine(wire.ask("/info"), wire.ask("/version"), Instant.now()));
    }

    @Override
    public String create(ContainerSpec spec) throws EngineException, InterruptedException {
        String what = "creation of '" + spec.name() + "'";
        try {
            return calls.within(
                    ACTING,
                    what,
                    () -> Creation.command(wire.commands(), spec).exec().getId());
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

    @Override
    public void start(String id) throws EngineException, InterruptedException {
        calls.within(
                ACTING,
                "start of '" + id + "'",
                () -> wire.commands().startContainerCmd(id).exec());
    }

    @Override
    public String recreate(String id, OwnVolumes volumes, Optional<Duration> grace, Preparation beforeStart)
            throws EngineException, InterruptedException {
        Recreation recreation = calls.within(ASKING, "inspection of '" + id + "'", () -> {
            JsonNode old = wire.ask(container(id, "/json"));
            String reference = old.path("Config").path("Image").asText();
            return Recreation.of(
                    old, volumes, references(reference, old.path("Image").asText()));
        });
        // Whoever was killed while it made one before left it behind.
        removeUnlessMissing("removal of '" + recreation.halfName() + "'", container(recreation.halfName(), "?v=1"));
        String made = calls.within(
                ACTING,
                "creation of '" + recreation.halfName() + "'",
                () -> wire.tell("/containers/create?name=" + Answers.encode(recreation.halfName()), recreation.body())
                        .path("Id")
                        .asText());
        try {
            for (Map.Entry<String, Map<String, Object>> network :
                    recreation.furtherNetworks().entrySet()) {
                calls.within(
                        ACTING,
                        "connection of '" + made + "' to network '" + network.getKey() + "'",
                        () -> wire.tell(
                                "/networks/" + Answers.encode(network.getKey()) + "/connect",
                                Map.of("Container", made, "EndpointConfig", network.getValue())));
            }
            if (grace.isPresent() && recreation.stopsFirst()) {
                stopIfRunning(id, grace);
            }
            remove(id, volumes == OwnVolumes.ANEW);
        } catch (EngineException e) {
            try {
                if (inspect(id).isPresent()) {
                    // Without the volumes: those of its own are the old one's.
                    remove(made, volumes == OwnVolumes.ANEW);
                }
            } catch (EngineException unknown) {
                e.addSuppressed(unknown);
            }
            throw e;
        }
        beforeStart.of(made);
        rename(made, recreation.name());
        start(made);
        return made;
    }

    @Override
    public Optional<String> finishRecreation(String half) throws EngineException, InterruptedException {
        Optional<ContainerFacts> made =
                inspect(half).filter(facts -> facts.name().endsWith(HALF_RECREATED));
        if (made.isEmpty()) {
            return Optional.empty();
        }
        String name = made.get().name();
        String whole = name.substring(0, name.length() - HALF_RECREATED.length());
        if (inspect(whole).isPresent()) {
            remove(made.get().id(), false);
            return Optional.empty();
        }
        rename(made.get().id(), whole);
        start(made.get().id());
        return Optional.of(made.get().id());
    }

    private void rename(String id, String name) throws EngineException, InterruptedException {
        calls.within(
                ACTING,
                "renaming of '" + id + "' to '" + name + "'",
                () -> wire.tell(container(id, "/rename?name=" + Answers.encode(name))));
    }

    private void stopIfRunning(String id, Optional<Duration> grace) throws EngineException, InterruptedException {
        try {
            stop(id, grace);
        } catch (EngineException.Refused e) {
            if (e.status() != NOTHING_TO_DO) {
                throw e;
            }
        }
    }

    /** Whether a name still means that image; if not, only its id does. */
    private boolean references(String reference, String image) throws IOException {
        try {
            return wire.ask(image(reference, "/json")).path("Id").asText().equals(image);
        } catch (com.github.dockerjava.api.exception.DockerException e) {
            return false;
        }
    }

    @Override
    public void stop(String id, Optional<Duration> timeout) throws EngineException, InterruptedException {
        stopping(Stopping.STOP, id, timeout);
    }

    @Override
    public void restart(String id, Optional<Duration> timeout) throws EngineException, InterruptedException {
        stopping(Stopping.RESTART, id, timeout);
    }

    /** docker-java's restart always names a timeout, 10 s by default, and so overrules the container's own. */
    private void stopping(Stopping what, String id, Optional<Duration> timeout)
            throws EngineException, InterruptedException {
        stopping(what, id, timeout, (timeout.isPresent() ? timeout.get() : ownStopTimeout(id)).plus(STOPPING));
    }

    @Override
    public boolean askAndLeave(Stopping what, String id, Optional<Duration> timeout, Duration after)
            throws EngineException, InterruptedException {
        try {
            stopping(what, id, timeout, after);
            return false;
        } catch (EngineException.Slow notDone) {
            // The call's thread is freed by closing its connection, which is all that the engine sees of it.
            return true;
        }
    }

    private void stopping(Stopping what, String id, Optional<Duration> timeout, Duration deadline)
            throws EngineException, InterruptedException {
        String verb = what.name().toLowerCase(Locale.ROOT);
        // Engines count whole seconds; cutting one short would kill what has time left.
        String query =
                timeout.map(time -> "?t=" + (time.toMillis() + 999) / 1000).orElse("");
        calls.within(deadline, verb + " of '" + id + "'", () -> wire.tell(container(id, "/" + verb + query)));
    }

    private Duration ownStopTimeout(String id) throws EngineException, InterruptedException {
        return calls.within(ASKING, "inspection of '" + id + "'", () -> {
            JsonNode own = wire.ask(container(id, "/json")).path("Config").path("StopTimeout");
            return own.isNumber() ? Duration.ofSeconds(Math.max(0, own.asLong())) : STOP_TIMEOUT_DEFAULT;
        });
    }

    @Override
    public void kill(String id, Signal signal) throws EngineException, InterruptedException {
        calls.within(
                ACTING,
                "kill of '" + id + "' with " + signal,
                () -> wire.commands()
                        .killContainerCmd(id)
                        .withSignal("SIG" + signal.name())
                        .exec());
    }

    @Override
    public void pause(String id) throws EngineException, InterruptedException {
        turns.alone(id, () -> calls.within(ACTING, "pause of '" + id + "'", () -> wire.tell(container(id, "/pause"))));
    }

    @Override
    public void unpause(String id) throws EngineException, InterruptedException {
        calls.within(ACTING, "unpause of '" + id + "'", () -> wire.tell(container(id, "/unpause")));
    }

    @Override
    public void update(String id, ContainerUpdate update) throws EngineException, InterruptedException {
        Map<String, Object> changes = new TreeMap<>();
        update.restart()
                .ifPresent(policy ->
                        changes.put("RestartPolicy", Map.of("Name", policy, "MaximumRetryCount", update.retries())));
        update.memory().ifPresent(size -> {
            boolean none = size.bytes() == 0;
            // To the engine, 0 means that it stays as it is, and -1 that swap does: there is no way back to none.
            changes.put("Memory", none ? Answers.MEMORY_MOST : size.bytes());
            changes.put("MemorySwap", none ? SWAP_MOST : size.bytes());
        });
        calls.within(ACTING, "update of '" + id + "'", () -> wire.tell(container(id, "/update"), changes));
    }

    @Override
    public void remove(String id) throws EngineException, InterruptedException {
        remove(id, true);
    }

    @Override
    public void remove(String id, boolean volumes) throws EngineException, InterruptedException {
        turns.alone(
                id,
                () -> unlessMissing(
                        ACTING,
                        "removal of '" + id + "'",
                        () -> wire.commands()
                                .removeContainerCmd(id)
                                .withForce(true)
                                .withRemoveVolumes(volumes)
                                .exec()));
    }

    @Override
    public Optional<ContainerFacts> inspect(String idOrName) throws EngineException, InterruptedException {
        return unlessMissing(
                ASKING,
                "inspection of '" + idOrName + "'",
                () -> counted(Answers.container(wire.ask(container(idOrName, "/json")))));
    }

    private ContainerFacts counted(ContainerFacts facts) {
        return facts.pid() <= 0 ? facts : facts.withPid(pids.here(facts.pid(), facts.id()));
    }

    @Override
    public Optional<Map<String, String>> settings(String id, Veil veil) throws EngineException, InterruptedException {
        return unlessMissing(
                ASKING, "inspection of '" + id + "'", () -> Settings.of(wire.ask(container(id, "/json")), veil));
    }

    @Override
    public List<HealthResult> healthResults(String id) throws EngineException, InterruptedException {
        return unlessMissing(
                        ASKING,
                        "inspection of '" + id + "'",
                        () -> Answers.healthResults(wire.ask(container(id, "/json"))))
                .orElse(List.of());
    }

    @Override
    public List<String> containers(Map<String, String> labels) throws EngineException, InterruptedException {
        return calls.within(
                ASKING,
                "list of containers",
                () -> ids(wire.ask("/containers/json?all=1&" + Wire.filters(labels)), "Id"));
    }

    @Override
    public String output(String id, int lines) throws EngineException, InterruptedException {
        return calls.within(ASKING, "output of '" + id + "'", () -> {
            boolean terminal =
                    wire.ask(container(id, "/json")).path("Config").path("Tty").asBoolean();
            try (Response response =
                    wire.open(Wire.get(container(id, "/logs?stdout=1&stderr=1&tail=" + Math.max(0, lines))))) {
                byte[] bytes = terminal
                        ? response.getBody().readNBytes(OUTPUT_LIMIT)
                        : Frames.joined(response.getBody(), OUTPUT_LIMIT);
                return new String(bytes, StandardCharsets.UTF_8);
            }
        });
    }

    @Override
    public Optional<Printout> printed(String id, Instant since) throws EngineException, InterruptedException {
        return unlessMissing(ACTING, "output of '" + id + "'", () -> {
            String query = "/logs?stdout=1&stderr=1&timestamps=1&since=" + EngineEvents.text(since);
            boolean terminal =
                    wire.ask(container(id, "/json")).path("Config").path("Tty").asBoolean();
            try (Response response = wire.open(Wire.get(container(id, query)))) {
                return terminal
                        ? Frames.terminalLines(response.getBody(), OUTPUT_LIMIT)
                        : Frames.lines(response.getBody(), OUTPUT_LIMIT);
            }
        });
    }

    @Override
    public Attached attach(String id) throws EngineException, InterruptedException {
        Attachment attachment = new Attachment(wire, id);
        boolean open = false;
        try {
            open = calls.within(ACTING, "attachment to '" + id + "'", attachment::awaitOpen);
            return attachment;
        } finally {
            if (!open) {
                attachment.close();
            }
        }
    }

    @Override
    public Executed exec(String id, List<String> command, Duration limit) throws EngineException, InterruptedException {
        AtomicReference<Optional<String>> begun = new AtomicReference<>(Optional.empty());
        try {
            return turns.into(
                    id,
                    () -> calls.within(
                            limit,
                            "exec of '" + String.join(" ", command) + "' in '" + id + "'",
                            () -> executed(id, command, begun)));
        } catch (EngineException.Slow slow) {
            Optional<String> exec = begun.get();
            if (exec != null && exec.isPresent()) {
                endHung(id, exec.get());
            }
            throw slow;
        }
    }

    private Executed executed(String id, List<String> command, AtomicReference<Optional<String>> begun)
            throws IOException, InterruptedException {
        String exec = wire.tell(
                        container(id, "/exec"), Map.of("AttachStdout", true, "AttachStderr", true, "Cmd", command))
                .path("Id")
                .asText();
        begun.set(Optional.of(exec));
        String output;
        try (Response response = wire.start("/exec/" + exec + "/start", Map.of("Detach", false, "Tty", false))) {
            // To its end: whoever stopped reading would hold the program up.
            output = new String(Frames.drained(response.getBody(), EXEC_OUTPUT_LIMIT), StandardCharsets.UTF_8);
        }
        while (true) {
            JsonNode state = wire.ask("/exec/" + exec + "/json");
            if (!state.path("Running").asBoolean() && state.path("ExitCode").isNumber()) {
                return new Executed(state.path("ExitCode").asInt(), output);
            }
            // Its streams may end a moment before the engine knows of its end.
            Thread.sleep(EXEC_LOOK_MILLIS);
        }
    }

    /**
     * Ends a program inside that nobody waits for any longer, with all that it started: engines offer no way to, and one
     * that a probe leaves behind each time fills the container. Where its processes are not seen from here it goes on.
     */
    private void endHung(String id, String exec) throws InterruptedException {
        try {
            JsonNode state = calls.within(
                    ASKING, "question for a program in '" + id + "'", () -> wire.ask("/exec/" + exec + "/json"));
            String container = state.path("ContainerID").asText();
            long pid = pids.here(state.path("Pid").asLong(), container);
            if (state.path("Running").asBoolean() && inContainer(pid, container)) {
                ProcessHandle.of(pid).ifPresent(program -> {
                    List<ProcessHandle> started = program.descendants().toList();
                    program.destroyForcibly();
                    started.forEach(ProcessHandle::destroyForcibly);
                });
            }
        } catch (EngineException e) {
            // It did not answer the question either, and who asked that is told so.
        }
    }

    /** Whether this is, on the kernel here, a process of that container: an engine elsewhere counts others. */
    private static boolean inContainer(long pid, String container) {
        try {
            return pid > 0
                    && container.matches("[0-9a-f]{64}")
                    && Files.readString(Path.of("/proc", String.valueOf(pid), "cgroup"))
                            .contains(container);
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public Optional<MemoryUse> memory(String id) throws EngineException, InterruptedException {
        return unlessMissing(ASKING, "memory of '" + id + "'", () -> {
                    boolean limited =
                            Answers.limit(wire.ask(container(id, "/json"))).isPresent();
                    return Answers.memory(wire.ask(container(id, "/stats?stream=false&one-shot=true")), limited);
                })
                .flatMap(use -> use);
    }

    @Override
    public Optional<FileStat> stat(String id, String path) throws EngineException, InterruptedException {
        return turns.into(
                id,
                () -> unlessMissing(
                        ASKING,
                        "question for '" + path + "' in '" + id + "'",
                        () -> Answers.file(wire.header(archive(id, path), "X-Docker-Container-Path-Stat"))));
    }

    @Override
    public <T> Optional<T> readArchive(String id, String path, Duration deadline, StreamReader<T> reader)
            throws EngineException, InterruptedException {
        return turns.into(
                id,
                () -> unlessMissing(
                        deadline,
                        "reading of '" + path + "' in '" + id + "'",
                        () -> read(Wire.get(archive(id, path)), reader)));
    }

    @Override
    public <T> T export(String id, Duration deadline, StreamReader<T> reader)
            throws EngineException, InterruptedException {
        return turns.into(
                id,
                () -> calls.within(
                        deadline, "export of '" + id + "'", () -> read(Wire.get(container(id, "/export")), reader)));
    }

    private <T> T read(Request request, StreamReader<T> reader) throws IOException {
        try (Response response = wire.open(request)) {
            return reader.read(response.getBody());
        }
    }

    @Override
    public void writeArchive(String id, String directory, byte[] tar, Duration deadline)
            throws EngineException, InterruptedException {
        turns.into(
                id,
                () -> calls.within(deadline, "writing into '" + directory + "' in '" + id + "'", () -> {
                    wire.send(
                                    Request.Method.PUT,
                                    archive(id, directory),
                                    "application/x-tar",
                                    new ByteArrayInputStream(tar))
                            .close();
                    return true;
                }));
    }

    private static String container(String id, String rest) {
        return "/containers/" + Answers.encode(id) + rest;
    }

    private static String archive(String id, String path) {
        return container(id, "/archive?path=" + Answers.encode(path));
    }

    @Override
    public int await(String id, Duration deadline) throws EngineException, InterruptedException {
        return calls.within(
                deadline,
                "wait for the end of '" + id + "'",
                () -> wire.tell(container(id, "/wait")).path("StatusCode").asInt());
    }

    @Override
    public String createNetwork(String name, Map<String, String> labels) throws EngineException, InterruptedException {
        return calls.within(
                ACTING,
                "creation of network '" + name + "'",
                () -> wire.commands()
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
        return calls.within(ASKING, "list of networks", () -> ids(wire.ask("/networks?" + Wire.filters(labels)), "Id"));
    }

    @Override
    public void removeNetwork(String id) throws EngineException, InterruptedException {
        unlessMissing(
                ACTING,
                "removal of network '" + id + "'",
                () -> wire.commands().removeNetworkCmd(id).exec());
    }

    @Override
    public void connect(String network, String id, List<String> aliases) throws EngineException, InterruptedException {
        calls.within(
                ACTING,
                "connection of '" + id + "' to network '" + network + "'",
                () -> wire.tell(
                        "/networks/" + Answers.encode(network) + "/connect",
                        Map.of("Container", id, "EndpointConfig", Map.of("Aliases", aliases))));
    }

    @Override
    public void createVolume(String name, Map<String, String> labels, Optional<ByteSize> size)
            throws EngineException, InterruptedException {
        Map<String, Object> volume = new TreeMap<>(Map.of("Name", name, "Driver", "local", "Labels", labels));
        size.ifPresent(most ->
                volume.put("DriverOpts", Map.of("type", "tmpfs", "device", "tmpfs", "o", "size=" + most.bytes())));
        calls.within(ACTING, "creation of volume '" + name + "'", () -> wire.tell("/volumes/create", volume));
    }

    @Override
    public List<String> volumes(Map<String, String> labels) throws EngineException, InterruptedException {
        return calls.within(
                ASKING,
                "list of volumes",
                () -> ids(wire.ask("/volumes?" + Wire.filters(labels)).path("Volumes"), "Name"));
    }

    @Override
    public void removeVolume(String name) throws EngineException, InterruptedException {
        removeUnlessMissing("removal of volume '" + name + "'", "/volumes/" + Answers.encode(name));
    }

    private void removeUnlessMissing(String what, String path) throws EngineException, InterruptedException {
        unlessMissing(ACTING, what, () -> {
            wire.delete(path);
            return true;
        });
    }

    @Override
    public Optional<String> image(String reference) throws EngineException, InterruptedException {
        return unlessMissing(
                ASKING,
                "inspection of image '" + reference + "'",
                () -> wire.ask(image(reference, "/json")).path("Id").asText());
    }

    @Override
    public List<String> images() throws EngineException, InterruptedException {
        return calls.within(ASKING, "list of images", () -> {
            List<String> images = new ArrayList<>();
            wire.ask("/images/json?" + Wire.filters(Map.of())).forEach(node -> {
                StringBuilder image = new StringBuilder(node.path("Id").asText());
                node.path("RepoTags").forEach(name -> image.append(' ').append(name.asText()));
                images.add(image.toString());
            });
            return images;
        });
    }

    private static String image(String reference, String rest) {
        return "/images/" + Answers.encode(reference).replace("%2F", "/") + rest;
    }

    @Override
    public List<String> history(String reference) throws EngineException, InterruptedException {
        return calls.within(
                ASKING,
                "history of image '" + reference + "'",
                () -> Answers.history(wire.ask(image(reference, "/history"))));
    }

    @Override
    public void removeImage(String reference) throws EngineException, InterruptedException {
        removeUnlessMissing("removal of image '" + reference + "'", image(reference, ""));
    }

    @Override
    public String importImage(InputStream archive, String reference, Duration deadline)
            throws EngineException, InterruptedException {
        String named = tagged(reference);
        int colon = named.lastIndexOf(':');
        String query = "/images/create?fromSrc=-&repo=" + Answers.encode(named.substring(0, colon)) + "&tag="
                + Answers.encode(named.substring(colon + 1));
        return calls.within(deadline, "import of an archive as '" + reference + "'", () -> {
            try (Response response = wire.send(Request.Method.POST, query, "application/x-tar", archive)) {
                return lastStatus(response.getBody());
            }
        });
    }

    @Override
    public void load(Path archive, Duration deadline) throws EngineException, InterruptedException {
        calls.within(deadline, "loading of " + archive, () -> {
            try (InputStream body = Files.newInputStream(archive);
                    Response response =
                            wire.send(Request.Method.POST, "/images/load?quiet=1", "application/x-tar", body)) {
                return lastStatus(response.getBody());
            }
        });
    }

    /** The last that an engine told of its progress. One that has begun to answer can tell a failure only in there. */
    private static String lastStatus(InputStream answer) throws IOException {
        String last = "";
        try (MappingIterator<JsonNode> parts =
                Answers.MAPPER.readerFor(JsonNode.class).readValues(answer)) {
            while (parts.hasNextValue()) {
                JsonNode part = parts.nextValue();
                String error = part.path("error").asText("");
                if (!error.isEmpty()) {
                    throw new com.github.dockerjava.api.exception.DockerException(error, 500);
                }
                last = part.path("status").asText(last);
            }
        }
        return last;
    }

    @Override
    public void save(String reference, Path archive, Duration deadline) throws EngineException, InterruptedException {
        calls.within(deadline, "saving of image '" + reference + "'", () -> {
            String query = "/images/get?names=" + Answers.encode(reference);
            try (Response response = wire.open(Wire.get(query))) {
                Files.copy(response.getBody(), archive, StandardCopyOption.REPLACE_EXISTING);
                return true;
            }
        });
    }

    @Override
    public void pull(String reference, Duration deadline) throws EngineException, InterruptedException {
        calls.within(deadline, "pull of '" + reference + "'", () -> {
            try (PullImageResultCallback progress = new PullImageResultCallback()) {
                return wire.commands()
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
    public List<EngineEvent> eventsBetween(Instant since, Instant until, Map<String, String> labels)
            throws EngineException, InterruptedException {
        return calls.within(ASKING, "question for past events", () -> EngineEvents.past(wire, since, until, labels));
    }

    @Override
    public EventStream events(EventListener listener) {
        synchronized (eventsLock) {
            if (events == null) {
                Events opened =
                        new Events(new EngineEvents(access.address(), wire), Events.Pace.USUAL, this::closeIdleEvents);
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
