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

    /**
     * The host that is written so: {@code user}, {@code private:live-restore=true}.
     *
     * @throws IllegalArgumentException if there is none, or its options are not understood
     */
    public static Host.Opening named(String text) {
        int colon = text.indexOf(':');
        String name = colon < 0 ? text : text.substring(0, colon);
        String options = colon < 0 ? "" : text.substring(colon + 1);
        return all().stream()
                .filter(listing -> listing.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no host is named '" + name + "'; these are: "
                        + String.join(
                                ", ", all().stream().map(Host.Listing::name).toList())))
                .make(options);
    }
}
