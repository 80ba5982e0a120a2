package dev.respawn.scenario;

import dev.respawn.catalogue.Kind;
import dev.respawn.catalogue.Kinds;
import dev.respawn.supervisor.Supervisors;
import java.util.List;
import java.util.Map;

/** A supervisor as it is written: its name, and what follows a colon. */
final class SupervisorName {
    static final Kind<String> KIND = Kinds.scalar(
            "a supervisor such as docker:always",
            schema(),
            text -> {
                Supervisors.check(text);
                return text;
            },
            text -> text);

    private SupervisorName() {}

    // Examples and no enum: a command of the user's own follows a colon too.
    private static Map<String, Object> schema() {
        List<String> examples = Supervisors.all().stream()
                .flatMap(listing -> listing.examples().stream())
                .toList();
        return Map.of("type", "string", "minLength", 1, "examples", examples);
    }
}
