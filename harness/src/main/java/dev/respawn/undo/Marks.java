package dev.respawn.undo;

import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * By what a thing on the host is known to be one's own: names and ids that nobody else's things carry. A change that
 * carries none may still be ours, but nobody can know.
 *
 * @param names stand as whole words
 * @param ids of containers, networks and the like: their first twelve digits, with or without the rest
 */
record Marks(Set<String> names, Set<String> ids) {
    private static final Pattern ID = Pattern.compile("[0-9a-f]{12,64}");
    private static final int ID_SHORT = 12;
    // Shorter ones would stand in all kinds of lines.
    private static final int NAME_SHORTEST = 4;

    Marks {
        names = Set.copyOf(names);
        ids = Set.copyOf(ids);
    }

    /** From all that was written down: what looks like an id is taken for one. */
    static Marks of(Collection<String> known) {
        Set<String> names = new TreeSet<>();
        Set<String> ids = new TreeSet<>();
        for (String text : known) {
            if (ID.matcher(text).matches()) {
                ids.add(text.substring(0, ID_SHORT));
            } else if (text.length() >= NAME_SHORTEST) {
                names.add(text);
            }
        }
        return new Marks(names, ids);
    }

    /** Whether one of them stands in this line. */
    boolean in(String line) {
        return names.stream().anyMatch(name -> stands(name, line, true))
                || ids.stream().anyMatch(id -> stands(id, line, false));
    }

    private static boolean stands(String mark, String line, boolean toItsEnd) {
        for (int at = line.indexOf(mark); at >= 0; at = line.indexOf(mark, at + 1)) {
            int end = at + mark.length();
            boolean begins = at == 0 || !continues(line.charAt(at - 1));
            boolean ends = !toItsEnd || end == line.length() || !continues(line.charAt(end));
            if (begins && ends) {
                return true;
            }
        }
        return false;
    }

    private static boolean continues(char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }
}
