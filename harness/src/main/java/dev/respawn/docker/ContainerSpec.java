package dev.respawn.docker;

import dev.respawn.model.ByteSize;
import dev.respawn.model.Signal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
 * @param hostPids whether it sees the processes of the host
 * @param autoRemove whether the engine removes it when it ends
 * @param mounts its volumes and file systems in memory
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
        boolean hostPids,
        boolean autoRemove,
        List<Mount> mounts) {
    public ContainerSpec {
        mounts = List.copyOf(mounts);
        command = List.copyOf(command);
        env = Map.copyOf(env);
        labels = Map.copyOf(labels);
    }

    /** Something that is mounted into it. */
    public sealed interface Mount {
        /** A volume; an empty name is one of the container's own, which goes with it. */
        record Volume(String name, String path) implements Mount {}

        /** A file system in memory, of limited size. */
        record Memory(String path, ByteSize size) implements Mount {}
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
                false,
                false,
                List.of());
    }

    /** The same, seeing the processes of the host. */
    public ContainerSpec seeingHostPids() {
        return new ContainerSpec(
                name,
                image,
                command,
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
                true,
                autoRemove,
                mounts);
    }
}
