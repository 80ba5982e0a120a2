package dev.respawn.undo;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One line between harness and keeper: {@code NUMBER VERB NAME=VALUE …}. An answer carries the number of its request.
 * What is not a letter, a digit or one of {@code - . _ / :} is written as {@code %} and two hexadecimal digits, so that no
 * value can end a word or a line.
 */
record Line(long number, String verb, SortedMap<String, String> words) {
    /** The longest line either side reads; a longer one is the end of the conversation. */
    static final int BYTES_MOST = 64 * 1024;

    private static final String PLAIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._/:";
    private static final char[] DIGITS = "0123456789abcdef".toCharArray();

    Line {
        if (number < 0 || !verb.matches("[a-z][a-z-]{0,30}")) {
            throw new IllegalArgumentException("'" + number + " " + verb + "' cannot begin a line");
        }
        words = Collections.unmodifiableSortedMap(new TreeMap<>(words));
    }

    static Line of(long number, String verb, Map<String, String> words) {
        return new Line(number, verb, new TreeMap<>(words));
    }

    /** The value of a word; empty text if it is not there. */
    String word(String name) {
        return words.getOrDefault(name, "");
    }

    /** The line without its end. */
    String text() {
        StringBuilder text = new StringBuilder().append(number).append(' ').append(verb);
        words.forEach((name, value) -> {
            text.append(' ');
            escape(name, text);
            text.append('=');
            escape(value, text);
        });
        return text.toString();
    }

    /**
     * Reads a line.
     *
     * @throws IllegalArgumentException if it is none
     */
    static Line parse(String text) {
        String[] parts = text.split(" ", -1);
        if (parts.length < 2 || !parts[0].matches("\\d{1,18}")) {
            throw new IllegalArgumentException("a line begins with a number and a verb");
        }
        TreeMap<String, String> words = new TreeMap<>();
        for (int i = 2; i < parts.length; i++) {
            int equals = parts[i].indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException("word " + (i - 1) + " is not NAME=VALUE");
            }
            if (words.put(plain(parts[i].substring(0, equals)), plain(parts[i].substring(equals + 1))) != null) {
                throw new IllegalArgumentException("word " + (i - 1) + " stands twice");
            }
        }
        return new Line(Long.parseLong(parts[0]), parts[1], words);
    }

    /** Reads the bytes of a line up to its end; empty at the end of the stream, where half a line is none. */
    static Optional<String> read(InputStream stream) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        for (int next = stream.read(); next >= 0; next = stream.read()) {
            if (next == '\n') {
                return Optional.of(bytes.toString(StandardCharsets.UTF_8));
            }
            if (bytes.size() >= BYTES_MOST) {
                throw new EOFException("a line is longer than " + BYTES_MOST + " bytes");
            }
            bytes.write(next);
        }
        return Optional.empty();
    }

    private static void escape(String value, StringBuilder text) {
        for (byte unit : value.getBytes(StandardCharsets.UTF_8)) {
            if (PLAIN.indexOf(unit) >= 0) {
                text.append((char) unit);
            } else {
                text.append('%').append(DIGITS[unit >> 4 & 15]).append(DIGITS[unit & 15]);
            }
        }
    }

    private static String plain(String escaped) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(escaped.length());
        for (int i = 0; i < escaped.length(); i++) {
            char c = escaped.charAt(i);
            if (PLAIN.indexOf(c) >= 0) {
                bytes.write(c);
            } else if (c == '%' && escaped.substring(i).matches("(?s)%[0-9a-f]{2}.*")) {
                bytes.write(Integer.parseInt(escaped.substring(i + 1, i + 3), 16));
                i += 2;
            } else {
                throw new IllegalArgumentException("character " + (int) c + " stands bare in a line");
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
