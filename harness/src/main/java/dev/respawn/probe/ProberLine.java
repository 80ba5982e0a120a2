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
    static final String READY = "respawn-prober 1";

    /** The longest question: a path and a few numbers. */
    static final int QUESTION_MOST = 4 * 1024;

    /** The longest answer: a body of 64 KiB whose bytes were no UTF-8, so that each became three, in base64. */
    static final int ANSWER_MOST = 300 * 1024;

    private ProberLine() {}

    /** A question with the name under which its answer comes. */
    record Question(long name, HttpAsk ask, Duration deadline) {
        String line() {
            return name + " " + HexFormat.of().formatHex(ask.to().getAddress().getAddress()) + " "
                    + ask.to().getPort() + " " + ask.keepAlive() + " " + deadline.toNanos() + " "
                    + encode(ask.path());
        }

        /**
         * Reads a line.
         *
         * @throws IllegalArgumentException if it is none of ours
         */
        static Question of(String line) {
            String[] parts = parts(line, 6);
            try {
                InetAddress address = InetAddress.getByAddress(HexFormat.of().parseHex(parts[1]));
                InetSocketAddress to = new InetSocketAddress(address, Integer.parseInt(parts[2]));
                return new Question(
                        Long.parseLong(parts[0]),
                        new HttpAsk(to, decode(parts[5]), Boolean.parseBoolean(parts[3])),
                        Duration.ofNanos(Long.parseLong(parts[4])));
            } catch (UnknownHostException e) {
                throw new IllegalArgumentException("'" + parts[1] + "' is no address", e);
            }
        }
    }

    /**
     * What came of a question.
     *
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

    // The dot keeps an empty text from being no word at all.
    private static String encode(String text) {
        return "." + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String decode(String word) {
        if (!word.startsWith(".")) {
            throw new IllegalArgumentException("a text without its dot");
        }
        return new String(Base64.getDecoder().decode(word.substring(1)), StandardCharsets.UTF_8);
    }
}
