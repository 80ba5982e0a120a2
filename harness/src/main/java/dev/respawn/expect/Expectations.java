package dev.respawn.expect;

import dev.respawn.catalogue.Catalogue;

/** Holds the expectations, found once. */
final class Expectations {
    static final Catalogue<Expectation> ALL =
            Catalogue.load("expectation", Expectation.Listing.class, Expectation.Listing::word);

    private Expectations() {}
}
