package dev.respawn.docker;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Reads a tar archive as it comes, whoever made it: nothing is unpacked, names and lengths are taken as they are told and
 * no further than they reach, and an archive that breaks off is an exception and not a shorter one.
 */
public final class TarReader {
    /** What an entry is. */
    public enum Kind {
        FILE,
        DIRECTORY,
        SYMBOLIC_LINK,
        /** Another name of a file that came before; it has no content of its own. */
        HARD_LINK,
        OTHER
    }

    /**
     * One entry.
     *
     * @param name without a slash at either end, and without a leading {@code ./}
     * @param size in bytes; 0 of what is no file
     * @param mode its permission bits, as {@code chmod} takes them
     * @param linkTarget empty if it is no link
     */
    public record Entry(
            String name, Kind kind, long size, int mode, long user, long group, Instant modified, String linkTarget) {}

    private static final int BLOCK = 512;
    /** The longest header beside the entry's own, which holds a long name and the like. */
    private static final int HEADER_MOST = 1 << 20;

    private final InputStream in;
    private long left;
    private int padding;
    private boolean ended;

    public TarReader(InputStream in) {
        this.in = in;
    }

    /**
     * The next entry; empty at the end. What was not read of the last one is skipped.
     *
     * @throws IOException if it is no archive, or breaks off
     */
    public Optional<Entry> next() throws IOException {
        Map<String, String> more = new HashMap<>();
        while (!ended) {
            skip(left + padding);
            left = 0;
            padding = 0;
            byte[] header = block();
            if (zero(header)) {
                ended = true;
                break;
            }
            check(header);
            long size = number(header, 124, 12);
            if (size < 0) {
                throw new IOException("the archive has an entry of " + size + " bytes");
            }
            switch (header[156]) {
                case 'x' -> extended(text(size), more);
                case 'L' -> more.put("path", name(text(size)));
                case 'K' -> more.put("linkpath", name(text(size)));
                // Meant for all entries that follow; no engine says anything there.
                case 'g' -> content(size);
                default -> {
                    return Optional.of(entry(header, size, more));
                }
            }
        }
        return Optional.empty();
    }

    /** The content of the entry that came last; it ends with it. */
    public InputStream content() {
        return new Content();
    }

    /** Reads to the end of the stream: what stands behind an archive's end belongs to it. */
    public void drain() throws IOException {
        in.transferTo(OutputStream.nullOutputStream());
    }

    private Entry entry(byte[] header, long size, Map<String, String> more) throws IOException {
        Kind kind = switch (header[156]) {
            case 0, '0', '7' -> Kind.FILE;
            case '1' -> Kind.HARD_LINK;
            case '2' -> Kind.SYMBOLIC_LINK;
            case '5' -> Kind.DIRECTORY;
            default -> Kind.OTHER;
        };
        long told = more.containsKey("size") ? whole(more, "size") : size;
        // Links are said to have a size by some, and have no content all the same.
        content(kind == Kind.FILE || kind == Kind.OTHER ? told : 0);
        String prefix = ustar(header) ? field(header, 345, 155) : "";
        String name = more.getOrDefault(
                "path", prefix.isEmpty() ? field(header, 0, 100) : prefix + "/" + field(header, 0, 100));
        return new Entry(
                trimmed(name),
                kind,
                kind == Kind.FILE ? told : 0,
                (int) number(header, 100, 8) & 07777,
                more.containsKey("uid") ? whole(more, "uid") : number(header, 108, 8),
                more.containsKey("gid") ? whole(more, "gid") : number(header, 116, 8),
                more.containsKey("mtime") ? time(more) : Instant.ofEpochSecond(number(header, 136, 12)),
                more.getOrDefault("linkpath", field(header, 157, 100)));
    }

    private static boolean ustar(byte[] header) {
        // The older form of GNU has other fields in the place of the prefix.
        return field(header, 257, 6).equals("ustar") && header[263] == '0';
    }

    private static String trimmed(String name) {
        String trimmed = name;
        while (trimmed.startsWith("./") || trimmed.startsWith("/")) {
            trimmed = trimmed.substring(trimmed.indexOf('/') + 1);
        }
        while (trimmed.endsWith("/")) {
            trimmed = trimmed.substring(0, trimmed.length() - 1);
        }
        return trimmed;
    }

    private void content(long size) throws IOException {
        if (size < 0) {
            throw new IOException("the archive has an entry of " + size + " bytes");
        }
        left = size;
        padding = (int) ((BLOCK - size % BLOCK) % BLOCK);
    }

