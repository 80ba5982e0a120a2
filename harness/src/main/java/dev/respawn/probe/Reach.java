package dev.respawn.probe;

import dev.respawn.catalogue.Text;
import dev.respawn.model.Condition;
import dev.respawn.model.ServiceName;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;

/** The ways from a probe to the system. */
public interface Reach {
    /** Where a replica answers now; empty while it has no address that way. */
    Optional<InetSocketAddress> address(ServiceName service, int replica, int port, Via via);

    /** The port on which a service listens; empty if its scenario names none. */
    Optional<Integer> port(ServiceName service);

    /**
     * Asks over HTTP, from where that way begins.
     *
     * @return fails only if the question could not be asked, which says nothing about the service
     */
    CompletionStage<HttpAnswer> http(HttpAsk ask, Via via, Duration deadline);

    /** What the engine says of a replica; empty if it is not there. Fails if the engine does not answer in time. */
    CompletionStage<Optional<Condition>> condition(ServiceName service, int replica, Duration deadline);

    /**
     * A GET request to an address.
     *
     * @param keepAlive whether it may go over a connection that was used before, and leaves its own for the next
     */
    record HttpAsk(InetSocketAddress to, String path, boolean keepAlive) {
        private static final Pattern PATH = Pattern.compile("/[!-~]{0,2000}");

        public HttpAsk {
            checkPath(path);
        }

        /** What cannot stand in a request line would be another request than the one that was meant. */
        static void checkPath(String path) {
            if (!PATH.matcher(path).matches()) {
                throw new IllegalArgumentException("'" + Text.shown(path)
                        + "' cannot be asked for; wanted a path that begins with '/', at most 2001 visible ASCII"
                        + " characters, others as %20");
            }
        }
    }

    /**
     * An answer over HTTP.
     *
     * @param status 0 if there was none
     * @param body its beginning, at most 64 KiB
     * @param failure why there was no answer; empty if there was one
     * @param askedAgain whether it was asked a second time, since the server had closed the connection that was kept
     */
    record HttpAnswer(int status, String body, String failure, boolean askedAgain) {
        /** One to a question that was asked once. */
        public HttpAnswer(int status, String body, String failure) {
            this(status, body, failure, false);
        }
    }
}
