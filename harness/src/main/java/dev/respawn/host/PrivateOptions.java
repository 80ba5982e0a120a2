package dev.respawn.host;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a private engine is told at its start; the defaults are the engine's own.
 *
 * @param liveRestore whether containers live on while the engine is down
 * @param userlandProxy whether a process per published port carries its connections; it dies with the engine
 * @param version of the engine, as it is written; empty for the one that is installed
 * @param programs the directory of the engine's programs; empty for those on the PATH
 * @param minimumApi the oldest API that the engine still speaks; empty for its own
 */
public record PrivateOptions(
        boolean liveRestore,
        boolean userlandProxy,
        Optional<String> version,
        Optional<Path> programs,
        Optional<String> minimumApi) {
    /** An engine as it comes. */
    public static final PrivateOptions DEFAULT =
            new PrivateOptions(false, true, Optional.empty(), Optional.empty(), Optional.empty());

    private static final String LIVE_RESTORE = "live-restore";
    private static final String USERLAND_PROXY = "userland-proxy";
    private static final String VERSION = "version";
    private static final String PROGRAMS = "programs";
    private static final String MINIMUM_API = "minimum-api";

    private static final Pattern NUMBERS = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3})?");

    /** The names of all options. */
    public static List<String> names() {
        return List.of(LIVE_RESTORE, USERLAND_PROXY, VERSION, PROGRAMS, MINIMUM_API);
    }

    /**
     * Reads {@code live-restore=true,version=26}; what is not named keeps its default, and of what is true or false the name
     * alone is true.
     *
     * @throws IllegalArgumentException if there is no such option, or it stands twice, or its value is none
     */
    public static PrivateOptions parse(String text) {
        Map<String, String> given = new LinkedHashMap<>();
        if (!text.isBlank()) {
            for (String part : text.split(",", -1)) {
                int equals = part.indexOf('=');
                String name = (equals < 0 ? part : part.substring(0, equals)).strip();
                String value = equals < 0 ? "true" : part.substring(equals + 1).strip();
                if (!names().contains(name)) {
                    throw new IllegalArgumentException("no option of a private engine is named '" + name
                            + "'; these are: " + String.join(", ", names()));
                }
                if (given.put(name, value) != null) {
                    throw new IllegalArgumentException("option '" + name + "' of a private engine stands twice");
                }
            }
        }
        if (given.containsKey(VERSION) && given.containsKey(PROGRAMS)) {
            throw new IllegalArgumentException("a private engine has both 'version' and 'programs'; leave one out");
        }
        return new PrivateOptions(
                yes(given, LIVE_RESTORE, DEFAULT.liveRestore),
                yes(given, USERLAND_PROXY, DEFAULT.userlandProxy),
                numbers(given, VERSION, "26"),
                programs(given),
                numbers(given, MINIMUM_API, "1.44"));
    }

    private static boolean yes(Map<String, String> given, String name, boolean otherwise) {
        String value = given.getOrDefault(name, String.valueOf(otherwise));
        if (!value.equals("true") && !value.equals("false")) {
            throw new IllegalArgumentException(
                    "option '" + name + "' of a private engine is '" + value + "'; wanted true or false");
        }
        return value.equals("true");
    }

    private static Optional<String> numbers(Map<String, String> given, String name, String example) {
        Optional<String> value = Optional.ofNullable(given.get(name));
        value.filter(text -> !NUMBERS.matcher(text).matches()).ifPresent(text -> {
            throw new IllegalArgumentException("option '" + name + "' of a private engine is '" + text
                    + "'; wanted a version, such as " + example);
        });
        return value;
    }

    private static Optional<Path> programs(Map<String, String> given) {
        String value = given.get(PROGRAMS);
        if (value == null) {
            return Optional.empty();
        }
        try {
            Path path = Path.of(value);
            if (path.isAbsolute()) {
                return Optional.of(path.normalize());
            }
        } catch (InvalidPathException e) {
            // Said below, as any other mistake.
        }
        throw new IllegalArgumentException("option '" + PROGRAMS + "' of a private engine is '" + value
                + "'; wanted the absolute path of a directory with dockerd, containerd and runc");
    }

    /** The same with the programs of its version being in this directory. */
    public PrivateOptions with(Path directory) {
        return new PrivateOptions(liveRestore, userlandProxy, Optional.empty(), Optional.of(directory), minimumApi);
    }

    /** All options as {@link #parse} reads them. */
    public String text() {
        List<String> parts =
                new ArrayList<>(List.of(LIVE_RESTORE + "=" + liveRestore, USERLAND_PROXY + "=" + userlandProxy));
        version.ifPresent(text -> parts.add(VERSION + "=" + text));
        programs.ifPresent(path -> parts.add(PROGRAMS + "=" + path));
        minimumApi.ifPresent(text -> parts.add(MINIMUM_API + "=" + text));
        return String.join(",", parts);
    }
}
