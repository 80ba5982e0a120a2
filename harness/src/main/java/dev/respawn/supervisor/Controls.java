package dev.respawn.supervisor;

/** What may be done to one incarnation. */
public interface Controls {
    /**
     * One control.
     *
     * @throws IllegalArgumentException if the supervisor does not offer it; plans are checked for that beforehand
     */
    <C> C get(Class<C> control);
}
