package dev.respawn.probe;

import dev.respawn.catalogue.Text;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One HTTP/1.x answer to a GET request while it comes in, from a server that may be hostile: all it keeps is bounded. */
final class HttpParser {
    /** What of a body is looked at; the rest is not waited for. */
    static final int BODY_MOST = 64 * 1024;

    /** The head with all heads before it, one chunk's length, or the trailers. */
    static final int OVERHEAD_MOST = 32 * 1024;

    private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.([01]) ([1-5][0-9]{2})(?: .*)?");
    private static final Pattern FIELD_NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
    private static final Pattern LENGTH = Pattern.compile("[0-9]{1,18}");
    private static final Pattern CHUNK = Pattern.compile("([0-9A-Fa-f]{1,15})[ \t]*(?:;.*)?");
    private static final byte[] HTTP = "HTTP/1.".getBytes(StandardCharsets.US_ASCII);

    /** The answer breaks the rules of HTTP. */
    static final class Garbage extends Exception {
        Garbage(String message) {
            super(message);
        }
    }

    private enum Stage {
        STATUS,
        HEADERS,
        COUNTED,
        CHUNK_LENGTH,
        CHUNK,
        CHUNK_END,
        TRAILERS,
        UNTIL_CLOSE,
        DONE
    }

    private Stage stage = Stage.STATUS;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream(128);
    private final ByteArrayOutputStream body = new ByteArrayOutputStream(0);
    private int overhead;
    private int status;
    private boolean persistent;
    private boolean chunked;
    private long length = -1;
    private long left;

    /** Takes what came in. Bytes after the end of the answer are left in the buffer. */
    void take(ByteBuffer in) throws Garbage {
        while (in.hasRemaining() && stage != Stage.DONE) {
            switch (stage) {
                case COUNTED, CHUNK, UNTIL_CLOSE -> takeBody(in);
                default -> takeByte(in.get());
            }
        }
    }

    /** Whether the answer is complete, or as much of it came as is looked at. */
    boolean done() {
        return stage == Stage.DONE;
    }

    /** Whether it is complete if the server closes the connection now. */
    boolean doneAtClose() {
        return stage == Stage.DONE || stage == Stage.UNTIL_CLOSE;
    }

    /** Whether the server is willing to answer on this connection again. */
    boolean persistent() {
        return persistent;
    }

    int status() {
        return status;
    }

    String body() {
        return body.toString(StandardCharsets.UTF_8);
    }

    private void takeBody(ByteBuffer in) {
        int room = BODY_MOST - body.size();
        int count = Math.min(in.remaining(), room);
        if (stage != Stage.UNTIL_CLOSE) {
            count = (int) Math.min(count, left);
            left -= count;
        }
        byte[] piece = new byte[count];
        in.get(piece);
        body.write(piece, 0, count);
        if (stage != Stage.UNTIL_CLOSE && left == 0) {
            stage = stage == Stage.COUNTED ? Stage.DONE : Stage.CHUNK_END;
        } else if (body.size() == BODY_MOST) {
            // What follows is neither read nor waited for, so nothing more can be asked on this connection.
            persistent = false;
            stage = Stage.DONE;
        }
    }

    private void takeByte(byte b) throws Garbage {
        if (++overhead > OVERHEAD_MOST) {
            throw new Garbage("the headers are longer than " + OVERHEAD_MOST / 1024 + "KiB");
        }
        if (b != '\n') {
            line.write(b);
            if (stage == Stage.STATUS) {
                checkBeginning(b);
            }
            return;
        }
        byte[] raw = line.toByteArray();
        line.reset();
        int end = raw.length > 0 && raw[raw.length - 1] == '\r' ? raw.length - 1 : raw.length;
        takeLine(new String(raw, 0, end, StandardCharsets.ISO_8859_1));
    }

