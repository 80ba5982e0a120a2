package dev.respawn.healer;

import dev.respawn.model.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * What the healer does about which trouble, and when.
 *
 * @param onDeath what it does about a death that no operator wanted
 * @param onUnhealthy what it does about a health check that failed
 * @param onRefused what it does when the engine cannot start a container again
 * @param inDoubt what it does about one that is down when it comes, and nobody knows why
 * @param grace what the process of a container that is not well is given to stop by itself
 */
public record Care(
        Law law, OnDeath onDeath, OnUnhealthy onUnhealthy, OnRefused onRefused, InDoubt inDoubt, Duration grace) {
    /** What is done about a death. */
    public enum OnDeath {
        START,
        RECREATE
    }

    /** What is done about a health check that failed. */
    public enum OnUnhealthy {
        RECREATE,
        RESTART,
        LEAVE
    }

    /** What is done when the engine refuses a start. */
    public enum OnRefused {
        RECREATE,
        RETRY
    }

    /** What is done about one that is down, and nobody knows why. */
    public enum InDoubt {
        START,
        LEAVE
    }

    // Before the first value, which is checked against it.
    private static final Duration GRACE_MOST = Duration.ofMinutes(10);

    /** What it does unless told otherwise. */
    public static final Care USUAL = new Care(
            new Law(Duration.ofSeconds(1), 2, Duration.ofMinutes(1), 0, Duration.ofSeconds(10), 0),
            OnDeath.START,
            OnUnhealthy.RECREATE,
            OnRefused.RECREATE,
            InDoubt.START,
            Duration.ofSeconds(2));

    public Care {
        if (grace.isNegative() || grace.compareTo(GRACE_MOST) > 0) {
            throw new IllegalArgumentException(
                    "'grace' is " + Durations.exact(grace) + "; the longest is " + Durations.exact(GRACE_MOST));
        }
        if (grace.toMillis() % 1000 != 0) {
            throw new IllegalArgumentException(
                    "'grace' is " + Durations.exact(grace) + "; wanted whole seconds, as engines count them");
        }
    }

    /** The names of what can be said, each with what it means. */
    public static Map<String, String> options() {
        Map<String, String> options = new LinkedHashMap<>();
        options.put("first", "the wait at the first trouble (1s)");
        options.put("factor", "by how much each next wait in a row is longer (2)");
        options.put("cap", "the longest wait (1m)");
        options.put("jitter", "up to which share of a wait is added to it by chance (0%)");
        options.put("reset-after", "a life of at least this length makes the next trouble the first again (10s)");
        options.put("give-up", "after how many starts in a row it gives up; 0 for never (0)");
        options.put("on-death", "start or recreate (start)");
        options.put("on-unhealthy", "recreate, restart or leave (recreate)");
        options.put("on-refused", "what to do when the engine refuses a start: recreate or retry (recreate)");
        options.put("in-doubt", "with what is down, and nobody knows why: start or leave (start)");
        options.put("grace", "what a process that is not well is given to stop by itself (2s)");
        return options;
    }

    /**
     * Reads what is said otherwise than usual.
     *
     * @throws IllegalArgumentException if something in it is not understood
     */
    public static Care of(Map<String, String> said) {
        Map<String, String> left = new TreeMap<>(said);
        Law usual = USUAL.law;
        Duration first = take(left, "first", usual.first(), Durations::parse);
        Duration cap = take(left, "cap", usual.cap().compareTo(first) < 0 ? first : usual.cap(), Durations::parse);
        Care care = new Care(
                new Law(
                        first,
                        take(left, "factor", usual.factor(), Care::number),
                        cap,
                        take(left, "jitter", usual.jitter(), Care::share),
                        take(left, "reset-after", usual.resetAfter(), Durations::parse),
                        take(left, "give-up", usual.giveUp(), Care::number)),
                take(left, "on-death", USUAL.onDeath, text -> word(OnDeath.class, text)),
                take(left, "on-unhealthy", USUAL.onUnhealthy, text -> word(OnUnhealthy.class, text)),
                take(left, "on-refused", USUAL.onRefused, text -> word(OnRefused.class, text)),
                take(left, "in-doubt", USUAL.inDoubt, text -> word(InDoubt.class, text)),
                take(left, "grace", USUAL.grace, Durations::parse));
        if (!left.isEmpty()) {
            throw new IllegalArgumentException("the healer has no option '"
                    + left.keySet().iterator().next() + "'; these are: "
                    + String.join(", ", new TreeSet<>(options().keySet())));
        }
        return care;
    }

    /**
     * Reads name=value, name=value, as it is written behind a supervisor's name.
     *
     * @throws IllegalArgumentException if something in it is not understood
     */
    public static Care parse(String text) {
        Map<String, String> said = new LinkedHashMap<>();
        for (String part : text.isEmpty() ? List.<String>of() : List.of(text.split(",", -1))) {
            int equals = part.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException("'" + part
                        + "' is no option of the healer; wanted name=value, such as" + " first=200ms; the names are: "
                        + String.join(", ", new TreeSet<>(options().keySet())));
            }
            if (said.put(part.substring(0, equals), part.substring(equals + 1)) != null) {
                throw new IllegalArgumentException(
                        "'" + part.substring(0, equals) + "' is said twice to the healer; once is wanted");
            }
        }
        return of(said);
    }

    private static <T> T take(Map<String, String> said, String name, T otherwise, Function<String, T> reading) {
        String text = said.remove(name);
        if (text == null) {
            return otherwise;
        }
        try {
            return reading.apply(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("'" + name + "': " + e.getMessage(), e);
        }
    }

    private static int number(String text) {
        if (!text.matches("[0-9]{1,6}")) {
            throw new IllegalArgumentException("'" + text + "' is no number; wanted one of at most six digits");
        }
        return Integer.parseInt(text);
    }

    private static double share(String text) {
        if (!text.matches("[0-9]{1,3}%")) {
            throw new IllegalArgumentException("'" + text + "' is no share; wanted one such as 10%");
        }
        return Integer.parseInt(text.substring(0, text.length() - 1)) / 100.0;
    }

    private static <E extends Enum<E>> E word(Class<E> type, String text) {
        List<String> words = new ArrayList<>();
        for (E one : type.getEnumConstants()) {
            String word = one.name().toLowerCase(Locale.ROOT);
            if (word.equals(text)) {
                return one;
            }
            words.add(word);
        }
        words.sort(null);
        throw new IllegalArgumentException("'" + text + "' is none of: " + String.join(", ", words));
    }
}