    /** A header that is written like a file. */
    private byte[] text(long size) throws IOException {
        if (size > HEADER_MOST) {
            throw new IOException(
                    "the archive has a header of " + size + " bytes; the longest that is read has " + HEADER_MOST);
        }
        content(size);
        byte[] text = in.readNBytes((int) size);
        left -= text.length;
        if (left > 0) {
            throw brokenOff();
        }
        return text;
    }

    private static String name(byte[] text) {
        int end = text.length;
        while (end > 0 && text[end - 1] == 0) {
            end--;
        }
        return new String(text, 0, end, StandardCharsets.UTF_8);
    }

    /** Each record is its own length, a blank, a key, an equals sign, a value and a line's end. */
    private static void extended(byte[] text, Map<String, String> into) throws IOException {
        int at = 0;
        while (at < text.length) {
            int blank = at;
            while (blank < text.length && text[blank] != ' ') {
                blank++;
            }
            int length = length(new String(text, at, blank - at, StandardCharsets.US_ASCII));
            int end = at + length;
            if (length <= blank - at + 1 || end > text.length || end < at || text[end - 1] != '\n') {
                throw new IOException("the archive has a header whose lengths are wrong");
            }
            String record = new String(text, blank + 1, end - 1 - (blank + 1), StandardCharsets.UTF_8);
            int equals = record.indexOf('=');
            if (equals > 0) {
                into.put(record.substring(0, equals), record.substring(equals + 1));
            }
            at = end;
        }
    }

    private static int length(String digits) {
        return digits.matches("[0-9]{1,7}") ? Integer.parseInt(digits) : -1;
    }

    private static long whole(Map<String, String> more, String key) throws IOException {
        String text = String.valueOf(more.get(key));
        if (!text.matches("[0-9]{1,18}")) {
            throw new IOException("the archive has an entry whose " + key + " is no number");
        }
        return Long.parseLong(text);
    }

    private static Instant time(Map<String, String> more) throws IOException {
        String text = String.valueOf(more.get("mtime"));
        if (!text.matches("-?[0-9]{1,11}(\\.[0-9]{0,30})?")) {
            throw new IOException("the archive has an entry whose mtime is no time");
        }
        int dot = text.indexOf('.');
        long seconds = Long.parseLong(dot < 0 ? text : text.substring(0, dot));
        String fraction = (dot < 0 ? "" : text.substring(dot + 1)) + "000000000";
        long nanos = Long.parseLong(fraction.substring(0, 9));
        return Instant.ofEpochSecond(seconds, text.startsWith("-") ? -nanos : nanos);
    }

    private byte[] block() throws IOException {
        byte[] block = in.readNBytes(BLOCK);
        if (block.length < BLOCK) {
            throw brokenOff();
        }
        return block;
    }

    private void skip(long count) throws IOException {
        try {
            in.skipNBytes(count);
        } catch (EOFException e) {
            throw brokenOff();
        }
    }

    private static IOException brokenOff() {
        return new EOFException("the archive breaks off");
    }

    private static boolean zero(byte[] block) {
        for (byte b : block) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }

    private static void check(byte[] header) throws IOException {
        long sum = 0;
        for (int i = 0; i < BLOCK; i++) {
            // The field of the sum itself counts as blanks.
            sum += i >= 148 && i < 156 ? ' ' : Byte.toUnsignedInt(header[i]);
        }
        if (sum != number(header, 148, 8)) {
            throw new IOException("this is no tar archive, or it is damaged");
        }
    }

    private static String field(byte[] header, int from, int length) {
        int end = from;
        while (end < from + length && header[end] != 0) {
            end++;
        }
        return new String(header, from, end - from, StandardCharsets.UTF_8);
    }

    /** In octal digits, or in binary where these do not suffice. */
    private static long number(byte[] header, int from, int length) throws IOException {
        if ((header[from] & 0x80) != 0) {
            long value = header[from] & 0x3F;
            if ((header[from] & 0x40) != 0) {
                value -= 0x40;
            }
            for (int i = from + 1; i < from + length; i++) {
                if (value > Long.MAX_VALUE >> 8 || value < Long.MIN_VALUE >> 8) {
                    throw new IOException("the archive has a number that is too large");
                }
                value = value << 8 | Byte.toUnsignedInt(header[i]);
            }
            return value;
        }
        String digits = field(header, from, length).strip();
        if (!digits.matches("[0-7]{0,20}")) {
            throw new IOException("this is no tar archive, or it is damaged");
        }
        return digits.isEmpty() ? 0 : Long.parseLong(digits, 8);
    }

    private final class Content extends InputStream {
        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            if (left == 0) {
                return -1;
            }
            int read = in.read(into, from, (int) Math.min(length, left));
            if (read < 0) {
                throw brokenOff();
            }
            left -= read;
            return read;
        }
    }
}
