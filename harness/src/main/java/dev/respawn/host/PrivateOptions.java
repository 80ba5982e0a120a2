package dev.respawn.host;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a private engine is told at its start; the defaults are the engine's own.
 *
 * @param liveRestore whether containers live on while the engine is down
 * @param userlandProxy whether a process per published port carries its connections; it dies with the engine
 */
public record PrivateOptions(boolean liveRestore, boolean userlandProxy) {
    /** An engine as it comes. */
    public static final PrivateOptions DEFAULT = new PrivateOptions(false, true);

    private static final String LIVE_RESTORE = "live-restore";
    private static final String USERLAND_PROXY = "userland-proxy";

    /** The names of all options. */
    public static List<String> names() {
        return List.of(LIVE_RESTORE, USERLAND_PROXY);
    }

    /**
     * Reads {@code live-restore=true,userland-proxy=false}; what is not named keeps its default, an option alone is true.
     *
     * @throws IllegalArgumentException if there is no such option, or it stands twice, or its value is neither true nor false
     */
    public static PrivateOptions parse(String text) {
        Map<String, Boolean> given = new TreeMap<>();
        if (!text.isBlank()) {
            for (String part : text.split(",", -1)) {
                int equals = part.indexOf('=');
                String name = (equals < 0 ? part : part.substring(0, equals)).strip();
                String value = equals < 0 ? "true" : part.substring(equals + 1).strip();
                if (!names().contains(name)) {
                    throw new IllegalArgumentException("no option of a private engine is named '" + name
                            + "'; these are: " + String.join(", ", names()));
                }
                if (!value.equals("true") && !value.equals("false")) {
                    throw new IllegalArgumentException(
                            "option '" + name + "' of a private engine is '" + value + "'; wanted true or false");
                }
                if (given.put(name, value.equals("true")) != null) {
                    throw new IllegalArgumentException("option '" + name + "' of a private engine stands twice");
                }
            }
        }
        return new PrivateOptions(
                given.getOrDefault(LIVE_RESTORE, DEFAULT.liveRestore),
                given.getOrDefault(USERLAND_PROXY, DEFAULT.userlandProxy));
    }

    /** All options as {@link #parse} reads them. */
    public String text() {
        return LIVE_RESTORE + "=" + liveRestore + "," + USERLAND_PROXY + "=" + userlandProxy;
    }
}
