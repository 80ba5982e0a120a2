package dev.respawn.supervisor.systemd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.respawn.docker.ContainerSpec;
import dev.respawn.model.ByteSize;
import dev.respawn.model.Labels;
import dev.respawn.model.Signal;
import dev.respawn.supervisor.Supervisors;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UnitTest {
    private static final ContainerSpec PLAIN = ContainerSpec.plain(
            "respawn-run-7-web-1",
            "nginx:r1",
            List.of("sh", "-c", "echo \"$HOME\" 100%\n"),
            Map.of(Labels.RUN, "run-7", Labels.SERVICE, "web", Labels.REPLICA, "1"));

    @Test
    void a_unit_makes_way_for_a_new_container_and_stands_in_the_foreground_of_docker_run() {
        assertThat(new Unit("respawn-run-7-web").text(PLAIN, "/respawn/units")).isEqualTo("""
                        [Unit]
                        Description=respawn-run-7-web, replica %i
                        After=docker.service
                        Requires=docker.service

                        [Service]
                        EnvironmentFile=-/respawn/units/respawn-run-7-web-%i.env
                        TimeoutStartSec=0
                        ExecStartPre=-/usr/bin/docker kill respawn-run-7-web-%i
                        ExecStartPre=-/usr/bin/docker rm respawn-run-7-web-%i
                        ExecStart=/usr/bin/docker "run" "--name" respawn-run-7-web-%i "--label" dev.respawn.replica=%i \
                        "--label" "dev.respawn.run=run-7" "--label" "dev.respawn.service=web" "nginx:r1" "sh" "-c" \
                        "echo \\"$$HOME\\" 100%%\\n"
                        ExecStop=/usr/bin/docker stop respawn-run-7-web-%i
                        Restart=always
                        RestartSec=10s
                        """);
    }

    @Test
    void replicas_differ_by_their_number_and_their_port_only() {
        ContainerSpec first = PLAIN.published(80, "0.0.0.0", 40_001);
        ContainerSpec second = PLAIN.published(80, "0.0.0.0", 40_002).named("respawn-run-7-web-2");
        Unit unit = new Unit("respawn-run-7-web");

        assertThat(unit.text(first, "/u")).contains("\"--publish\" 0.0.0.0:${PORT}:80 ");
        assertThat(unit.text(second, "/u").replace("dev.respawn.replica=1", "dev.respawn.replica=%i"))
                .isEqualTo(unit.text(first, "/u"));
        assertThat(Unit.environment(first)).isEqualTo("PORT=40001\n");
        assertThat(Unit.environment(PLAIN)).isEmpty();
        assertThat(unit.instance(2)).isEqualTo("respawn-run-7-web@2.service");
    }

    @Test
    void a_command_that_reads_like_an_option_is_a_command() {
        ContainerSpec odd = ContainerSpec.plain(
                "respawn-run-7-web-1",
                "nginx:r1",
                List.of("respawn-run-7-web-1", "dev.respawn.replica=1"),
                PLAIN.labels());

        assertThat(new Unit("u").text(odd, "/u"))
                .contains("\"nginx:r1\" \"respawn-run-7-web-1\" \"dev.respawn.replica=1\"\n");
    }

    @Test
    void no_word_is_anything_else_to_systemd() {
        assertThat(Unit.quoted("a b")).isEqualTo("\"a b\"");
        assertThat(Unit.quoted("%i ${X} \\ \" ' \u0001\t")).isEqualTo("\"%%i $${X} \\\\ \\\" ' \\x01\\t\"");
    }

    @Test
    void what_a_service_asks_for_the_client_is_told() {
        ContainerSpec spec = PLAIN.told(Map.of("A", "b"))
                .withInit()
                .stoppedBy(Signal.parse("QUIT"))
                .stoppedWithin(Duration.ofSeconds(3))
                .limitedTo(ByteSize.parse("64MiB"))
                .checkedBy(new ContainerSpec.Health(
                        List.of("test", "-f", "/it's"),
                        Duration.ofMillis(300),
                        Duration.ofSeconds(2),
                        2,
                        Duration.ofSeconds(1)))
                .on("net", "web", "web-1")
                .mounting(
                        new ContainerSpec.Mount.Volume("data", "/data"),
                        new ContainerSpec.Mount.Volume("", "/a,b"),
                        new ContainerSpec.Mount.Memory("/tmp", ByteSize.parse("1KiB")));

        assertThat(DockerRun.arguments(spec))
                .containsSequence("--env", "A=b")
                .contains("--init")
                .containsSequence("--stop-signal", "SIGQUIT")
                .containsSequence("--stop-timeout", "3")
                .containsSequence("--memory", "67108864", "--memory-swap", "67108864")
                .containsSequence("--health-cmd", "'test' '-f' '/it'\\''s'")
                .containsSequence("--health-interval", "300ms")
                .containsSequence("--health-start-period", "1s")
                .containsSequence("--network", "net", "--network-alias", "web", "--network-alias", "web-1")
                .containsSequence("--mount", "type=volume,source=data,target=/data")
                .containsSequence(
                        "--mount",
                        "type=volume,volume-label=dev.respawn.replica=1,volume-label=dev.respawn.run=run-7,"
                                + "volume-label=dev.respawn.service=web,\"target=/a,b\"")
                .containsSequence("--mount", "type=tmpfs,target=/tmp,tmpfs-size=1024")
                .endsWith("nginx:r1", "sh", "-c", "echo \"$HOME\" 100%\n");
    }

    @Test
    void it_has_no_options() {
        assertThatThrownBy(() -> Supervisors.check("systemd:x"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("supervisor 'systemd' is followed by 'x'; it has no options");
    }
}
