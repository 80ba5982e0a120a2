package dev.respawn.fault;

import dev.respawn.catalogue.Catalogue;

/** Holds the faults, found once. */
final class Faults {
    static final Catalogue<Fault> ALL = Catalogue.load("fault", Fault.Listing.class, Fault.Listing::word);

    private Faults() {}
}
