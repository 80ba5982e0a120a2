package dev.respawn.model;

import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The values of environment variables that nobody should read in a journal or a report. A variable holds one if its name
 * says so (PASSWORD, SECRET, TOKEN, CREDENTIALS, a word KEY, PASS or AUTH of it), or its value is an address with a
 * password in it.
 */
public final class Secrets {
    /** What stands in place of one. */
    public static final String MASK = "***";

    /** Shorter ones are not looked for in other texts: they would be found everywhere. */
    private static final int SHORTEST = 6;

    private static final Pattern NAME =
            Pattern.compile("(?i).*(?:PASSW|PASSPHRASE|SECRET|TOKEN|CREDENTIAL|APIKEY|PRIVATEKEY).*"
                    + "|(?:.*[_.-])?(?:PASS|PWD|KEY|AUTH)(?:[_.-].*)?");
    private static final Pattern PASSWORD_IN_ADDRESS = Pattern.compile("://[^/@\\s:]*:([^/@\\s]+)@");

    private final List<String> values;

    private Secrets(Set<String> values) {
        // The longest first: one may be a part of another.
        this.values = values.stream()
                .filter(value -> value.length() >= SHORTEST)
                .sorted(Comparator.comparing(String::length).reversed().thenComparing(Comparator.naturalOrder()))
                .toList();
    }

    /** Without those of its values that this is not true of. */
    public Secrets only(Predicate<String> those) {
        return new Secrets(values.stream().filter(those).collect(Collectors.toSet()));
    }

    /** Whether a value stands for a secret that was masked. */
    public static boolean isMasked(String name, String value) {
        return (isSecret(name) && value.equals(MASK)) || value.contains(":" + MASK + "@");
    }

    /** Those of these environments. */
    public static Secrets of(Collection<Map<String, String>> environments) {
        Set<String> values = new LinkedHashSet<>();
        for (Map<String, String> environment : environments) {
            environment.forEach((name, value) -> {
                if (isSecret(name)) {
                    values.add(value);
                }
                Matcher matcher = PASSWORD_IN_ADDRESS.matcher(value);
                while (matcher.find()) {
                    values.add(matcher.group(1));
                }
            });
        }
        return new Secrets(values);
    }

    /** Whether the value of a variable of this name is nobody's business. */
    public static boolean isSecret(String name) {
        return NAME.matcher(name).matches();
    }

    /** An environment with its secrets masked. */
    public static Map<String, String> masked(Map<String, String> environment) {
        Map<String, String> masked = new TreeMap<>();
        environment.forEach((name, value) -> {
            Matcher matcher = PASSWORD_IN_ADDRESS.matcher(value);
            masked.put(
                    name,
                    isSecret(name) && !value.isEmpty()
                            ? MASK
                            : matcher.replaceAll(found -> Matcher.quoteReplacement(
                                    found.group().replace(":" + found.group(1) + "@", ":" + MASK + "@"))));
        });
        return masked;
    }

    /** Whether there are none that could be found in a text. */
    public boolean none() {
        return values.isEmpty();
    }

    /** A text without them. */
    public String mask(String text) {
        String masked = text;
        for (String value : values) {
            masked = masked.replace(value, MASK);
        }
        return masked;
    }
}
