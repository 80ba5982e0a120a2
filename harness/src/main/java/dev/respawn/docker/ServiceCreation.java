package dev.respawn.docker;

import com.github.dockerjava.api.model.ContainerDNSConfig;
import com.github.dockerjava.api.model.EndpointResolutionMode;
import com.github.dockerjava.api.model.EndpointSpec;
import com.github.dockerjava.api.model.NetworkAttachmentConfig;
import com.github.dockerjava.api.model.PortConfig;
import com.github.dockerjava.api.model.PortConfigProtocol;
import com.github.dockerjava.api.model.ResourceRequirements;
import com.github.dockerjava.api.model.ResourceSpecs;
import com.github.dockerjava.api.model.ServiceModeConfig;
import com.github.dockerjava.api.model.ServiceReplicatedModeOptions;
import com.github.dockerjava.api.model.ServiceRestartCondition;
import com.github.dockerjava.api.model.ServiceRestartPolicy;
import com.github.dockerjava.api.model.ServiceSpec;
import com.github.dockerjava.api.model.TaskSpec;
import java.util.List;
import java.util.TreeMap;

/** What a service of a swarm shall be, in docker-java's words. */
final class ServiceCreation {
    private ServiceCreation() {}

    /**
     * A service of one such task.
     *
     * @throws IllegalArgumentException if the task says something that no task can do
     */
    static ServiceSpec of(String name, ContainerSpec task, Swarm.Restart restart) {
        if (task.pidsOf().isPresent()
                || task.hostPids()
                || task.autoRemove()
                || task.rights().isPresent()) {
            throw new IllegalArgumentException("the task of service '" + name
                    + "' shares processes, removes itself or has rights of its own; no task of a swarm does");
        }
        EndpointSpec endpoint = new EndpointSpec().withMode(EndpointResolutionMode.DNSRR);
        task.publish()
                .flatMap(address -> task.port())
                .ifPresent(port -> endpoint.withPorts(List.of(new PortConfig()
                        .withProtocol(PortConfigProtocol.TCP)
                        .withTargetPort(port)
                        .withPublishedPort(task.publishAt())
                        .withPublishMode(PortConfig.PublishMode.host))));
        return new ServiceSpec()
                .withName(name)
                .withLabels(task.labels())
                .withMode(new ServiceModeConfig().withReplicated(new ServiceReplicatedModeOptions().withReplicas(1)))
                .withEndpointSpec(endpoint)
                .withTaskTemplate(template(task, restart));
    }

    private static TaskSpec template(ContainerSpec task, Swarm.Restart restart) {
        TaskSpec template = new TaskSpec()
                .withContainerSpec(container(task))
                // Delay, window and number of attempts are the swarm's own.
                .withRestartPolicy(new ServiceRestartPolicy()
                        .withCondition(
                                switch (restart) {
                                    case ANY -> ServiceRestartCondition.ANY;
                                    case ON_FAILURE -> ServiceRestartCondition.ON_FAILURE;
                                    case NONE -> ServiceRestartCondition.NONE;
                                }));
        task.memory()
                .ifPresent(size -> template.withResources(
                        new ResourceRequirements().withLimits(new ResourceSpecs().withMemoryBytes(size.bytes()))));
        task.network()
                .ifPresent(network -> template.withNetworks(List.of(
                        new NetworkAttachmentConfig().withTarget(network).withAliases(task.aliases()))));
        return template;
    }

    private static com.github.dockerjava.api.model.ContainerSpec container(ContainerSpec task) {
        com.github.dockerjava.api.model.ContainerSpec container = new com.github.dockerjava.api.model.ContainerSpec()
                .withImage(task.image())
                .withLabels(task.labels())
                .withEnv(new TreeMap<>(task.env())
                        .entrySet().stream()
                                .map(e -> e.getKey() + "=" + e.getValue())
                                .toList())
                .withMounts(task.mounts().stream()
                        .map(mount -> Creation.mount(mount, task.labels()))
                        .toList());
        if (!task.command().isEmpty()) {
            // To a task, the words behind the image are arguments; its command takes the place of the entry point.
            container.withArgs(task.command());
        }
        if (task.init()) {
            container.withInit(true);
        }
        task.nameServer()
                .ifPresent(
                        server -> container.withDnsConfig(new ContainerDNSConfig().withNameservers(List.of(server))));
        task.stopSignal().ifPresent(signal -> container.withStopSignal("SIG" + signal.name()));
        task.stopTimeout().ifPresent(time -> container.withStopGracePeriod(time.toNanos()));
        task.health().ifPresent(health -> container.withHealthCheck(Creation.health(health)));
        return container;
    }
}
