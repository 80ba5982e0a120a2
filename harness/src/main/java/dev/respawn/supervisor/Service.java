package dev.respawn.supervisor;

import dev.respawn.catalogue.Field;
import dev.respawn.catalogue.Kind;
import dev.respawn.catalogue.Kinds;
import dev.respawn.catalogue.Misfit;
import dev.respawn.catalogue.Shape;
import dev.respawn.model.ByteSize;
import dev.respawn.model.Durations;
import dev.respawn.model.ServiceName;
import dev.respawn.model.Signal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * One named part of a stack.
 *
 * @param image a logical name (nginx, busybox) or an engine's reference
 * @param command empty for the image's own
 * @param port where it listens; needed by probes that do not name one
 * @param publish whether the port is published on the host, at a number of the harness's choosing
 * @param init whether a small init is PID 1 and passes signals on
 * @param stopSignal empty for the image's own
 * @param stopTimeout empty for the engine's 10 s
 * @param publishAt the host's port, if it is to be this one; empty for a number of the harness's choosing
 * @param networks of the stack's own, by name, on which the service's name leads to it; empty for the engine's default bridge
 * @param volumes what outlives its file system
 * @param tmpfs file systems in memory: path to size
 * @param autoRemove whether the engine removes the container when it ends
 * @param attached whether somebody listens to it, as in the foreground of {@code docker run}
 * @param pid the service whose processes it shares, those of its first replica; empty for processes of its own, where
 *     its main process is PID 1
 * @param adopt which containers that run already are its replicas; empty if the run deploys it
 */
