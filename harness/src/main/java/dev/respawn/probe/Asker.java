package dev.respawn.probe;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** Asks from one place in the network. */
public interface Asker extends AutoCloseable {
    /**
     * Asks once over HTTP, without blocking. What the service does wrong, silence included, is an answer with a failure.
     *
     * @return fails only if the question could not be asked, which says nothing about the service
     */
    CompletionStage<Reach.HttpAnswer> ask(Reach.HttpAsk ask, Duration deadline);

    /**
     * Asks once for a connection, without blocking; it is closed again at once.
     *
     * @param to not resolved if it is to be asked by name; {@link #ask} takes that as well
     * @return fails only if the question could not be asked, which says nothing about the service
     */
    CompletionStage<Reach.TcpAnswer> open(InetSocketAddress to, Duration deadline);

    /** Gives up what is not answered yet. */
    @Override
    void close();
}
