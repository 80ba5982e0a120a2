package dev.respawn.expect;

import java.time.Duration;
import java.util.Optional;

/** An expectation of a test that follows no disruption and waits for nothing. */
public interface Timeless extends Expectation {
    @Override
    default String claim() {
        return "a claim";
    }

    @Override
    default Optional<String> after() {
        return Optional.empty();
    }

    @Override
    default Duration window() {
        return Duration.ZERO;
    }
}
