package dev.respawn.catalogue;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Plain data as JSON text: maps with text keys, lists, text, numbers, booleans.
 *
 * <p>Equal data gives the same text on every run: a map that keeps no order of its own, such as {@link Map#of()}, is
 * written in the order of its keys.
 */
public final class PlainJson {
    private static final String STEP = "  ";

    private PlainJson() {}

    /**
     * The data over several lines, indented by two blanks, without a line break at the end.
     *
     * @throws IllegalArgumentException if something in it is not plain
     */
    public static String write(Object plain) {
        StringBuilder out = new StringBuilder();
        value(plain, "", out);
        return out.toString();
    }

    private static void value(Object plain, String indent, StringBuilder out) {
        if (plain instanceof Map<?, ?> map) {
            map(map, indent, out);
        } else if (plain instanceof Collection<?> list) {
            list(list, indent, out);
        } else if (plain instanceof String text) {
            text(text, out);
        } else if (plain instanceof Boolean || number(plain)) {
            out.append(plain);
        } else {
            throw new IllegalArgumentException(
                    "'" + plain + "' (" + plain.getClass().getName()
                            + ") is not plain; wanted a map, a list, text, a finite number or a boolean");
        }
    }

    private static boolean number(Object plain) {
        return plain instanceof Integer
                || plain instanceof Long
                || (plain instanceof Double real && Double.isFinite(real));
    }

    private static void map(Map<?, ?> map, String indent, StringBuilder out) {
        if (map.isEmpty()) {
            out.append("{}");
            return;
        }
        String within = indent + STEP;
        String before = "{\n";
        for (Map.Entry<?, ?> entry : ordered(map).entrySet()) {
            out.append(before).append(within);
            if (!(entry.getKey() instanceof String key)) {
                throw new IllegalArgumentException("'" + entry.getKey() + "' is no key; wanted text");
            }
            text(key, out);
            out.append(": ");
            value(entry.getValue(), within, out);
            before = ",\n";
        }
        out.append('\n').append(indent).append('}');
    }

    private static Map<?, ?> ordered(Map<?, ?> map) {
        return map instanceof LinkedHashMap || map instanceof SortedMap ? map : new TreeMap<>(map);
    }

    private static void list(Collection<?> list, String indent, StringBuilder out) {
        if (list.isEmpty()) {
            out.append("[]");
            return;
        }
        String within = indent + STEP;
        String before = "[\n";
        for (Object item : list) {
            out.append(before).append(within);
            value(item, within, out);
            before = ",\n";
        }
        out.append('\n').append(indent).append(']');
    }

    private static void text(String text, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (hidden(text, i)) {
                        out.append(String.format("\\u%04x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }

    // What a terminal would act on, what readers of lines or of YAML would stumble over, and halves of pairs.
    private static boolean hidden(String text, int i) {
        char c = text.charAt(i);
        if (Character.isHighSurrogate(c)) {
            return i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1));
        }
        if (Character.isLowSurrogate(c)) {
            return i == 0 || !Character.isHighSurrogate(text.charAt(i - 1));
        }
        int type = Character.getType(c);
        return Character.isISOControl(c)
                || type == Character.FORMAT
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR
                || c >= '\ufffe';
    }
}
