package dev.respawn.expect;

import dev.respawn.catalogue.Catalogue;
import dev.respawn.catalogue.Word;
import dev.respawn.contract.Contract;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;

/** A claim about a run. */
public interface Expectation {
    /** All expectations on the class path. */
    static Catalogue<Expectation> catalogue() {
        return Expectations.ALL;
    }

    /** The claim, as a sentence. */
    String claim();

    /** The disruption it speaks of; empty if it speaks of the whole run. */
    Optional<String> after();

    /** How long to observe, from the disruption it speaks of (or the last one), before it can be judged. */
    Duration window();

    /** The same under these contracts: what they promise may take longer than anybody would wait who does not know them. */
    default Duration window(Collection<Contract> contracts) {
        return window();
    }

    /** What it needs to be gathered for it. */
    default Set<Need> needs() {
        return Set.of();
    }

    /** What the evidence proves of it. */
    Finding check(Evidence evidence);

    /** Offers one expectation to the language; named in META-INF/services. */
    interface Listing {
        Word<? extends Expectation> word();
    }
}
