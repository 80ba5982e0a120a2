package dev.respawn.fault;

import dev.respawn.host.Operating;
import dev.respawn.host.Witnessing;
import java.util.Set;

/** What an operator does through the engine's API: over when the engine has answered, and witnessed by its events. */
interface EngineAct extends Fault {
    @Override
    default Set<Class<?>> needs() {
        return Set.of(Operating.class, Witnessing.class);
    }

    @Override
    default Kind kind() {
        return Kind.MOMENTARY;
    }
}
