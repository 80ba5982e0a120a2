package dev.respawn.probe;

import dev.respawn.catalogue.Text;
import dev.respawn.model.Condition;
import dev.respawn.model.ServiceName;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;

/** The ways from a probe to the system. */
public interface Reach {
    /** Where a replica answers now; empty while it has no address that way, not resolved where it is asked by name. */
    Optional<InetSocketAddress> address(ServiceName service, int replica, int port, Via via);

    /** The port on which a service listens; empty if its scenario names none. */
    Optional<Integer> port(ServiceName service);

    /**
     * Asks over HTTP, from where that way begins.
     *
     * @return fails only if the question could not be asked, which says nothing about the service
     */
    CompletionStage<HttpAnswer> http(HttpAsk ask, Via via, Duration deadline);

    /**
     * Asks for a connection, from where that way begins.
     *
     * @return fails only if the question could not be asked, which says nothing about the service
     */
    CompletionStage<TcpAnswer> tcp(InetSocketAddress to, Via via, Duration deadline);

    /** What the engine says of a replica; empty if it is not there. Fails if the engine does not answer in time. */
    CompletionStage<Optional<Condition>> condition(ServiceName service, int replica, Duration deadline);

    /**
     * Runs a program inside a replica's container.
     *
     * @param command never through a shell, unless it names one
     * @return fails if the engine does not answer by then, which says nothing about the service
     */
    CompletionStage<ExecAnswer> exec(ServiceName service, int replica, List<String> command, Duration deadline);

    /**
     * Exports the file system of a replica's container, and looks into it.
     *
     * @return fails if the engine does not answer by then, which says nothing about the service
     */
    CompletionStage<ArchiveAnswer> archive(ArchiveAsk ask, Duration deadline);

    /**
     * A GET request to an address.
     *
     * @param to not resolved if it is asked by name
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

    /**
     * What came of the question for a connection.
     *
     * @param failure why none was accepted; empty if one was
     */
    record TcpAnswer(String failure) {}

    /**
     * What came of a program.
     *
     * @param output both its streams, at most 64 KiB
     * @param failure why it was not run to its end; empty if it was
     */
    record ExecAnswer(int exitCode, String output, String failure) {
        /** It was not run, or not to its end. */
        public static ExecAnswer failed(String why) {
            return new ExecAnswer(-1, "", why);
        }
    }

    /**
     * What an export is looked at for.
     *
     * @param replica from 1
     * @param path the file that is read; empty for none
     * @param imported whether it is imported as an image, which is removed again
     */
    record ArchiveAsk(ServiceName service, int replica, Optional<String> path, boolean imported) {}

    /**
     * What came of an export.
     *
     * @param file the one that was asked for; empty if it is not there
     * @param history how many steps the imported image has; empty if it was not imported
     * @param failure why it could not be exported or imported; empty if it was
     */
    record ArchiveAnswer(Optional<Archived> file, Optional<Integer> history, String failure) {
        /** It was not exported, or not imported. */
        public static ArchiveAnswer failed(String why) {
            return new ArchiveAnswer(Optional.empty(), Optional.empty(), why);
        }
    }

    /**
     * An entry of an archive.
     *
     * @param kind what it is: a file, a directory, a symbolic link
     * @param beginning its first MiB, as text
     */
    record Archived(String kind, long size, String beginning) {
        /** The kind of a plain file. */
        public static final String FILE = "a file";
    }
}
