package dev.respawn.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import dev.respawn.model.ByteSize;
import dev.respawn.model.Signal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DockerSwarmTest {
    private static final ContainerSpec PLAIN =
            ContainerSpec.plain("respawn-run-7-web-1", "sha256:00", List.of("httpd", "-f"), Map.of("a", "b"));

    @Test
    void tasks_are_read_newest_first_with_what_the_swarm_knows_of_them() throws JsonProcessingException {
        assertThat(DockerSwarm.tasks(Answers.tree("""
                        [{"ID": "t1", "Slot": 1, "CreatedAt": "2026-01-31T12:00:00.1Z",
                          "Status": {"State": "failed", "Err": "task: non-zero exit (137)",
                                     "ContainerStatus": {"ContainerID": "c1", "ExitCode": 137}}},
                         {"ID": "t2", "Slot": 1, "CreatedAt": "2026-01-31T12:00:05.1Z",
                          "Status": {"State": "ready"}}]
                        """)))
                .containsExactly(
                        new Swarm.Task("t2", 1, "ready", "", Optional.empty()),
                        new Swarm.Task("t1", 1, "failed", "task: non-zero exit (137)", Optional.of("c1")));
    }

    @Test
    void an_engine_is_in_a_swarm_also_while_it_has_trouble_with_it() {
        assertThat(DockerSwarm.joined("active")).isTrue();
        assertThat(DockerSwarm.joined("pending")).isTrue();
        assertThat(DockerSwarm.joined("inactive")).isFalse();
        assertThat(DockerSwarm.joined("")).isFalse();
    }

    @Test
    void a_service_has_one_task_and_no_virtual_address_and_leaves_the_rest_to_the_swarm()
            throws JsonProcessingException {
        assertThat(json(PLAIN, Swarm.Restart.ON_FAILURE)).isEqualTo("""
                        {"Name":"web","TaskTemplate":{"ContainerSpec":{"Image":"sha256:00","Labels":{"a":"b"},\
                        "Args":["httpd","-f"],"Env":[],"Mounts":[]},"RestartPolicy":{"Condition":"on-failure"}},\
                        "Mode":{"mode":"REPLICATED","Replicated":{"Replicas":1}},"EndpointSpec":{"Mode":"dnsrr"},"Labels":{"a":"b"}}""");
        assertThat(json(PLAIN, Swarm.Restart.ANY)).contains("\"Condition\":\"any\"");
        assertThat(json(PLAIN, Swarm.Restart.NONE)).contains("\"Condition\":\"none\"");
    }

    @Test
    void what_a_container_asks_for_its_task_is_told() throws JsonProcessingException {
        String json = json(
                PLAIN.told(Map.of("A", "b"))
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
                        .published(80, "0.0.0.0", 40_001)
                        .on("net", "web", "web-1")
                        .mounting(
                                new ContainerSpec.Mount.Volume("data", "/data"),
                                new ContainerSpec.Mount.Volume("", "/own"),
                                new ContainerSpec.Mount.Memory("/tmp", ByteSize.parse("1KiB"))),
                Swarm.Restart.ANY);

        assertThat(json)
                .contains("\"Env\":[\"A=b\"]")
                .contains("\"Init\":true")
                .contains("\"StopSignal\":\"SIGQUIT\"")
                .contains("\"StopGracePeriod\":3000000000")
                .contains("\"Resources\":{\"Limits\":{\"MemoryBytes\":67108864}}")
                .contains("\"Test\":[\"CMD\",\"test\",\"-f\",\"/it's\"]")
                .contains("\"Ports\":[{\"Protocol\":\"tcp\",\"TargetPort\":80,\"PublishedPort\":40001,"
                        + "\"PublishMode\":\"host\"}]")
                .contains("\"Networks\":[{\"Target\":\"net\",\"Aliases\":[\"web\",\"web-1\"]}]")
                .contains("\"Source\":\"data\"")
                .contains("\"VolumeOptions\":{\"Labels\":{\"a\":\"b\"}}")
                .contains("\"TmpfsOptions\":{\"SizeBytes\":1024}");
    }

    @Test
    void what_no_task_can_do_is_refused_and_not_left_out() {
        assertThatThrownBy(() -> ServiceCreation.of("web", PLAIN.sharingPidsOf("other"), Swarm.Restart.ANY))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "the task of service 'web' shares processes, removes itself or has rights of its own; no task"
                                + " of a swarm does");
    }

    /** What is said; what docker-java says of what is not said is left out. */
    private static String json(ContainerSpec task, Swarm.Restart restart) throws JsonProcessingException {
        return Answers.MAPPER
                .copy()
                .setDefaultPropertyInclusion(JsonInclude.Include.NON_NULL)
                .writeValueAsString(ServiceCreation.of("web", task, restart));
    }
}
