package dev.respawn.gameday;

import dev.respawn.model.Ending;
import dev.respawn.model.Outcome;
import dev.respawn.verify.Verdict;
import java.util.Collection;
import java.util.List;

/** What a command tells its caller. Where several apply, the first in {@link #WORST_FIRST} does. */
public enum ExitCode {
    AS_WANTED(0),
    FAILED(1),
    USAGE(2),
    UNPROVEN(3),
    ABORTED(4),
    RESIDUE(5),
    NO_GO(6),
    REFUSED(7),
    BROKEN(70),
    INTERRUPTED(130);

    /** Which one is told when several apply. */
    private static final List<ExitCode> WORST_FIRST =
            List.of(RESIDUE, BROKEN, FAILED, ABORTED, REFUSED, NO_GO, UNPROVEN, AS_WANTED);

    private final int number;

    ExitCode(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }

    /** What one run comes to, given what was wanted of it. */
    public static ExitCode of(Verdict verdict, Outcome wanted) {
        if (!verdict.left().isEmpty()) {
            return RESIDUE;
        }
        if (verdict.ending() == Ending.BROKEN) {
            return BROKEN;
        }
        if (verdict.ending() == Ending.ABORTED) {
            return ABORTED;
        }
        if (verdict.ending() == Ending.NOT_BEGUN) {
            return NO_GO;
        }
        if (verdict.outcome() == wanted) {
            return AS_WANTED;
        }
        return verdict.outcome() == Outcome.UNPROVEN ? UNPROVEN : FAILED;
    }

    /** What several runs come to. */
    public static ExitCode worst(Collection<ExitCode> codes) {
        return WORST_FIRST.stream().filter(codes::contains).findFirst().orElse(AS_WANTED);
    }
}
