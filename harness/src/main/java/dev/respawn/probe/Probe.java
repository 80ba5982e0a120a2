package dev.respawn.probe;

import dev.respawn.catalogue.Catalogue;
import dev.respawn.catalogue.Word;
import dev.respawn.model.ServiceName;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** One question to the system. The runner owns the schedule. */
public interface Probe {
    /** All probes on the class path. */
    static Catalogue<Probe> catalogue() {
        return Probes.ALL;
    }

    /** What it asks, in words: "GET / of web, at the container's address". */
    String inWords();

    /**
     * Asks once, without blocking; a failure is a bad answer, not an exception. An exception says that nothing could be
     * learned, since it could not be asked: the sample is missing, neither good nor bad.
     *
     * @param deadline when it has to be over; what has not answered by then is bad
     */
    CompletionStage<Answer> ask(Reach reach, Duration deadline);

    /** The service that it asks by name, from inside the networks of the stack; empty if it asks none so. */
    default Optional<ServiceName> byName() {
        return Optional.empty();
    }

    /** Offers one probe to the language; named in META-INF/services. */
    interface Listing {
        Word<? extends Probe> word();
    }
}
