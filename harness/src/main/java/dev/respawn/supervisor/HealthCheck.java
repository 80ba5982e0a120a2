package dev.respawn.supervisor;

import dev.respawn.catalogue.Field;
import dev.respawn.catalogue.Kinds;
import dev.respawn.catalogue.Misfit;
import dev.respawn.catalogue.Shape;
import java.time.Duration;
import java.util.List;

/** The engine's health check of a service; times as the engine understands them (ground truth 70 to 72). */
public record HealthCheck(List<String> command, Duration every, Duration timeout, int retries, Duration startPeriod) {
    private static final Duration LONGEST = Duration.ofHours(1);
    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Field<HealthCheck, List<String>> COMMAND = Field.wanted(
            "command",
            "the program and its arguments; a single text is run by the image's shell",
            Kinds.list(Kinds.TEXT),
            HealthCheck::command);
    private static final Field<HealthCheck, Duration> EVERY = Field.orElse(
            "every",
            "from the end of one check to the next",
            Kinds.duration(SHORTEST, LONGEST),
            HealthCheck::every,
            Duration.ofSeconds(30));
    private static final Field<HealthCheck, Duration> TIMEOUT = Field.orElse(
            "timeout",
            "how long one check may take",
            Kinds.duration(SHORTEST, LONGEST),
            HealthCheck::timeout,
            Duration.ofSeconds(30));
    private static final Field<HealthCheck, Integer> RETRIES = Field.orElse(
            "retries", "failures in a row until it is unhealthy", Kinds.number(1, 1_000), HealthCheck::retries, 3);
    private static final Field<HealthCheck, Duration> START_PERIOD = Field.orElse(
            "start-period",
            "failures in it do not count",
            Kinds.duration(Duration.ZERO, LONGEST),
            HealthCheck::startPeriod,
            Duration.ZERO);

    /** How it is read and written. */
    public static final Shape<HealthCheck> SHAPE = Shape.of(
            "a health check",
            v -> new HealthCheck(v.get(COMMAND), v.get(EVERY), v.get(TIMEOUT), v.get(RETRIES), v.get(START_PERIOD)),
            COMMAND,
            EVERY,
            TIMEOUT,
            RETRIES,
            START_PERIOD);

    public HealthCheck {
        command = List.copyOf(command);
        if (command.isEmpty()) {
            throw Misfit.at("a health check without a command checks nothing", "command");
        }
    }
}
