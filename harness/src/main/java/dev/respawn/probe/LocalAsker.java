package dev.respawn.probe;

import dev.respawn.probe.Reach.HttpAnswer;
import dev.respawn.probe.Reach.HttpAsk;
import dev.respawn.probe.Reach.TcpAnswer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Asks from this process: one thread, whatever hangs.
 *
 * <p>The JDK's HTTP client was weighed and left. It repeats a GET by itself, up to five times, without a word; it decides
 * per process whether connections are kept; its pool has no bound per address; and a connection that was refused differs
 * from one that timed out only by exception texts. A probe is evidence, so it has to know what really happened.
 */
public final class LocalAsker implements Asker {
    /** Questions on their way; what comes on top is not asked. */
    static final int UNANSWERED_MOST = 4_096;

    private final int unansweredMost;
    private final Loop loop = new Loop("respawn-asker");
    private final Question.From from;
    private final HttpConnections connections = new HttpConnections();
    private final AtomicInteger unanswered = new AtomicInteger();

    /** One that knows no names. */
    public LocalAsker() {
        this(UNANSWERED_MOST, Optional.empty());
    }

    /** One that looks names up there, each time anew. */
    LocalAsker(InetSocketAddress nameServer) {
        this(UNANSWERED_MOST, Optional.of(nameServer));
    }

    LocalAsker(int unansweredMost, Optional<InetSocketAddress> nameServer) {
        this.unansweredMost = unansweredMost;
        this.from = new Question.From(loop, nameServer);
    }

    @Override
    public CompletionStage<HttpAnswer> ask(HttpAsk ask, Duration deadline) {
        return ask(() -> new HttpExchange(from, connections, ask, deadline));
    }

    @Override
    public CompletionStage<TcpAnswer> open(InetSocketAddress to, Duration deadline) {
        return ask(() -> new TcpOpening(from, to, deadline));
    }

    private <A> CompletionStage<A> ask(Supplier<Question<A>> make) {
        if (unanswered.incrementAndGet() > unansweredMost) {
            unanswered.decrementAndGet();
            return CompletableFuture.failedFuture(
                    new IOException("shed: " + unansweredMost + " questions are on their way"));
        }
        Question<A> question = make.get();
        // Counted down before anybody hears of it, so that who has its answer may ask again.
        CompletionStage<A> counted = question.promise().whenComplete((answer, why) -> unanswered.decrementAndGet());
        loop.soon(question);
        return counted;
    }

    @Override
    public void close() {
        loop.close();
    }
}
