package dev.respawn.supervisor;

import dev.respawn.contract.Contract;
import dev.respawn.host.Unreached;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** What keeps the subjects of a stack alive, and is under test. */
public interface Supervisor {
    /** As it is written: docker:always. */
    String name();

    /** What it promises for a service; known before anything stands. */
    Contract contract(Service service);

    /** Why it cannot keep such a service, as the rest of a sentence about it; empty if it can. */
    default Optional<String> refuses(Service service) {
        return Optional.empty();
    }

    /** Whether it looks after services that are there already; others look after what they deploy. */
    default boolean adopts() {
        return false;
    }

    /** Whether it works on a machine only, with an init system of its own. */
    default boolean needsMachine() {
        return false;
    }

    /** Why it cannot work on the host that is written so, as the rest of a sentence about it; empty if it can. */
    default Optional<String> refusesHost(String host) {
        return Optional.empty();
    }

    /** The same, now that it is known what of a scenario is there already: what it promises may depend on that. */
    default Supervisor having(Adopted found) {
        return this;
    }

    /** The controls that its deployments will offer. */
    Set<Class<?>> offers();

    /**
     * Deploys a stack.
     *
     * @param says told what the supervisor itself says
     * @throws Unreached if it does not come to stand; nothing is left of it then
     */
    Deployment deploy(Stack stack, Site site, Consumer<String> says) throws Unreached, InterruptedException;

    /** Offers one supervisor by name; named in META-INF/services. */
    interface Listing {
        /** The part before the colon. */
        String name();

        /** In one line, with the forms of what may follow the colon. */
        String summary();

        /** The written forms, as examples for lists and schemas: docker:always. */
        List<String> examples();

        /**
         * The supervisor. It reads no file before {@link Supervisor#contract} or {@link Supervisor#deploy} asks for it.
         *
         * @param options what follows the colon, empty if nothing does
         * @param base from where relative paths in the options are looked up
         * @throws IllegalArgumentException if the options are not understood
         */
        Supervisor make(String options, Path base);
    }
}
