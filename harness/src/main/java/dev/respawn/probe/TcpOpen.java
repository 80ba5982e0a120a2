package dev.respawn.probe;

import dev.respawn.catalogue.Field;
import dev.respawn.catalogue.Kinds;
import dev.respawn.catalogue.Word;
import dev.respawn.model.ServiceName;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Whether a service accepts a TCP connection. The kernel accepts on behalf of a process that listens, also while that
 * one is paused or hangs (ground truth 61); and at a published port on the loopback it is mostly the engine's proxy that
 * accepts, whoever listens behind it. Whether somebody answers is asked by other probes.
 *
 * @param port empty for the service's own
 * @param replica from 1
 */
public record TcpOpen(ServiceName service, Optional<Integer> port, int replica, Via via) implements Probe {
    private static final Field<TcpOpen, ServiceName> SERVICE =
            Field.wanted("service", "which service is asked", Kinds.service(), TcpOpen::service);
    private static final Field<TcpOpen, Optional<Integer>> PORT =
            Field.maybe("port", "at which port; left out, the service's own", Kinds.number(1, 65_535), TcpOpen::port);
    private static final Field<TcpOpen, Integer> REPLICA =
            Field.orElse("replica", "which replica, from 1", Kinds.number(1, 50), TcpOpen::replica, 1);
    private static final Field<TcpOpen, Via> VIA =
            Field.orElse("via", Spot.VIA_SUMMARY, Kinds.choice(Via.class), TcpOpen::via, Via.CONTAINER);

    public TcpOpen {
        var unused = new Spot(service, port, replica, via);
    }

    /** Asks a service for a connection at its own port. */
    public static TcpOpen of(ServiceName service) {
        return new TcpOpen(service, Optional.empty(), 1, Via.CONTAINER);
    }

    private Spot spot() {
        return new Spot(service, port, replica, via);
    }

    @Override
    public String inWords() {
        return "a connection to " + spot().inWords();
    }

    @Override
    public Optional<ServiceName> byName() {
        return spot().byName();
    }

    @Override
    public CompletionStage<Answer> ask(Reach reach, Duration deadline) {
        return spot().ask(
                        reach,
                        address -> reach.tcp(address, via, deadline)
                                .thenApply(answer ->
                                        answer.failure().isEmpty() ? Answer.ofGood() : Answer.bad(answer.failure())));
    }

    /** Offers the word. */
    public static final class Listing implements Probe.Listing {
        @Override
        public Word<TcpOpen> word() {
            return Word.of(
                    "tcp-open",
                    "a service accepts a TCP connection",
                    TcpOpen.class,
                    v -> new TcpOpen(v.get(SERVICE), v.get(PORT), v.get(REPLICA), v.get(VIA)),
                    SERVICE,
                    PORT,
                    REPLICA,
                    VIA);
        }
    }
}
