package dev.respawn.scenario.testwords;

import dev.respawn.fault.Fault;
import dev.respawn.model.Selector;
import dev.respawn.model.ServiceName;
import dev.respawn.scenario.Disruption;
import dev.respawn.scenario.Scenario;
import dev.respawn.scenario.Watch;
import dev.respawn.scenario.When;
import dev.respawn.supervisor.Service;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The plainest scenario: one nginx, and an expectation that does not matter. Tests add what they are about. */
public final class Plain {
    public static final ServiceName WEB = new ServiceName("web");

    private Plain() {}

    public static Scenario.Builder scenario() {
        return scenario(Service.of("web", "nginx").listening(80));
    }

    /** The same of another service. */
    public static Scenario.Builder scenario(Service service) {
        return Scenario.named("a test").on("docker:always").service(service).expect(new TestHolds());
    }

    /** A fault on all of the service that is over when it is done. */
    public static Disruption momentary(String name, When at, Fault fault) {
        return disruption(name, at, fault, Optional.empty(), Disruption.WhenTargetRestarts.UNPROVEN);
    }

    /** A fault on all of the service that stays in force. */
    public static Disruption lasting(
            String name, When at, Fault fault, Duration lasts, Disruption.WhenTargetRestarts whenTargetRestarts) {
        return disruption(name, at, fault, Optional.of(lasts), whenTargetRestarts);
    }

    /** A fault on all of the service that stays in force until the run ends. */
    public static Disruption untilTheEnd(String name, When at, Fault fault) {
        return disruption(name, at, fault, Optional.empty(), Disruption.WhenTargetRestarts.UNPROVEN);
    }

    private static Disruption disruption(
            String name,
            When at,
            Fault fault,
            Optional<Duration> lasts,
            Disruption.WhenTargetRestarts whenTargetRestarts) {
        return new Disruption(name, at, fault, Selector.all(WEB), lasts, whenTargetRestarts);
    }

    /** With words that are listed nowhere, which the builder would refuse. */
    public static Scenario unlisted(Scenario.Builder builder, List<Watch> watch, Disruption... disruptions) {
        Scenario plain = builder.build();
        return new Scenario(
                plain.name(),
                plain.form(),
                plain.because(),
                plain.on(),
                plain.begins(),
                plain.limit(),
                plain.services(),
                watch,
                List.of(disruptions),
                plain.expect());
    }
}
