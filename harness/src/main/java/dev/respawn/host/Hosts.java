package dev.respawn.host;

import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;

/** The kinds of hosts by name. */
public final class Hosts {
    private Hosts() {}

    /** All listings on the class path. */
    public static List<Host.Listing> all() {
        return ServiceLoader.load(Host.Listing.class, Host.Listing.class.getClassLoader()).stream()
                .map(ServiceLoader.Provider::get)
                .sorted(Comparator.comparing(Host.Listing::name))
                .toList();
    }

    /** The names of all. */
    public static List<String> names() {
        return all().stream().map(Host.Listing::name).toList();
    }

    /**
     * The host that is written so: {@code user}, {@code private:live-restore=true}.
     *
     * @throws IllegalArgumentException if there is none, or its options are not understood
     */
    public static Host.Opening named(String text) {
        return listing(text).make(options(text));
    }

    /**
     * Whether the engine of the host that is written so is made for the run, so that nothing runs there already.
     *
     * @throws IllegalArgumentException if there is no such host
     */
    public static boolean makesItsEngine(String text) {
        return listing(text).makesItsEngine();
    }

    /**
     * Whether the host that is written so is a machine, with an init system of its own.
     *
     * @throws IllegalArgumentException if there is no such host
     */
    public static boolean isMachine(String text) {
        return listing(text).isMachine();
    }

    /**
     * Whether containers outlive their engine on the host that is written so, as far as that says.
     *
     * @throws IllegalArgumentException if there is no such host, or its options are not understood
     */
    public static boolean liveRestores(String text) {
        return listing(text).liveRestores(options(text));
    }

    private static String options(String text) {
        int colon = text.indexOf(':');
        return colon < 0 ? "" : text.substring(colon + 1);
    }

    private static Host.Listing listing(String text) {
        int colon = text.indexOf(':');
        String name = colon < 0 ? text : text.substring(0, colon);
        return all().stream()
                .filter(listing -> listing.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "no host is named '" + name + "'; these are: " + String.join(", ", names())));
    }
}
