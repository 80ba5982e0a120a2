package dev.respawn.healer;

import dev.respawn.model.EngineEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Whether an operator asked the engine for a death, as far as the engine's words show it. */
final class Asked {
    /** KILL, which nothing survives; and INT, QUIT, TERM, which mean the end to most that handle them. */
    private static final int KILL = 9;

    private static final Set<Integer> ENDING = Set.of(2, 3, 15);
    /** A process that lives on for longer has not died of the request; of a longer stop the stop event tells. */
    private static final Duration LASTING = Duration.ofSeconds(15);

    private Asked() {}

    /**
     * Whether the death was asked for.
     *
     * @param said what was said of the container, in order; a stop is said after the death that it caused (ground truth 63)
     * @param from when the life began that ended
     */
    static boolean forDeath(List<EngineEvent> said, Instant from, Instant died, Optional<Integer> exitCode) {
        return said.stream()
                .filter(event -> !event.time().isBefore(from))
                .anyMatch(event -> event.is("stop") || (event.is("kill") && fatal(event, died, exitCode)));
    }

    private static boolean fatal(EngineEvent kill, Instant died, Optional<Integer> exitCode) {
        String said = kill.attributes().getOrDefault("signal", "");
        int signal = said.matches("[0-9]{1,2}") ? Integer.parseInt(said) : KILL;
        boolean before =
                !kill.time().isAfter(died) && !kill.time().plus(LASTING).isBefore(died);
        return before
                && (signal == KILL
                        || ENDING.contains(signal)
                        || exitCode.filter(code -> code == 128 + signal).isPresent());
    }
}
