package dev.respawn.expect;

import dev.respawn.model.ServiceName;

/** What a claim needs the journal to hold beyond what it always does; the engine gathers it, and nothing that nobody asked for. */
public sealed interface Need {
    /** What a service's containers print. */
    record Output(ServiceName service) implements Need {}

    /** The results of a service's health checks, each of them. */
    record HealthLog(ServiceName service) implements Need {}

    /** How much memory a service's containers use. */
    record Memory(ServiceName service) implements Need {}

    /** A file in a service's containers: before the first fault, after each start, and at the end. */
    record Content(ServiceName service, String path) implements Need {}

    /** How a service's containers were asked for: before the first fault, after each start, and at the end. */
    record Settings(ServiceName service) implements Need {}

    /** Which volumes a service's containers mount, and whether those are destroyed. */
    record Volumes(ServiceName service) implements Need {}

    /** The engine's events of the run, asked for again at its end. */
    record EventsAgain() implements Need {}
}
