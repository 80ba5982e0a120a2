package dev.respawn.supervisor;

import java.util.List;

/**
 * The services of one run, and the name of the run they are labelled with.
 */
public record Stack(String run, List<Service> services) {
    public Stack {
        services = List.copyOf(services);
    }
}
