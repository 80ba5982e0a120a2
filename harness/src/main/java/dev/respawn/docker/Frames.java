package dev.respawn.docker;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** What a program prints, as engines send it: in frames, each with its stream and its length, unless it has a terminal. */
final class Frames {
    private static final int STDERR = 2;
    /** No time is written longer. */
    private static final int STAMP_LONGEST = 40;

    private static final int SKIPPED_AT_ONCE = 1 << 16;

    private static final class Frame {
        private final boolean stderr;
        private final byte[] bytes;

        Frame(boolean stderr, byte[] bytes) {
            this.stderr = stderr;
            this.bytes = bytes;
        }
    }

    private Frames() {}

    /** Both streams in the order in which they were written, at most so many bytes of them; what follows is not read. */
    static byte[] joined(InputStream framed, int limit) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        while (out.size() < limit) {
            Optional<Frame> frame = next(framed, limit - out.size());
            if (frame.isEmpty()) {
                break;
            }
            out.write(frame.get().bytes);
        }
        return out.toByteArray();
    }

    /** The same, but read to the end. */
    static byte[] drained(InputStream framed, int limit) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        while (true) {
            Optional<Frame> frame = next(framed, limit - out.size());
            if (frame.isEmpty()) {
                return out.toByteArray();
            }
            out.write(frame.get().bytes);
        }
    }

    /** A frame, of which at most so many bytes are kept; empty at the end of the stream. */
    private static Optional<Frame> next(InputStream framed, int most) throws IOException {
        // One byte says which stream, three are nothing, four are the length.
        byte[] header = framed.readNBytes(8);
        if (header.length < 8) {
            return Optional.empty();
        }
        long length = Integer.toUnsignedLong(ByteBuffer.wrap(header).getInt(4));
        byte[] bytes = framed.readNBytes((int) Math.min(length, most));
        for (long over = length - bytes.length; over > 0; ) {
            int skipped = framed.readNBytes((int) Math.min(over, SKIPPED_AT_ONCE)).length;
            if (skipped == 0) {
                break;
            }
            over -= skipped;
        }
        return Optional.of(new Frame(header[0] == STDERR, bytes));
    }

    /** The lines of a log with times, oldest first, at most so many bytes of it. */
    static Printout lines(InputStream framed, int limit) throws IOException {
        Lines lines = new Lines();
        int read = 0;
        while (read < limit) {
            Optional<Frame> frame = next(framed, limit - read);
            if (frame.isEmpty()) {
                return lines.all();
            }
            // An empty frame costs something as well, or a stream of nothing but those would never end.
            read += frame.get().bytes.length + 1;
            lines.add(frame.get().stderr, frame.get().bytes);
        }
        return lines.cut();
    }

    /** The same of a container with a terminal, which has no frames and one stream only. */
    static Printout terminalLines(InputStream bare, int limit) throws IOException {
        Lines lines = new Lines();
        byte[] bytes = bare.readNBytes(limit);
        lines.add(false, bytes);
        return bytes.length < limit ? lines.all() : lines.cut();
    }

    /** Lines that are put together again: engines log a long one in pieces, each with a time of its own. */
    private static final class Lines {
        private final List<PrintedLine> whole = new ArrayList<>();
        private final TreeMap<Boolean, Begun> begun = new TreeMap<>();

        private record Begun(Instant at, ByteArrayOutputStream bytes) {}

        void add(boolean stderr, byte[] bytes) {
            int from = 0;
            while (from < bytes.length) {
                int end = from;
                while (end < bytes.length && bytes[end] != '\n') {
                    end++;
                }
                piece(stderr, bytes, from, end);
                if (end < bytes.length) {
                    finish(stderr);
                }
                from = end + 1;
            }
        }

        private void piece(boolean stderr, byte[] bytes, int from, int to) {
            int blank = from;
            while (blank < to && blank - from < STAMP_LONGEST && bytes[blank] != ' ') {
                blank++;
            }
            Optional<Instant> at = Answers.time(new String(bytes, from, blank - from, StandardCharsets.UTF_8));
            int text = at.isPresent() ? Math.min(blank + 1, to) : from;
            begun.computeIfAbsent(stderr, s -> new Begun(at.orElse(Instant.EPOCH), new ByteArrayOutputStream()))
                    .bytes()
                    .write(bytes, text, to - text);
        }

        private void finish(boolean stderr) {
            Begun line = begun.remove(stderr);
            if (line != null) {
                String text = line.bytes().toString(StandardCharsets.UTF_8);
                whole.add(new PrintedLine(
                        line.at(), stderr, text.endsWith("\r") ? text.substring(0, text.length() - 1) : text));
            }
        }

        /** Also what was printed without an end of line. */
        Printout all() {
            List.copyOf(begun.keySet()).forEach(this::finish);
            return sorted(false);
        }

        /** What was read up to the limit: a line that it cut comes whole with the next answer, unless it alone is longer. */
        Printout cut() {
            if (whole.isEmpty()) {
                List.copyOf(begun.keySet()).forEach(this::finish);
            }
            return sorted(true);
        }

        private Printout sorted(boolean cut) {
            whole.sort(Comparator.comparing(PrintedLine::at));
            return new Printout(whole, cut);
        }
    }
}
