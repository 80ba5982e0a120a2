package dev.respawn.scenario;

import dev.respawn.catalogue.Kind;
import dev.respawn.catalogue.Kinds;
import dev.respawn.supervisor.Supervisors;
import java.util.Map;

/** A supervisor as it is written: its name, and what follows a colon. */
final class SupervisorName {
    static final Kind<String> KIND = Kinds.scalar(
            "a supervisor such as docker:always",
            Map.of("type", "string", "minLength", 1),
            text -> {
                Supervisors.check(text);
                return text;
            },
            text -> text);

    private SupervisorName() {}
}
