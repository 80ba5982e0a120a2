package dev.respawn.fault;

import dev.respawn.catalogue.Catalogue;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;

/** Holds the faults, found once. */
final class Faults {
    static final Catalogue<Fault> ALL = Catalogue.load("fault", Fault.Listing.class, Fault.Listing::word);

    static final List<Fault> EXAMPLES =
            ServiceLoader.load(Fault.Listing.class, Fault.Listing.class.getClassLoader()).stream()
                    .map(ServiceLoader.Provider::get)
                    .sorted(Comparator.comparing(listing -> listing.word().name()))
                    .flatMap(listing -> listing.examples().stream())
                    .toList();

    private Faults() {}
}
