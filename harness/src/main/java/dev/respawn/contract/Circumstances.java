package dev.respawn.contract;

import dev.respawn.model.VersionRange;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What is known of a death. What is empty is not known, and may be anything.
 *
 * @param engine the engine's version
 * @param restarts the restarts by policy since the last start by hand, before this death
 * @param startFailed whether the engine tried to start it again and could not
 * @param exitCode of its main process
 */
public record Circumstances(
        Cause cause,
        Optional<String> engine,
        Optional<Given.State> state,
        Optional<Boolean> liveRestore,
        Optional<Integer> restarts,
        Optional<Boolean> startFailed,
        Optional<Integer> exitCode) {
    private static final Pattern VERSION = Pattern.compile("[0-9]{1,6}(?:\\.[0-9]{1,6}){0,3}");

    /** Keeps the numbers of the engine's version: "Docker 26.1.5+dfsg1" is 26.1.5. */
    public Circumstances {
        engine = engine.flatMap(text -> {
            Matcher matcher = VERSION.matcher(text);
            return matcher.find() ? Optional.of(matcher.group()) : Optional.empty();
        });
    }

    /** One whose code is not known. */
    public Circumstances(
            Cause cause,
            Optional<String> engine,
            Optional<Given.State> state,
            Optional<Boolean> liveRestore,
            Optional<Integer> restarts,
            Optional<Boolean> startFailed) {
        this(cause, engine, state, liveRestore, restarts, startFailed, Optional.empty());
    }

    /** The same death, had the engine tried to start it again and failed. */
    public Circumstances whoseStartFailed() {
        return new Circumstances(cause, engine, state, liveRestore, restarts, Optional.of(true), exitCode);
    }

    /** The same death with another cause. */
    public Circumstances with(Cause other) {
        return new Circumstances(other, engine, state, liveRestore, restarts, startFailed, exitCode);
    }

    /** Whether a rule holds here; empty if that depends on what is not known. */
    Optional<Boolean> under(Rule rule) {
        if (!rule.cause().equals(cause)) {
            return Optional.of(false);
        }
        Given given = rule.given();
        return Stream.of(
                        holds(given.engine(), engine, VersionRange::contains),
                        holds(given.state(), state, (wanted, found) -> wanted == found),
                        holds(given.liveRestore(), liveRestore, (wanted, found) -> wanted.equals(found)),
                        holds(given.restartsBelow(), restarts, (most, found) -> found < most),
                        holds(given.startFails(), startFailed, (wanted, found) -> wanted.equals(found)),
                        holds(given.exit(), exitCode, (wanted, found) -> wanted == Given.Exit.of(found)))
                .reduce(Optional.of(true), Circumstances::and);
    }

    private static <W, F> Optional<Boolean> holds(Optional<W> wanted, Optional<F> found, Condition<W, F> condition) {
        return wanted.isEmpty() ? Optional.of(true) : found.map(f -> condition.holds(wanted.get(), f));
    }

    /** What is certainly false makes the whole false, known or not. */
    private static Optional<Boolean> and(Optional<Boolean> a, Optional<Boolean> b) {
        if (a.equals(Optional.of(false)) || b.equals(Optional.of(false))) {
            return Optional.of(false);
        }
        return a.isPresent() && b.isPresent() ? Optional.of(true) : Optional.empty();
    }

    private interface Condition<W, F> {
        boolean holds(W wanted, F found);
    }
}