public record Service(
        ServiceName name,
        Role role,
        String image,
        List<String> command,
        Map<String, String> env,
        Optional<Integer> port,
        boolean publish,
        int replicas,
        boolean init,
        Optional<Signal> stopSignal,
        Optional<Duration> stopTimeout,
        Optional<ByteSize> memory,
        Optional<HealthCheck> health,
        Optional<Integer> publishAt,
        List<String> networks,
        List<Volume> volumes,
        Map<String, ByteSize> tmpfs,
        boolean autoRemove,
        boolean attached,
        Optional<ServiceName> pid,
        Optional<Adoption> adopt) {
    private static final Field<Service, Role> ROLE = Field.orElse(
            "role",
            "subject: kept alive by the supervisor under test; fixture: never under it",
            Kinds.choice(Role.class),
            Service::role,
            Role.SUBJECT);
    private static final Field<Service, String> IMAGE = Field.wanted(
            "image",
            "a logical image (nginx, busybox) or a reference that the engine knows",
            Kinds.WORDS,
            Service::image);
    private static final Field<Service, List<String>> COMMAND = Field.orElse(
            "command",
            "the program and its arguments; left out, the image's own",
            Kinds.list(Kinds.TEXT),
            Service::command,
            List.of());
    private static final Field<Service, Map<String, String>> ENV =
            Field.orElse("env", "environment variables", Kinds.map(Kinds.TEXT), Service::env, Map.of());
    private static final Field<Service, Optional<Integer>> PORT =
            Field.maybe("port", "the port it listens on", Kinds.number(1, 65_535), Service::port);
    private static final Field<Service, Boolean> PUBLISH =
            Field.orElse("publish", "publish the port on the host", Kinds.FLAG, Service::publish, false);
    private static final Field<Service, Integer> REPLICAS =
            Field.orElse("replicas", "how many containers of it", Kinds.number(1, 50), Service::replicas, 1);
    private static final Field<Service, Boolean> INIT =
            Field.orElse("init", "run a small init as PID 1 that passes signals on", Kinds.FLAG, Service::init, false);
    private static final Field<Service, Optional<Signal>> STOP_SIGNAL = Field.maybe(
            "stop-signal", "what a stop sends; left out, the image's own", Kinds.SIGNAL, Service::stopSignal);
    private static final Field<Service, Optional<Duration>> STOP_TIMEOUT = Field.maybe(
            "stop-timeout",
            "whole seconds from the stop signal to KILL; left out, the engine's 10s",
            Kinds.DURATION,
            Service::stopTimeout);
    private static final Field<Service, Optional<ByteSize>> MEMORY =
            Field.maybe("memory", "the memory limit; engines refuse less than 6MiB", Kinds.SIZE, Service::memory);
    private static final Field<Service, Optional<HealthCheck>> HEALTH =
            Field.maybe("health", "the engine's health check", HealthCheck.SHAPE, Service::health);

    private static final Field<Service, Optional<Integer>> PUBLISH_AT = Field.maybe(
            "publish-at",
            "the host's port, if it is to be this one; needs 'publish'",
            Kinds.number(1_024, 65_535),
            Service::publishAt);
    private static final Field<Service, List<String>> NETWORKS = Field.orElse(
            "networks",
            "networks of the stack's own, on which the service's name leads to it; left out, the engine's default bridge",
            Kinds.list(
                    Kinds.text("lower-case letters, digits and '-', a letter first, at most 31", ServiceName.PATTERN)),
            Service::networks,
            List.of());
    private static final Field<Service, List<Volume>> VOLUMES = Field.orElse(
            "volumes",
            "volumes, which outlive the container's file system",
            Kinds.list(Volume.KIND),
            Service::volumes,
            List.of());
    private static final Field<Service, Map<String, ByteSize>> TMPFS = Field.orElse(
            "tmpfs",
            "file systems in memory: path to size",
            Kinds.map(Volume.PATH_PATTERN, "absolute paths", Kinds.SIZE),
            Service::tmpfs,
            Map.of());
    private static final Field<Service, Boolean> AUTO_REMOVE = Field.orElse(
            "auto-remove",
            "the engine removes the container when it ends (only under docker:no)",
            Kinds.FLAG,
            Service::autoRemove,
            false);
    private static final Field<Service, Boolean> ATTACHED = Field.orElse(
            "attached",
            "somebody listens to it, as in the foreground of docker run",
            Kinds.FLAG,
            Service::attached,
            false);
    private static final Field<Service, Optional<ServiceName>> PID = Field.maybe(
            "pid",
            "a service further up whose processes it shares; left out, its main process is PID 1 among its own",
            Kinds.service(),
            Service::pid);
    private static final Field<Service, Adoption> ADOPT = Field.wanted(
            "adopt",
            "which containers that run already are its replicas",
            Adoption.SHAPE,
            service -> service.adopt().orElseThrow());

    public Service {
        command = List.copyOf(command);
        env = Map.copyOf(env);
        networks = List.copyOf(networks);
        volumes = List.copyOf(volumes);
        tmpfs = Collections.unmodifiableMap(new TreeMap<>(tmpfs));
        if (adopt.isPresent() && !adopt.get().containers().isEmpty() && replicas == 1) {
            // Their number is said by their names.
            replicas = adopt.get().containers().size();
        }
        if (adopt.isPresent()
                && !adopt.get().containers().isEmpty()
                && adopt.get().containers().size() != replicas) {
            throw Misfit.at(
                    "service '" + name + "' adopts " + adopt.get().containers().size() + " containers by name and has "
                            + replicas + " replicas; leave 'replicas' out",
                    "replicas");
        }
        if (publishAt.isPresent() && !publish) {
            throw Misfit.at(
                    "service '" + name + "' has a 'publish-at' but does not publish; add 'publish: true'",
                    "publish-at");
        }
        if (publish && port.isEmpty()) {
            throw Misfit.at("service '" + name + "' publishes a port but names none; add 'port'", "publish");
        }
        stopTimeout.filter(t -> t.toNanosPart() != 0 || t.isNegative()).ifPresent(t -> {
            throw Misfit.at(
                    "service '" + name + "' has a stop-timeout of " + Durations.exact(t)
                            + "; engines count whole seconds",
                    "stop-timeout");
        });
        once(name, "stands on network", networks, "networks");
        List<String> mounted = new ArrayList<>(tmpfs.keySet());
        volumes.forEach(volume -> mounted.add(volume.path()));
        once(name, "mounts something at", mounted, "volumes");
        memory.filter(m -> m.bytes() < 6L << 20).ifPresent(m -> {
            throw Misfit.at(
                    "service '" + name + "' has a memory limit of " + m + "; engines refuse less than 6MiB", "memory");
        });
    }

    private static void once(ServiceName service, String does, List<String> what, String key) {
        Set<String> seen = new TreeSet<>();
        what.stream().filter(one -> !seen.add(one)).findFirst().ifPresent(twice -> {
            throw Misfit.at("service '" + service + "' " + does + " '" + twice + "' twice", key);
        });
    }

    /** A subject with the image's own command, one replica and nothing else said. */
    public static Service of(String name, String image) {
        return new Service(
                new ServiceName(name),
                Role.SUBJECT,
                image,
                List.of(),
                Map.of(),
                Optional.empty(),
                false,
                1,
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(),
                Map.of(),
                false,
                false,
                Optional.empty(),
                Optional.empty());
    }

    /** A subject that the run does not deploy: these containers run already, and are left as they were found. */
    public static Service adopted(String name, Adoption which) {
        return of(name, "").with(draft -> draft.adopt = Optional.of(which));
    }

    /** The same as a fixture, never under the supervisor. */
    public Service asFixture() {
        return with(draft -> draft.role = Role.FIXTURE);
    }

    /** The same with another command than the image's. */
    public Service running(String... words) {
        return with(draft -> draft.command = List.of(words));
    }

    /** The same with environment variables instead of those it had. */
    public Service withEnv(Map<String, String> variables) {
        return with(draft -> draft.env = variables);
    }

    /** The same, listening on a port. */
    public Service listening(int on) {
        return with(draft -> draft.port = Optional.of(on));
    }

    /** The same with its port published on the host. */
    public Service published() {
        return with(draft -> draft.publish = true);
    }

    /** The same in so many replicas. */
    public Service replicated(int times) {
        return with(draft -> draft.replicas = times);
    }

    /** The same with a small init as PID 1. */
    public Service withInit() {
        return with(draft -> draft.init = true);
    }

    /** The same with another stop signal than the image's. */
    public Service stoppedBy(Signal signal) {
        return with(draft -> draft.stopSignal = Optional.of(signal));
    }

    /** The same with another stop timeout than the engine's, in whole seconds. */
    public Service stoppedWithin(Duration timeout) {
        return with(draft -> draft.stopTimeout = Optional.of(timeout));
    }

    /** The same with a memory limit. */
    public Service limitedTo(ByteSize limit) {
        return with(draft -> draft.memory = Optional.of(limit));
    }

    /** The same with a health check. */
    public Service checkedBy(HealthCheck check) {
        return with(draft -> draft.health = Optional.of(check));
    }

    /** The same, published at this port of the host. */
    public Service publishedAt(int port) {
        return with(draft -> {
            draft.publish = true;
            draft.publishAt = Optional.of(port);
        });
    }

    /** The same on networks of the stack's own. */
    public Service on(String... names) {
        return with(draft -> draft.networks = List.of(names));
    }

    /** The same with volumes instead of those it had. */
    public Service keeping(Volume... kept) {
        return with(draft -> draft.volumes = List.of(kept));
    }

    /** The same with one more file system in memory. */
    public Service withTmpfs(String path, ByteSize size) {
        return with(draft -> {
            Map<String, ByteSize> more = new TreeMap<>(draft.tmpfs);
            more.put(path, size);
            draft.tmpfs = more;
        });
    }

    /** The same, removed by the engine when it ends. */
    public Service removedAtEnd() {
        return with(draft -> draft.autoRemove = true);
    }

    /** The same with somebody who listens to it. */
    public Service listenedTo() {
        return with(draft -> draft.attached = true);
    }

    /** The same, sharing the processes of another service. */
    public Service sharingPidsOf(String other) {
        return with(draft -> draft.pid = Optional.of(new ServiceName(other)));
    }

    private Service with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.service();
    }

    /** A service while it is being changed; it is checked when it is whole again. */
    private static final class Draft {
        private final ServiceName name;
        private Role role;
        private final String image;
        private List<String> command;
        private Map<String, String> env;
        private Optional<Integer> port;
        private boolean publish;
        private int replicas;
        private boolean init;
        private Optional<Signal> stopSignal;
        private Optional<Duration> stopTimeout;
        private Optional<ByteSize> memory;
        private Optional<HealthCheck> health;
        private Optional<Integer> publishAt;
        private List<String> networks;
        private List<Volume> volumes;
        private Map<String, ByteSize> tmpfs;
        private boolean autoRemove;
        private boolean attached;
        private Optional<ServiceName> pid;
        private Optional<Adoption> adopt;

        Draft(Service of) {
            name = of.name;
            role = of.role;
            image = of.image;
            command = of.command;
            env = of.env;
            port = of.port;
            publish = of.publish;
            replicas = of.replicas;
            init = of.init;
            stopSignal = of.stopSignal;
            stopTimeout = of.stopTimeout;
            memory = of.memory;
            health = of.health;
            publishAt = of.publishAt;
            networks = of.networks;
            volumes = of.volumes;
            tmpfs = of.tmpfs;
            autoRemove = of.autoRemove;
            attached = of.attached;
            pid = of.pid;
            adopt = of.adopt;
        }

        Service service() {
            return new Service(
                    name,
                    role,
                    image,
                    command,
                    env,
                    port,
                    publish,
                    replicas,
                    init,
                    stopSignal,
                    stopTimeout,
                    memory,
                    health,
                    publishAt,
                    networks,
                    volumes,
                    tmpfs,
                    autoRemove,
                    attached,
                    pid,
                    adopt);
        }
    }

    /** Whether the supervisor under test keeps it alive. */
    public enum Role {
        SUBJECT,
        FIXTURE
    }

    /** How a service of this name is read and written; the name stands outside, as its key. */
    public static Kind<Service> kind(ServiceName name) {
        return Kinds.either(
                ADOPT.name(),
                adopted(name),
                deployed(name),
                service -> service.adopt().isPresent());
    }

    /** What is there already has its image, its command and all else that a deployment would choose. */
    private static Shape<Service> adopted(ServiceName name) {
        return Shape.of(
                "an adopted service",
                v -> adopted(name.value(), v.get(ADOPT)).with(draft -> {
                    draft.role = v.get(ROLE);
                    draft.port = v.get(PORT);
                    draft.replicas = v.get(REPLICAS);
                }),
                ADOPT,
                ROLE,
                PORT,
                REPLICAS);
    }

    private static Shape<Service> deployed(ServiceName name) {
        return Shape.of(
                "a service",
                v -> new Service(
                        name,
                        v.get(ROLE),
                        v.get(IMAGE),
                        v.get(COMMAND),
                        v.get(ENV),
                        v.get(PORT),
                        v.get(PUBLISH),
                        v.get(REPLICAS),
                        v.get(INIT),
                        v.get(STOP_SIGNAL),
                        v.get(STOP_TIMEOUT),
                        v.get(MEMORY),
                        v.get(HEALTH),
                        v.get(PUBLISH_AT),
                        v.get(NETWORKS),
                        v.get(VOLUMES),
                        v.get(TMPFS),
                        v.get(AUTO_REMOVE),
                        v.get(ATTACHED),
                        v.get(PID),
                        Optional.empty()),
                ROLE,
                IMAGE,
                COMMAND,
                ENV,
                PORT,
                PUBLISH,
                REPLICAS,
                INIT,
                STOP_SIGNAL,
                STOP_TIMEOUT,
                MEMORY,
                HEALTH,
                PUBLISH_AT,
                NETWORKS,
                VOLUMES,
                TMPFS,
                AUTO_REMOVE,
                ATTACHED,
                PID);
    }
}
