package dev.respawn.fault;

import dev.respawn.catalogue.Catalogue;
import dev.respawn.catalogue.Word;
import dev.respawn.host.Unreached;
import dev.respawn.host.Witnessing;
import dev.respawn.model.Incarnation;
import dev.respawn.model.UndoLog;
import dev.respawn.model.Witness;
import dev.respawn.supervisor.Controls;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** How to disturb one incarnation, through the controls it names. It does not know when. */
public interface Fault {
    /** All faults on the class path. */
    static Catalogue<Fault> catalogue() {
        return Faults.ALL;
    }

    /** Examples of all faults on the class path, by the names of their words. */
    static List<Fault> examples() {
        return Faults.EXAMPLES;
    }

    /** The only controls it can reach. */
    Set<Class<?>> needs();

    Kind kind();

    /**
     * What of its target a lasting fault has for itself, in words: two that hold the same are never in force at once. Its
     * controls, if it does not say.
     */
    default Set<String> holds() {
        return needs().stream()
                .filter(control -> control != Witnessing.class)
                .map(Class::getSimpleName)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The same with all that it draws drawn from this seed; asked before it is injected. The same, if it draws nothing. */
    default Fault seeded(long seed) {
        return this;
    }

    /** What it does, as an operator would say it: "KILL to the main process". */
    String inWords();

    /** What of it can never be taken back; empty if it leaves nothing behind that matters. */
    Optional<String> irreversible();

    /** What an author should know of it before anything stands; empty if there is nothing to beware of. */
    default Optional<String> beware() {
        return Optional.empty();
    }

    /** Why it may not do to this incarnation what its author expects; asked before anything is broken. */
    default Optional<String> forewarn(Incarnation on, Controls controls) {
        return Optional.empty();
    }

    /**
     * Disturbs. When it returns the disturbance is in force, or its witness says that nothing showed it; when it throws
     * nothing is left disturbed.
     *
     * @throws Unreached if the target could not be disturbed
     */
    Witness inject(Incarnation on, Controls controls, UndoLog log) throws Unreached, InterruptedException;

    /** Whether a lasting fault is still in force; a momentary one is never asked. */
    default Look look(Incarnation on, Controls controls) throws InterruptedException {
        return Look.UNKNOWN;
    }

    /** Whether a fault is over when it is done, or lasts until it is taken back. */
    enum Kind {
        MOMENTARY,
        LASTING
    }

    /** What a look at a lasting fault shows. */
    enum Look {
        IN_FORCE,
        LOST,
        UNKNOWN
    }

    /** Offers one fault to the language; named in META-INF/services. */
    interface Listing {
        Word<? extends Fault> word();

        /** One fault for each set of controls that faults of this word need, the usual one first. */
        List<Fault> examples();
    }
}
