package dev.respawn.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.HealthCheck;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Mount;
import com.github.dockerjava.api.model.MountType;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports;
import com.github.dockerjava.api.model.RestartPolicy;
import com.github.dockerjava.api.model.TmpfsOptions;
import com.github.dockerjava.api.model.VolumeOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a container shall be, in docker-java's words. */
final class Creation {
    private Creation() {}

    /** The spec in docker-java's words. */
    static CreateContainerCmd command(DockerClient client, ContainerSpec spec) {
        HostConfig host =
                HostConfig.newHostConfig().withRestartPolicy(policy(spec)).withInit(spec.init() ? true : null);
        spec.memory()
                // Without the second limit the engine adds as much swap again, and nothing is ever out of memory.
                .ifPresent(size -> host.withMemory(size.bytes()).withMemorySwap(size.bytes()));
        spec.network().ifPresent(host::withNetworkMode);
        spec.nameServer().ifPresent(host::withDns);
        if (spec.hostPids()) {
            host.withPidMode("host");
        }
        spec.pidsOf().ifPresent(container -> host.withPidMode("container:" + container));
        if (spec.autoRemove()) {
            host.withAutoRemove(true);
        }
        spec.rights()
                .ifPresent(rights -> host.withCapDrop(Capability.ALL)
                        .withCapAdd(rights.capabilities().stream()
                                .map(Capability::valueOf)
                                .toArray(Capability[]::new))
                        .withSecurityOpts(List.of("seccomp=unconfined", "apparmor=unconfined"))
                        .withCgroupnsMode("private"));
        host.withMounts(
                spec.mounts().stream().map(mount -> mount(mount, spec.labels())).toList());
        CreateContainerCmd command = client.createContainerCmd(spec.image())
                .withName(spec.name())
                .withLabels(spec.labels())
                .withEnv(new TreeMap<>(spec.env())
                        .entrySet().stream()
                                .map(e -> e.getKey() + "=" + e.getValue())
                                .toList());
        if (!spec.command().isEmpty()) {
            command.withCmd(spec.command());
        }
        if (!spec.aliases().isEmpty()) {
            command.withAliases(spec.aliases());
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

    static Mount mount(ContainerSpec.Mount mount, Map<String, String> labels) {
        if (mount instanceof ContainerSpec.Mount.Volume volume) {
            Mount of = new Mount().withType(MountType.VOLUME).withTarget(volume.path());
            return volume.name().isEmpty()
                    // Whoever removes the container without it leaves a volume behind that tells whose it was.
                    ? of.withVolumeOptions(new VolumeOptions().withLabels(labels))
                    : of.withSource(volume.name());
        }
        if (mount instanceof ContainerSpec.Mount.Directory directory) {
            return new Mount()
                    .withType(MountType.BIND)
                    .withSource(directory.host())
                    .withTarget(directory.path());
        }
        ContainerSpec.Mount.Memory memory = (ContainerSpec.Mount.Memory) mount;
        return new Mount()
                .withType(MountType.TMPFS)
                .withTarget(memory.path())
                .withTmpfsOptions(new TmpfsOptions().withSizeBytes(memory.size().bytes()));
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

    static HealthCheck health(ContainerSpec.Health health) {
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
}
