package dev.respawn.probe;

import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** Asks over HTTP from one place in the network. */
public interface Asker extends AutoCloseable {
    /**
     * Asks once, without blocking. What the service does wrong, silence included, is an answer with a failure.
     *
     * @return fails only if the question could not be asked, which says nothing about the service
     */
    CompletionStage<Reach.HttpAnswer> ask(Reach.HttpAsk ask, Duration deadline);

    /** Gives up what is not answered yet. */
    @Override
    void close();
}
