package dev.respawn.probe;

import dev.respawn.catalogue.Catalogue;

/** Holds the probes, found once. */
final class Probes {
    static final Catalogue<Probe> ALL = Catalogue.load("probe", Probe.Listing.class, Probe.Listing::word);

    private Probes() {}
}
