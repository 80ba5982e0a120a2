package dev.respawn.probe;

import dev.respawn.catalogue.Misfit;
import dev.respawn.model.ServiceName;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Where in the network a replica is asked.
 *
 * @param port empty for the service's own
 * @param replica from 1
 */
record Spot(ServiceName service, Optional<Integer> port, int replica, Via via) {
    static final String VIA_SUMMARY =
            "at the container's address, its published port, that port on the host's loopback, or by the service's name"
                    + " inside its networks";

    Spot {
        if (via == Via.NAME && replica != 1) {
            throw Misfit.at(
                    "'" + service + "' is asked by name, which leads to any of its replicas; leave 'replica' out",
                    "replica");
        }
    }

    /** Such as "web/2, port 81, at its published port". */
    String inWords() {
        return service + (replica == 1 ? "" : "/" + replica)
                + port.map(p -> ", port " + p).orElse("") + ", "
                + switch (via) {
                    case CONTAINER -> "at the container's address";
                    case PUBLISHED -> "at its published port";
                    case LOOPBACK -> "at its published port on the host's loopback";
                    case NAME -> "by name inside its networks";
                };
    }

    /** The service, if it is asked by name. */
    Optional<ServiceName> byName() {
        return via == Via.NAME ? Optional.of(service) : Optional.empty();
    }

    /** Finds its address of this moment and asks there; without one the answer is bad. */
    CompletionStage<Answer> ask(Reach reach, Function<InetSocketAddress, CompletionStage<Answer>> there) {
        Optional<Integer> number = port.or(() -> reach.port(service));
        if (number.isEmpty()) {
            return CompletableFuture.failedFuture(new IllegalStateException(
                    "'" + service + "' names no port, and neither does the probe; add 'port' to one of them"));
        }
        Optional<InetSocketAddress> address = reach.address(service, replica, number.get(), via);
        if (address.isEmpty()) {
            return CompletableFuture.completedFuture(Answer.bad(service + "/" + replica + " has no address "
                    + (via == Via.CONTAINER ? "of its own" : "under which port " + number.get() + " is published")));
        }
        return there.apply(address.get());
    }
}
