package dev.respawn.probe;

import dev.respawn.catalogue.Text;
import dev.respawn.model.Durations;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One question on its way through a loop. It ends once: with an answer, which may be that the service did wrong or said
 * nothing in time, or with the reason for which it could not be asked. All but its making belongs to the loop's thread.
 */
abstract class Question<A> implements Loop.Task {
    /** From where a question is asked: by whose thread, and who knows names there. */
    record From(Loop loop, Optional<InetSocketAddress> nameServer) {}

    private final From from;
    private final InetSocketAddress to;
    private final Duration deadline;
    private final CompletableFuture<A> promise = new CompletableFuture<>();
    private final Loop.Limit limit;
    private boolean begun;
    private @Nullable NameQuery query;

    /**
     * Its time runs from now on.
     *
     * @param to not resolved if it is asked by name; then the name is looked up each time, as part of the question
     */
    Question(From from, InetSocketAddress to, Duration deadline) {
        this.from = from;
        this.to = to;
        this.deadline = deadline;
        limit = from.loop().new Limit(deadline) {
            @Override
            void reached() {
                String within = " within " + Durations.exact(Question.this.deadline);
                String why = query == null ? silence(within) : shownName() + " was not resolved" + within;
                free();
                answer(failure(why));
            }

            @Override
            void fail(IOException why) {
                Question.this.fail(why);
            }
        };
    }

    /** Asks, at this address. */
    abstract void ask(InetSocketAddress at);

    /** The answer that tells what the service did wrong. */
    abstract A failure(String why);

    /** What is to be said when its time is over. */
    abstract String silence(String within);

    /** Gives back the connection that it holds, if it holds one. */
    abstract void release();

    final Loop loop() {
        return from.loop();
    }

    final CompletionStage<A> promise() {
        return promise;
    }

    @Override
    public final void run() {
        begun = true;
        limit.begin();
        if (!to.isUnresolved()) {
            ask(to);
        } else if (from.nameServer().isEmpty()) {
            answer(failure("no address is known for " + shownName()));
        } else {
            resolve(from.nameServer().get());
        }
    }

    private void resolve(InetSocketAddress server) {
        try {
            query = NameQuery.begin(loop(), server, to.getHostString(), new NameQuery.Asker() {
                @Override
                public void resolved(InetAddress address) {
                    query = null;
                    ask(new InetSocketAddress(address, to.getPort()));
                }

                @Override
                public void unresolved(String why) {
                    query = null;
                    answer(failure(shownName() + " does not resolve: " + why));
                }
            });
        } catch (IOException e) {
            fail(new IOException("the name server could not be asked: " + e.getMessage(), e));
        } catch (IllegalArgumentException e) {
            answer(failure(shownName() + " does not resolve: no name looks like that"));
        }
    }

    private String shownName() {
        return "'" + Text.shown(to.getHostString()) + "'";
    }

    final void answer(A answer) {
        limit.cancel();
        promise.complete(answer);
    }

    /** It could not be asked, which says nothing about the service. */
    @Override
    public final void fail(IOException why) {
        if (begun) {
            limit.cancel();
            free();
        }
        promise.completeExceptionally(why);
    }

    private void free() {
        if (query != null) {
            query.close();
            query = null;
        }
        release();
    }

    /** A connect failed: that is an answer, unless it was for something of ours. */
    final void connectFailed(Exception e) {
        Optional<String> why = Sockets.ofService(e);
        if (why.isPresent()) {
            answer(failure(why.get()));
        } else {
            fail(new IOException("it could not be asked: " + e.getMessage(), e));
        }
    }
}
