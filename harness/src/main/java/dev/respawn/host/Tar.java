package dev.respawn.host;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Archives of one file, as engines take and give them: with times to the nanosecond, which only the POSIX form can carry. */
public final class Tar {
    private static final int BLOCK = 512;
    private static final int NAME_LENGTH = 100;
    private static final long OCTAL_MOST = 07777777;
    private static final long HEADER_MOST = 1 << 20;

    private Tar() {}

    /**
     * The first entry of an archive.
     *
     * @param type 0 for a file, 2 for a symbolic link, 5 for a directory
     * @param more what the POSIX form says beside: extended attributes stand under {@code SCHILY.xattr.NAME}
     * @param content empty for what is no file
     */
    public record Entry(
            String name, char type, int mode, long user, long group, Map<String, String> more, Content content) {
        /** Whether it has extended attributes. */
        public boolean hasAttributes() {
            return more.keySet().stream().anyMatch(key -> key.startsWith("SCHILY.xattr."));
        }
    }

    /** An archive of this one file, under the last part of its path. */
    public static byte[] of(KeptFile file) {
        String name = file.path().substring(file.path().lastIndexOf('/') + 1);
        Map<String, String> more = new TreeMap<>();
        more.put("mtime", seconds(file.modified()));
        more.put("atime", seconds(file.accessed()));
        more.put("path", name);
        more.put("uid", String.valueOf(file.user()));
        more.put("gid", String.valueOf(file.group()));
        byte[] records = records(more);
        ByteArrayOutputStream out = new ByteArrayOutputStream(file.content().size() + 4 * BLOCK);
        out.writeBytes(header("more", 'x', 0644, 0, 0, records.length, file.modified()));
        out.writeBytes(padded(records));
        out.writeBytes(header(
                name,
                '0',
                file.mode(),
                file.user(),
                file.group(),
                file.content().size(),
                file.modified()));
        out.writeBytes(padded(file.content().bytes()));
        out.writeBytes(new byte[2 * BLOCK]);
        return out.toByteArray();
    }

    private static String seconds(Instant time) {
        // Before 1970 the fraction still counts upwards from the second below, which the form writes as one number.
        BigDecimal exact = BigDecimal.valueOf(time.getEpochSecond()).add(BigDecimal.valueOf(time.getNano(), 9));
        return exact.stripTrailingZeros().toPlainString();
    }

