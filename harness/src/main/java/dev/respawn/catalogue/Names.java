package dev.respawn.catalogue;

import java.util.Collection;
import java.util.Optional;

/** What is said about a name that does not exist. */
public final class Names {
    private Names() {}

    /** For example: no fault is named 'crahs' (did you mean 'crash'?); these are: crash, start. */
    public static String unknown(String kind, String name, Collection<String> known) {
        String near = nearest(name, known)
                .map(n -> " (did you mean '" + Text.shown(n) + "'?)")
                .orElse("");
        String all = known.isEmpty()
                ? "there are none"
                : "these are: "
                        + String.join(
                                ", ", known.stream().sorted().map(Text::shown).toList());
        return "no " + kind + " is named '" + Text.shown(name) + "'" + near + "; " + all;
    }

    /** The known name that is at most two slips of the finger away, if there is one. */
    public static Optional<String> nearest(String name, Collection<String> known) {
        int limit = name.length() <= 3 ? 1 : 2;
        String best = null;
        int least = limit + 1;
        for (String candidate : known.stream().sorted().toList()) {
            int distance = distance(name, candidate, least);
            if (distance < least) {
                least = distance;
                best = candidate;
            }
        }
        return Optional.ofNullable(best);
    }

    /** Insertions, deletions, replacements and swaps of neighbours; anything from the limit on is the limit. */
    private static int distance(String a, String b, int limit) {
        if (Math.abs(a.length() - b.length()) >= limit) {
            return limit;
        }
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    d[i][j] = i + j;
                    continue;
                }
                int cost = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                d[i][j] = Math.min(Math.min(d[i - 1][j] + 1, d[i][j - 1] + 1), d[i - 1][j - 1] + cost);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return Math.min(d[a.length()][b.length()], limit);
    }
}
