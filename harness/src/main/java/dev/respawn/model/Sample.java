package dev.respawn.model;

import java.time.Instant;

/**
 * One scheduled question and what came of it, on the run's clock.
 *
 * @param scheduled when it was due
 * @param sent when it was really asked; the same as {@code scheduled} for one that was never sent
 * @param ended when the answer, or the limit, came
 */
public record Sample(Instant scheduled, Instant sent, Instant ended, State state) {
    /** What came of it. */
    public sealed interface State {}

    /** The answer was as wanted. */
    public record Good() implements State {}

    /** The answer was another one, or none came within the limit. */
    public record Bad(String why) implements State {}

    /** Asked more than one period after it was due: true at {@code sent}, silent about {@code scheduled}. */
    public record Late(boolean good, String why) implements State {}

    /**
     * It tells nothing of the service: it was never asked, being shed or not due before the end; or it could not be asked;
     * or the harness looked too late for what came of it, or had ended. It is never good.
     */
    public record Missing(String why) implements State {}

    /** Whether it shows the system well at some moment between sent and ended. */
    public boolean good() {
        return state instanceof Good || (state instanceof Late late && late.good());
    }

    /** Whether it shows the system unwell at some moment between sent and ended. */
    public boolean bad() {
        return state instanceof Bad || (state instanceof Late late && !late.good());
    }

    /** Whether it shows nothing. */
    public boolean missing() {
        return state instanceof Missing;
    }
}
