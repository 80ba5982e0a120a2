package dev.respawn.docker;

import dev.respawn.model.ByteSize;
import dev.respawn.model.Condition;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an engine says of a container.
 *
 * @param image the image's id
 * @param pid of the main process, as the engine's host counts; 0 when none runs
 * @param addresses by network name, empty when it is not running
 * @param published the host's port by the container's, of TCP only
 * @param restartPolicy no, always, unless-stopped, on-failure
 * @param retries of on-failure; 0 for no limit
 * @param memory the limit of its memory; empty for none of its own
 * @param volumes its own, which nobody named: the names that the engine gave them
 * @param autoRemove whether the engine removes it when it ends
 */
public record ContainerFacts(
        String id,
        String name,
        String image,
        long pid,
        Condition condition,
        Map<String, String> labels,
        Map<String, String> addresses,
        Map<Integer, Integer> published,
        String restartPolicy,
        int retries,
        Optional<ByteSize> memory,
        List<String> volumes,
        boolean autoRemove) {
    public ContainerFacts {
        labels = Map.copyOf(labels);
        addresses = Map.copyOf(addresses);
        published = Map.copyOf(published);
        volumes = List.copyOf(volumes);
    }

    /** One that stays when it ends. */
    public ContainerFacts(
            String id,
            String name,
            String image,
            long pid,
            Condition condition,
            Map<String, String> labels,
            Map<String, String> addresses,
            Map<Integer, Integer> published,
            String restartPolicy,
            int retries,
            Optional<ByteSize> memory,
            List<String> volumes) {
        this(
                id,
                name,
                image,
                pid,
                condition,
                labels,
                addresses,
                published,
                restartPolicy,
                retries,
                memory,
                volumes,
                false);
    }

    /** The same with the number that its main process has elsewhere. */
    ContainerFacts withPid(long other) {
        return new ContainerFacts(
                id,
                name,
                image,
                other,
                condition,
                labels,
                addresses,
                published,
                restartPolicy,
                retries,
                memory,
                volumes,
                autoRemove);
    }
}