    /** Each record begins with its own length, which counts the digits of that length as well. */
    private static byte[] records(Map<String, String> more) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        more.forEach((key, value) -> {
            byte[] text = (" " + key + "=" + value + "\n").getBytes(StandardCharsets.UTF_8);
            int length = text.length;
            while (String.valueOf(length).length() + text.length != length) {
                length = String.valueOf(length).length() + text.length;
            }
            out.writeBytes(String.valueOf(length).getBytes(StandardCharsets.US_ASCII));
            out.writeBytes(text);
        });
        return out.toByteArray();
    }

    private static byte[] header(String name, char type, int mode, long user, long group, long size, Instant modified) {
        byte[] header = new byte[BLOCK];
        byte[] named = name.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(named, 0, header, 0, Math.min(named.length, NAME_LENGTH - 1));
        octal(header, 100, 8, mode);
        octal(header, 108, 8, Math.min(user, OCTAL_MOST));
        octal(header, 116, 8, Math.min(group, OCTAL_MOST));
        octal(header, 124, 12, size);
        octal(header, 136, 12, Math.max(0, modified.getEpochSecond()));
        header[156] = (byte) type;
        System.arraycopy("ustar\00000".getBytes(StandardCharsets.US_ASCII), 0, header, 257, 8);
        Arrays.fill(header, 148, 156, (byte) ' ');
        int sum = 0;
        for (byte one : header) {
            sum += one & 0xff;
        }
        octal(header, 148, 7, sum);
        return header;
    }

    private static void octal(byte[] header, int at, int length, long value) {
        String digits = String.format("%0" + (length - 1) + "o", value);
        System.arraycopy(digits.getBytes(StandardCharsets.US_ASCII), 0, header, at, length - 1);
        header[at + length - 1] = 0;
    }

    private static byte[] padded(byte[] content) {
        return Arrays.copyOf(content, (content.length + BLOCK - 1) / BLOCK * BLOCK);
    }

    /**
     * Reads the first entry of an archive; empty if it has none.
     *
     * @param most the most of its content that is taken
     * @throws IOException if it is no archive, or its first file is larger
     */
    public static Optional<Entry> first(InputStream archive, long most) throws IOException {
        Map<String, String> more = new TreeMap<>();
        Optional<String> longName = Optional.empty();
        while (true) {
            byte[] header = archive.readNBytes(BLOCK);
            if (header.length < BLOCK || header[0] == 0) {
                return Optional.empty();
            }
            long size = number(header, 124, 12);
            char type = header[156] == 0 ? '0' : (char) header[156];
            boolean about = type == 'x' || type == 'g' || type == 'L' || type == 'K';
            if (size < 0 || size > (about ? HEADER_MOST : most)) {
                throw new IOException(
                        "an entry of the archive has " + size + " bytes; the most is " + (about ? HEADER_MOST : most));
            }
            if (!about) {
                String name = more.getOrDefault("path", longName.orElseGet(() -> text(header, 0, NAME_LENGTH)));
                byte[] content = type == '0' ? content(archive, size) : new byte[0];
                return Optional.of(new Entry(
                        name,
                        type,
                        (int) (number(header, 100, 8) & 07777),
                        Long.parseLong(more.getOrDefault("uid", String.valueOf(number(header, 108, 8)))),
                        Long.parseLong(more.getOrDefault("gid", String.valueOf(number(header, 116, 8)))),
                        Map.copyOf(more),
                        new Content(content)));
            }
            byte[] body = content(archive, size);
            if (type == 'x') {
                read(body, more);
            } else if (type == 'L') {
                longName = Optional.of(text(body, 0, body.length));
            }
        }
    }

    private static byte[] content(InputStream archive, long size) throws IOException {
        byte[] content = archive.readNBytes((int) size);
        archive.skipNBytes((BLOCK - size % BLOCK) % BLOCK);
        if (content.length < size) {
            throw new IOException("the archive breaks off");
        }
        return content;
    }

    private static void read(byte[] records, Map<String, String> more) throws IOException {
        int at = 0;
        while (at < records.length) {
            int blank = at;
            while (blank < records.length && records[blank] != ' ') {
                blank++;
            }
            String digits = new String(records, at, blank - at, StandardCharsets.US_ASCII);
            int length = digits.matches("[0-9]{1,7}") ? Integer.parseInt(digits) : 0;
            if (length <= digits.length() + 1 || at + length > records.length) {
                throw new IOException("the archive has a record that does not end where it says");
            }
            String record = new String(records, blank + 1, length - digits.length() - 2, StandardCharsets.UTF_8);
            int equals = record.indexOf('=');
            if (equals > 0) {
                more.put(record.substring(0, equals), record.substring(equals + 1));
            }
            at += length;
        }
    }

    private static String text(byte[] from, int at, int length) {
        int end = at;
        while (end < at + length && from[end] != 0) {
            end++;
        }
        return new String(from, at, end - at, StandardCharsets.UTF_8);
    }

    /** Octal digits, or, with the first bit set, plain bytes. */
    private static long number(byte[] header, int at, int length) throws IOException {
        if ((header[at] & 0x80) != 0) {
            long value = header[at] & 0x7f;
            for (int i = at + 1; i < at + length; i++) {
                value = value << 8 | (header[i] & 0xff);
            }
            return value;
        }
        String digits = text(header, at, length).strip();
        if (!digits.matches("[0-7]{0,21}")) {
            throw new IOException("this is no archive");
        }
        return digits.isEmpty() ? 0 : Long.parseLong(digits, 8);
    }
}
