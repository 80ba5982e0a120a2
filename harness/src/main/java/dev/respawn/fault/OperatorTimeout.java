package dev.respawn.fault;

import dev.respawn.catalogue.Kind;
import dev.respawn.catalogue.Kinds;
import dev.respawn.model.Durations;
import java.time.Duration;

/** The timeout of a stop, as engines count it: in whole seconds. */
final class OperatorTimeout {
    private static final Duration LONGEST = Duration.ofMinutes(10);

    static final Kind<Duration> KIND = Kinds.scalar(
            "whole seconds up to 10m, such as 3s",
            Kinds.DURATION.schema(),
            text -> {
                Duration timeout = Durations.parse(text);
                if (timeout.toNanosPart() != 0 || timeout.compareTo(LONGEST) > 0) {
                    throw new IllegalArgumentException(
                            "'" + text + "' does not fit; wanted whole seconds up to 10m, such as 3s");
                }
                return timeout;
            },
            Durations::exact);

    private OperatorTimeout() {}
}