    // Found at the first wrong byte, or else something that never ends its line would be a silence.
    private void checkBeginning(byte b) throws Garbage {
        int at = line.size() - 1;
        if (at < HTTP.length && b != HTTP[at]) {
            throw new Garbage("the answer is not HTTP; it begins '"
                    + Text.shown(line.toString(StandardCharsets.ISO_8859_1)) + "'");
        }
    }

    private void takeLine(String text) throws Garbage {
        switch (stage) {
            case STATUS -> takeStatus(text);
            case HEADERS -> {
                if (text.isEmpty()) {
                    endHead();
                } else {
                    takeHeader(text);
                }
            }
            case CHUNK_LENGTH -> {
                Matcher matcher = CHUNK.matcher(text);
                if (!matcher.matches()) {
                    throw new Garbage("'" + Text.shown(text) + "' is no length of a chunk");
                }
                left = Long.parseLong(matcher.group(1), 16);
                // Each chunk brings a byte of the body, so the body's limit is theirs too.
                overhead = 0;
                stage = left == 0 ? Stage.TRAILERS : Stage.CHUNK;
            }
            case CHUNK_END -> {
                if (!text.isEmpty()) {
                    throw new Garbage("'" + Text.shown(text) + "' stands where a chunk should end");
                }
                stage = Stage.CHUNK_LENGTH;
            }
            case TRAILERS -> {
                if (text.isEmpty()) {
                    stage = Stage.DONE;
                }
            }
            default -> throw new IllegalStateException("no line is expected in stage " + stage);
        }
    }

    private void takeStatus(String text) throws Garbage {
        Matcher matcher = STATUS_LINE.matcher(text);
        if (!matcher.matches()) {
            throw new Garbage("the answer is not HTTP; it begins '" + Text.shown(text) + "'");
        }
        persistent = matcher.group(1).equals("1");
        status = Integer.parseInt(matcher.group(2));
        stage = Stage.HEADERS;
    }

    private void takeHeader(String text) throws Garbage {
        int colon = text.indexOf(':');
        if (colon < 1 || !FIELD_NAME.matcher(text.substring(0, colon)).matches()) {
            throw new Garbage("'" + Text.shown(text) + "' is no header");
        }
        String value = text.substring(colon + 1).strip();
        switch (text.substring(0, colon).toLowerCase(Locale.ROOT)) {
            case "content-length" -> {
                if (!LENGTH.matcher(value).matches()) {
                    throw new Garbage("a Content-Length of '" + Text.shown(value) + "' is no length");
                }
                long given = Long.parseLong(value);
                if (length >= 0 && length != given) {
                    throw new Garbage("two lengths are given, " + length + " and " + given);
                }
                length = given;
            }
            case "transfer-encoding" -> {
                if (!value.equalsIgnoreCase("chunked")) {
                    throw new Garbage("the transfer encoding '" + Text.shown(value) + "' was not asked for");
                }
                chunked = true;
            }
            case "connection" -> {
                var options = Arrays.asList(value.toLowerCase(Locale.ROOT).split("[ \t]*,[ \t]*", -1));
                persistent = !options.contains("close") && (persistent || options.contains("keep-alive"));
            }
            default -> {}
        }
    }

    private void endHead() throws Garbage {
        if (status == 101) {
            throw new Garbage("it answered with another protocol, which nobody asked for");
        }
        if (status < 200) {
            // Only a sign of life; the answer follows. Many of them end at the most that headers may take.
            stage = Stage.STATUS;
            length = -1;
            chunked = false;
        } else if (status == 204 || status == 304) {
            stage = Stage.DONE;
        } else if (chunked) {
            // Both a length and chunks: the chunks count, and nothing more is trusted on that connection.
            persistent &= length < 0;
            stage = Stage.CHUNK_LENGTH;
        } else if (length >= 0) {
            left = length;
            stage = length == 0 ? Stage.DONE : Stage.COUNTED;
        } else {
            persistent = false;
            stage = Stage.UNTIL_CLOSE;
        }
    }
}
