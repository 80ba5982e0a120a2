package dev.respawn.expect;

import dev.respawn.contract.Cause;
import dev.respawn.contract.Given;
import dev.respawn.model.Condition;
import dev.respawn.model.Target;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The end of a life, as the journal shows it.
 *
 * @param exitCode the event's, or what was seen when asked; empty if neither shows it
 * @param disagreement what two sources say differently; empty if they agree
 * @param causes what it may have died of: one is proved, several cannot be told apart
 * @param state what the container was in; empty if that cannot be told
 * @param byEvent whether a die event shows it; otherwise it was inferred from asking
 * @param seenDown what the engine said of it between the death and what came then; empty if nobody asked
 * @param startFailed whether the engine said that it tried to start it again and could not
 * @param next the next life of the target, in the same container or another
 */
record Death(
        Target target,
        Life life,
        Moment died,
        Optional<Integer> exitCode,
        Optional<String> disagreement,
        Set<Cause> causes,
        Optional<Given.State> state,
        boolean byEvent,
        Optional<Condition> seenDown,
        boolean startFailed,
        Optional<Life> next,
        boolean stoppedWhileDown,
        long seq,
        List<Long> evidence) {
    Death {
        causes = Set.copyOf(causes);
        evidence = List.copyOf(evidence);
    }

    String causesInWords() {
        return String.join(" or ", causes.stream().map(Cause::name).sorted().toList());
    }
}
