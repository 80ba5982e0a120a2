package dev.respawn.probe;

import dev.respawn.probe.Reach.HttpAnswer;
import dev.respawn.probe.Reach.HttpAsk;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/**
 * What harness and prober say to each other, a line each. All that may come from outside is base64, so that no answer
 * of a service can pass for a line of the prober.
 */
final class ProberLine {
    /** What a prober says first. */
    static final String READY = "respawn-prober 2";

    /** The longest question: a path and a few numbers. */
    static final int QUESTION_MOST = 4 * 1024;

    /** The longest answer: a body of 64 KiB whose bytes were no UTF-8, so that each became three, in base64. */
    static final int ANSWER_MOST = 300 * 1024;

    /** Before each text; it keeps an empty one from being no word at all. */
    private static final String DOT = ".";

    private ProberLine() {}

    /**
     * A question with the name under which its answer comes.
     *
     * @param to where to; not resolved if it is to be looked up where the prober is
     * @param http what to ask for over HTTP; empty if only a connection is asked for
     */
    record Question(long name, InetSocketAddress to, Optional<HttpAsk> http, Duration deadline) {
        /** One over HTTP. */
        static Question http(long name, HttpAsk ask, Duration deadline) {
            return new Question(name, ask.to(), Optional.of(ask), deadline);
        }

        /** One for a connection. */
        static Question tcp(long name, InetSocketAddress to, Duration deadline) {
            return new Question(name, to, Optional.empty(), deadline);
        }

        String line() {
            String where = to.isUnresolved()
                    ? encode(to.getHostString())
                    : HexFormat.of().formatHex(to.getAddress().getAddress());
            return name + " " + where + " " + to.getPort() + " " + deadline.toNanos()
                    + http.map(ask -> " " + ask.keepAlive() + " " + encode(ask.path()))
                            .orElse("");
        }

        /**
         * Reads a line.
         *
         * @throws IllegalArgumentException if it is none of ours
         */
        static Question of(String line) {
            boolean tcp = line.chars().filter(c -> c == ' ').count() == 3;
            String[] parts = parts(line, tcp ? 4 : 6);
            InetSocketAddress to = address(parts[1], Integer.parseInt(parts[2]));
            return new Question(
                    Long.parseLong(parts[0]),
                    to,
                    tcp
                            ? Optional.empty()
                            : Optional.of(new HttpAsk(to, decode(parts[5]), Boolean.parseBoolean(parts[4]))),
                    Duration.ofNanos(Long.parseLong(parts[3])));
        }

        private static InetSocketAddress address(String word, int port) {
            if (word.startsWith(DOT)) {
                return InetSocketAddress.createUnresolved(decode(word), port);
            }
            try {
                return new InetSocketAddress(
                        InetAddress.getByAddress(HexFormat.of().parseHex(word)), port);
            } catch (UnknownHostException e) {
                throw new IllegalArgumentException("'" + word + "' is no address", e);
            }
        }
    }

    /**
     * What came of a question.
     *
     * @param answer to one for a connection, only its failure
     * @param unasked why it could not be asked; empty if it was
     */
    record Answered(long name, HttpAnswer answer, Optional<String> unasked) {
        String line() {
            return name + " " + answer.status() + " " + answer.askedAgain() + " " + encode(answer.body()) + " "
                    + encode(answer.failure()) + " " + unasked.isPresent() + " " + encode(unasked.orElse(""));
        }

        /**
         * Reads a line.
         *
         * @throws IllegalArgumentException if it is none of ours
         */
        static Answered of(String line) {
            String[] parts = parts(line, 7);
            HttpAnswer answer = new HttpAnswer(
                    Integer.parseInt(parts[1]), decode(parts[3]), decode(parts[4]), Boolean.parseBoolean(parts[2]));
            return new Answered(
                    Long.parseLong(parts[0]),
                    answer,
                    Boolean.parseBoolean(parts[5]) ? Optional.of(decode(parts[6])) : Optional.empty());
        }
    }

    /**
     * Reads one line; empty at the end.
     *
     * @throws IOException also if the line is longer than that
     */
    static Optional<String> read(InputStream in, int most) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(256);
        for (int b = in.read(); b >= 0; b = in.read()) {
            if (b == '\n') {
                return Optional.of(line.toString(StandardCharsets.US_ASCII));
            }
            if (line.size() == most) {
                throw new IOException("a line is longer than " + most + " bytes");
            }
            line.write(b);
        }
        return Optional.empty();
    }

    private static String[] parts(String line, int count) {
        String[] parts = line.split(" ", -1);
        if (parts.length != count) {
            throw new IllegalArgumentException(parts.length + " words came; wanted " + count);
        }
        return parts;
    }

    private static String encode(String text) {
        return DOT + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String decode(String word) {
        if (!word.startsWith(DOT)) {
            throw new IllegalArgumentException("a text without its dot");
        }
        return new String(Base64.getDecoder().decode(word.substring(1)), StandardCharsets.UTF_8);
    }
}
