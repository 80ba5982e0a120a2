package dev.respawn.probe;

import dev.respawn.model.Condition;
import dev.respawn.model.ServiceName;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The ways from a probe to the system. */
public interface Reach {
    /** Where a replica answers now; empty while it has no address that way. */
    Optional<InetSocketAddress> address(ServiceName service, int replica, int port, Via via);

    /** Asks over HTTP, from where that way begins. */
    CompletionStage<HttpAnswer> http(HttpAsk ask, Via via, Duration deadline);

    /** What the engine says of a replica; empty if it is not there. Fails if the engine does not answer in time. */
    CompletionStage<Optional<Condition>> condition(ServiceName service, int replica, Duration deadline);

    /** A GET request to an address. */
    record HttpAsk(InetSocketAddress to, String path, boolean keepAlive) {}

    /**
     * An answer over HTTP.
     *
     * @param status 0 if there was none
     * @param body its beginning, at most 64 KiB
     * @param failure why there was no answer; empty if there was one
     */
    record HttpAnswer(int status, String body, String failure) {}
}
