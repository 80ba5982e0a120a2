package dev.respawn.supervisor;

import java.util.List;

/**
 * The services of one run, and the name of the run they are labelled with.
 *
 * @param startsMayFail whether a start that the engine refuses is part of the run, as with a program that does not exist;
 *     otherwise the stack does not come to stand
 */
public record Stack(String run, List<Service> services, boolean startsMayFail) {
    public Stack {
        services = List.copyOf(services);
    }
}
