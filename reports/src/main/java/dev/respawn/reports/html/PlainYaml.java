package dev.respawn.reports.html;

import java.util.List;
import java.util.Map;

/** Plain data (maps, lists, text, numbers, booleans) as YAML that reads back equal. */
final class PlainYaml {
    private PlainYaml() {}

    static String text(Object plain) {
        StringBuilder out = new StringBuilder();
        write(out, plain, "", true);
        return out.toString().strip() + "\n";
    }

    private static void write(StringBuilder out, Object plain, String indent, boolean atLineStart) {
        if (plain instanceof Map<?, ?> map && !map.isEmpty()) {
            boolean first = atLineStart;
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                if (!first) {
                    out.append(indent);
                }
                first = false;
                out.append(scalar(String.valueOf(entry.getKey()))).append(':');
                under(out, entry.getValue(), indent + "  ");
            }
        } else if (plain instanceof List<?> list && !list.isEmpty()) {
            boolean first = atLineStart;
            for (Object item : list) {
                if (!first) {
                    out.append(indent);
                }
                first = false;
                out.append("- ");
                write(out, item, indent + "  ", true);
            }
        } else {
            out.append(scalar(plain)).append('\n');
        }
    }

    private static void under(StringBuilder out, Object value, String indent) {
        boolean nested = (value instanceof Map<?, ?> map && !map.isEmpty())
                || (value instanceof List<?> list && !list.isEmpty());
        out.append(nested ? "\n" + indent : " ");
        write(out, value, indent, true);
    }

    private static String scalar(Object value) {
        if (value instanceof Map) {
            return "{}";
        }
        if (value instanceof List) {
            return "[]";
        }
        if (!(value instanceof String text)) {
            return String.valueOf(value);
        }
        // Words that YAML would take for something else are quoted, and so is what holds a sign of its own.
        boolean plain = text.matches("[A-Za-z/][A-Za-z0-9 _./,()=-]*(:[A-Za-z0-9/._=-]+)*")
                && !text.endsWith(" ")
                && !text.matches("(?i)true|false|null|yes|no|on|off|y|n");
        if (plain || text.matches("[0-9]+(\\.[0-9]+)?(us|ms|s|m|h|B|KiB|MiB|GiB)")) {
            return text;
        }
        StringBuilder quoted = new StringBuilder("\"");
        text.chars().forEach(c -> {
            switch (c) {
                case '"' -> quoted.append("\\\"");
                case '\\' -> quoted.append("\\\\");
                case '\n' -> quoted.append("\\n");
                case '\t' -> quoted.append("\\t");
                default -> {
                    if (c < ' ' || c > '~') {
                        quoted.append(String.format("\\u%04x", c));
                    } else {
                        quoted.append((char) c);
                    }
                }
            }
        });
        return quoted.append('"').toString();
    }
}
