package dev.respawn.scenarios;

import static dev.respawn.junit.ReportAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.respawn.contract.Promise.As;
import dev.respawn.expect.ComesBack;
import dev.respawn.expect.Exits;
import dev.respawn.expect.KeepsContract;
import dev.respawn.expect.Recovers;
import dev.respawn.expect.RestartCount;
import dev.respawn.fault.Crash;
import dev.respawn.junit.RespawnLab;
import dev.respawn.model.Selector;
import dev.respawn.model.ServiceName;
import dev.respawn.model.Signal;
import dev.respawn.probe.HttpGet;
import dev.respawn.scenario.Scenario;
import dev.respawn.scenario.yaml.ScenarioFile;
import dev.respawn.supervisor.Service;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The scenario of the README in Java; the README shows what stands between the marks. */
@Tag("docker")
class InJavaTest {
    // readme: begin
    @RegisterExtension
    static final RespawnLab lab = RespawnLab.on("private");

    static final ServiceName WEB = new ServiceName("web");

    final Scenario killed = Scenario.named("the main process is killed")
            .because("restart=always must bring the same container back")
            .on("docker:always", "docker:unless-stopped", "docker:on-failure")
            .service(Service.of("web", "nginx").listening(80))
            .watch("home", HttpGet.of(WEB, "/"))
            .disrupt("killed", Duration.ofSeconds(2), new Crash(Signal.KILL), Selector.all(WEB))
            .expect(
                    new Exits("killed", 137),
                    new ComesBack("killed", As.SAME_CONTAINER, Duration.ofSeconds(2)),
                    new Recovers("home", Duration.ofSeconds(3)),
                    new RestartCount(WEB, 1),
                    new KeepsContract())
            .build();

    @Test
    void the_engine_brings_it_back() throws IOException {
        assertThat(lab.run(killed, "docker:always")).hasPassed();
    }
    // readme: end

    @Test
    void the_yaml_and_the_java_are_the_same_scenario() {
        assertThat(ScenarioFile.read(Path.of("stories/main-process-killed.yaml")))
                .isEqualTo(killed);
    }
}
