package dev.respawn.supervisor;

import dev.respawn.catalogue.Names;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;

/** The supervisors by name. */
public final class Supervisors {
    // Looked for once: each look goes through all jars, and every name in every file asks.
    private static final List<Supervisor.Listing> ALL =
            ServiceLoader.load(Supervisor.Listing.class, Supervisor.Listing.class.getClassLoader()).stream()
                    .map(ServiceLoader.Provider::get)
                    .sorted(Comparator.comparing(Supervisor.Listing::name))
                    .toList();

    private Supervisors() {}

    /** All listings on the class path. */
    public static List<Supervisor.Listing> all() {
        return ALL;
    }

    /**
     * Checks that a supervisor is written so, as far as its text tells.
     *
     * @throws IllegalArgumentException if there is none, or its options are not understood
     */
    public static void check(String text) {
        named(text, Path.of(""));
    }

    /**
     * The supervisor that is written so.
     *
     * @param base from where relative paths in its options are looked up
     * @throws IllegalArgumentException if there is none, or its options are not understood
     */
    public static Supervisor named(String text, Path base) {
        int colon = text.indexOf(':');
        String name = colon < 0 ? text : text.substring(0, colon);
        String options = colon < 0 ? "" : text.substring(colon + 1);
        return all().stream()
                .filter(listing -> listing.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(Names.unknown(
                        "supervisor",
                        name,
                        all().stream().map(Supervisor.Listing::name).toList())))
                .make(options, base);
    }
}
