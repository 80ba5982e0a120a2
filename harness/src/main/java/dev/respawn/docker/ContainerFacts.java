package dev.respawn.docker;

import dev.respawn.model.Condition;
import java.util.Map;

/**
 * What an engine says of a container.
 *
 * @param image the image's id
 * @param pid of the main process, as the engine's host counts; 0 when none runs
 * @param addresses by network name, empty when it is not running
 * @param published the host's port by the container's, of TCP only
 * @param restartPolicy no, always, unless-stopped, on-failure
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
        String restartPolicy) {
    public ContainerFacts {
        labels = Map.copyOf(labels);
        addresses = Map.copyOf(addresses);
        published = Map.copyOf(published);
    }
}
