package dev.respawn.docker;

import dev.respawn.model.ByteSize;
import dev.respawn.model.Signal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A container to be created.
 *
 * @param command empty for the image's own
 * @param env as NAME to value
 * @param restart the engine's policy: no, always, unless-stopped, on-failure
 * @param retries for on-failure; 0 for no limit
 * @param stopTimeout whole seconds
 * @param port exposed by it
 * @param publish the address of the host on which the port is published, at a number of the engine's choosing, or at
 *     {@code publishAt}; empty for not at all
 * @param publishAt 0 for any
 * @param network its id or name; empty for the engine's default bridge
 * @param aliases further names that lead to it on that network, which must not be the default bridge then
 * @param nameServer who is asked for names that the engine does not know; empty for the one that its host asks
 * @param hostPids whether it sees the processes of the host
 * @param pidsOf the id or name of the container whose processes it shares; empty for processes of its own
 * @param autoRemove whether the engine removes it when it ends
 * @param mounts its volumes, file systems in memory and directories of the host
 * @param rights what it may do beyond what containers usually may; empty for nothing
 */
public record ContainerSpec(
        String name,
        String image,
        List<String> command,
        Map<String, String> env,
        Map<String, String> labels,
        String restart,
        int retries,
        boolean init,
        Optional<Signal> stopSignal,
        Optional<Duration> stopTimeout,
        Optional<ByteSize> memory,
        Optional<Health> health,
        Optional<Integer> port,
        Optional<String> publish,
        int publishAt,
        Optional<String> network,
        List<String> aliases,
        Optional<String> nameServer,
        boolean hostPids,
        Optional<String> pidsOf,
        boolean autoRemove,
        List<Mount> mounts,
        Optional<Rights> rights) {
    public ContainerSpec {
        aliases = List.copyOf(aliases);
        mounts = List.copyOf(mounts);
        command = List.copyOf(command);
        env = Map.copyOf(env);
        labels = Map.copyOf(labels);
    }

    /** Something that is mounted into it. */
    public sealed interface Mount {
        /** A volume; an empty name is one of the container's own, which goes with it and has its labels. */
        record Volume(String name, String path) implements Mount {}

        /** A file system in memory, of limited size. */
        record Memory(String path, ByteSize size) implements Mount {}

        /** A directory of the engine's host, which must be there. */
        record Directory(String host, String path) implements Mount {}
    }

    /**
     * What a container may do that is a whole host: these capabilities and no others, with no filter of system calls and
     * no profile, and with a root of its own among the control groups.
     *
     * @param capabilities without {@code CAP_}
     */
    public record Rights(List<String> capabilities) {
        public Rights {
            capabilities = List.copyOf(capabilities);
        }
    }

    /** The engine's health check; a command of one text is run by the image's shell. */
    public record Health(List<String> command, Duration every, Duration timeout, int retries, Duration startPeriod) {
        public Health {
            command = List.copyOf(command);
        }
    }

    /** The least there is to a container: it runs a command and is not restarted. */
    public static ContainerSpec plain(String name, String image, List<String> command, Map<String, String> labels) {
        return new ContainerSpec(
                name,
                image,
                command,
                Map.of(),
                labels,
                "no",
                0,
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                0,
                Optional.empty(),
                List.of(),
                Optional.empty(),
                false,
                Optional.empty(),
                false,
                List.of(),
                Optional.empty());
    }

    /** The same under another name. */
    public ContainerSpec named(String other) {
        return with(draft -> draft.name = other);
    }

    /** The same from another image. */
    public ContainerSpec from(String other) {
        return with(draft -> draft.image = other);
    }

    /** The same under a restart policy of the engine's. */
    public ContainerSpec restarting(String policy, int times) {
        return with(draft -> {
            draft.restart = policy;
            draft.retries = times;
        });
    }

    /** The same with a small init as PID 1. */
    public ContainerSpec withInit() {
        return with(draft -> draft.init = true);
    }

    /** The same with another stop signal than the image's. */
    public ContainerSpec stoppedBy(Signal signal) {
        return with(draft -> draft.stopSignal = Optional.of(signal));
    }

    /** The same with another stop timeout than the engine's, in whole seconds. */
    public ContainerSpec stoppedWithin(Duration timeout) {
        return with(draft -> draft.stopTimeout = Optional.of(timeout));
    }

    /** The same with a memory limit. */
    public ContainerSpec limitedTo(ByteSize limit) {
        return with(draft -> draft.memory = Optional.of(limit));
    }

    /** The same with a health check. */
    public ContainerSpec checkedBy(Health check) {
        return with(draft -> draft.health = Optional.of(check));
    }

    /** The same, listening on a port that is published at this one of a host's address; 0 for any. */
    public ContainerSpec published(int on, String address, int at) {
        return with(draft -> {
            draft.port = Optional.of(on);
            draft.publish = Optional.of(address);
            draft.publishAt = at;
        });
    }

    /** The same on another network than the default bridge, with further names there. */
    public ContainerSpec on(String where, String... names) {
        return with(draft -> {
            draft.network = Optional.of(where);
            draft.aliases = List.of(names);
        });
    }

    /** The same, asking there for names that the engine does not know. */
    public ContainerSpec askingForNamesAt(String server) {
        return with(draft -> draft.nameServer = Optional.of(server));
    }

    /** The same, seeing the processes of the host. */
    public ContainerSpec seeingHostPids() {
        return with(draft -> draft.hostPids = true);
    }

    /** The same, sharing the processes of another container. */
    public ContainerSpec sharingPidsOf(String container) {
        return with(draft -> draft.pidsOf = Optional.of(container));
    }

    /** The same, removed by the engine when it ends. */
    public ContainerSpec removedAtEnd() {
        return with(draft -> draft.autoRemove = true);
    }

    /** The same with these mounts instead of those it had. */
    public ContainerSpec mounting(Mount... mounted) {
        return with(draft -> draft.mounts = List.of(mounted));
    }

    /** The same with an environment instead of what it had. */
    public ContainerSpec told(Map<String, String> environment) {
        return with(draft -> draft.env = environment);
    }

    /** The same with these labels instead of those it had. */
    public ContainerSpec labelled(Map<String, String> others) {
        return with(draft -> draft.labels = others);
    }

    /** The same with these rights. */
    public ContainerSpec withRights(Rights given) {
        return with(draft -> draft.rights = Optional.of(given));
    }

    private ContainerSpec with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.spec();
    }

    /** A spec while it is being changed. */
    private static final class Draft {
        private final ContainerSpec of;
        private String name;
        private String image;
        private String restart;
        private int retries;
        private boolean init;
        private Optional<Signal> stopSignal;
        private Optional<Duration> stopTimeout;
        private Optional<ByteSize> memory;
        private Optional<Health> health;
        private Optional<Integer> port;
        private Optional<String> publish;
        private int publishAt;
        private Optional<String> network;
        private List<String> aliases;
        private Optional<String> nameServer;
        private boolean hostPids;
        private Optional<String> pidsOf;
        private boolean autoRemove;
        private List<Mount> mounts;
        private Map<String, String> env;
        private Map<String, String> labels;
        private Optional<Rights> rights;

        Draft(ContainerSpec of) {
            this.of = of;
            name = of.name;
            image = of.image;
            restart = of.restart;
            retries = of.retries;
            init = of.init;
            stopSignal = of.stopSignal;
            stopTimeout = of.stopTimeout;
            memory = of.memory;
            health = of.health;
            port = of.port;
            publish = of.publish;
            publishAt = of.publishAt;
            network = of.network;
            aliases = of.aliases;
            nameServer = of.nameServer;
            hostPids = of.hostPids;
            pidsOf = of.pidsOf;
            autoRemove = of.autoRemove;
            mounts = of.mounts;
            env = of.env;
            labels = of.labels;
            rights = of.rights;
        }

        ContainerSpec spec() {
            return new ContainerSpec(
                    name,
                    image,
                    of.command,
                    env,
                    labels,
                    restart,
                    retries,
                    init,
                    stopSignal,
                    stopTimeout,
                    memory,
                    health,
                    port,
                    publish,
                    publishAt,
                    network,
                    aliases,
                    nameServer,
                    hostPids,
                    pidsOf,
                    autoRemove,
                    mounts,
                    rights);
        }
    }
}
