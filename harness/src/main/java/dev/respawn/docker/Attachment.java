package dev.respawn.docker;

import com.github.dockerjava.transport.DockerHttpClient.Response;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Somebody who listens to a container, and keeps nothing of what he hears. */
final class Attachment implements Door.Attached {
    private static final Logger LOG = LoggerFactory.getLogger(Attachment.class);

    private final Wire wire;
    private final String id;
    private final CompletableFuture<Boolean> open = new CompletableFuture<>();
    private final Thread thread;
    private volatile @Nullable Response response;

    Attachment(Wire wire, String id) {
        this.wire = wire;
        this.id = id;
        thread = new Thread(this::listen, "respawn-attached");
        thread.setDaemon(true);
        thread.start();
    }

    private void listen() {
        try (Response answer =
                wire.listen(Wire.post("/containers/" + Answers.encode(id) + "/attach?stream=1&stdout=1&stderr=1"))) {
            response = answer;
            open.complete(true);
            // A reader who stopped reading would hold the program up once the pipe is full.
            answer.getBody().transferTo(OutputStream.nullOutputStream());
        } catch (IOException | RuntimeException e) {
            if (!open.completeExceptionally(e)) {
                // The container is gone, or the engine: that nobody listens any more changes nothing.
                LOG.debug("an attachment to {} ended", id, e);
            }
        }
    }

    /** Waits until the engine has agreed. */
    boolean awaitOpen() throws Exception {
        try {
            return open.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    @Override
    public void close() {
        // The interrupt ends a read on a unix socket, the closing one on TCP.
        thread.interrupt();
        Response answer = response;
        if (answer != null) {
            try {
                answer.close();
            } catch (RuntimeException e) {
                LOG.debug("an attachment to {} did not close cleanly", id, e);
            }
        }
    }
}
