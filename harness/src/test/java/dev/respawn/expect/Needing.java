package dev.respawn.expect;

import java.util.List;
import java.util.Set;

/** A claim that needs this and proves nothing. */
public record Needing(Set<Need> needs) implements Timeless {
    @Override
    public Finding check(Evidence evidence) {
        return Finding.unproven(claim(), "it only asks", List.of());
    }
}
