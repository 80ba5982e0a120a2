package dev.respawn.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.respawn.model.ByteSize;
import dev.respawn.model.EngineEvent;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AnswersTest {
    @Test
    void an_inspection_is_read_without_the_fields_that_api_1_52_dropped() throws JsonProcessingException {
        ContainerFacts facts = Answers.container(Answers.tree("""
                {"Id": "abc", "Name": "/web", "Image": "sha256:1", "RestartCount": 2,
                 "Config": {"Labels": {"a": "b"}},
                 "HostConfig": {"RestartPolicy": {"Name": ""}, "CapAdd": ["CAP_FROM_THE_FUTURE"]},
                 "State": {"Status": "running", "Pid": 42, "ExitCode": 0, "OOMKilled": true,
                           "StartedAt": "2026-11-22T02:41:19.123456789Z", "FinishedAt": "0001-01-01T00:00:00Z"},
                 "NetworkSettings": {
                   "Ports": {"80/tcp": [{"HostIp": "127.0.0.1", "HostPort": "32768"}], "53/udp": [{"HostPort": "9"}],
                             "81/tcp": null},
                   "Networks": {"bridge": {"IPAddress": "172.17.0.2"}, "other": {"IPAddress": ""}}}}
                """));

        assertThat(facts.name()).isEqualTo("web");
        assertThat(facts.pid()).isEqualTo(42);
        assertThat(facts.restartPolicy()).isEqualTo("no");
        assertThat(facts.addresses()).isEqualTo(Map.of("bridge", "172.17.0.2"));
        assertThat(facts.published()).isEqualTo(Map.of(80, 32768));
        assertThat(facts.condition().startedAt()).contains(Instant.parse("2026-11-22T02:41:19.123456789Z"));
        assertThat(facts.condition().finishedAt()).isEmpty();
        assertThat(facts.condition().health()).isEmpty();
        assertThat(facts.condition().oomKilled()).isTrue();
        assertThat(facts.condition().restartCount()).isEqualTo(2);
    }

    @Test
    void a_health_of_none_is_no_health() throws JsonProcessingException {
        assertThat(Answers.container(Answers.tree("{\"State\": {\"Health\": {\"Status\": \"none\"}}}"))
                        .condition()
                        .health())
                .isEmpty();
        assertThat(Answers.container(Answers.tree(
                                "{\"State\": {\"Health\": {\"Status\": \"unhealthy\", \"FailingStreak\": 3}}}"))
                        .condition())
                .matches(condition ->
                        condition.health().orElseThrow().equals("unhealthy") && condition.failingStreak() == 3);
    }

    @Test
    void an_event_keeps_its_nanoseconds() throws JsonProcessingException {
        EngineEvent event = Answers.event(Answers.tree("""
                {"Type": "container", "Action": "die", "time": 1795000000, "timeNano": 1795000000123456789,
                 "Actor": {"ID": "abc", "Attributes": {"exitCode": "137", "name": "web"}}}
                """));

        assertThat(event.time()).isEqualTo(Instant.ofEpochSecond(1795000000L, 123456789L));
        assertThat(event.exitCode()).contains(137);
        assertThat(EngineEvents.text(event.time())).isEqualTo("1795000000.123456789");
        assertThat(EngineEvents.text(Instant.ofEpochSecond(7, 5))).isEqualTo("7.000000005");
    }

    @Test
    void a_complaint_is_the_engines_own_words_on_one_line() {
        assertThat(Answers.complaint("Status 404: {\"message\":\"No such\\ncontainer: x\"}\n"))
                .isEqualTo(": No such container: x");
        assertThat(Answers.complaint("Status 304: ")).isEmpty();
        assertThat(Answers.complaint("Status 500: page not\nfound {")).isEqualTo(": page not found {");
    }

    @Test
    void only_volumes_that_nobody_named_are_a_containers_own() throws JsonProcessingException {
        String mounts = """
                "Mounts": [{"Type": "volume", "Name": "aa11"}, {"Type": "volume", "Name": "users"},
                           {"Type": "volume", "Name": "bound"}, {"Type": "bind", "Source": "/etc"}, {"Type": "tmpfs"}]
                """;

        assertThat(Answers.container(Answers.tree("{\"HostConfig\": {\"Mounts\": [{\"Source\": \"users\"}, {}],"
                                + " \"Binds\": [\"bound:/x:ro\"]}, " + mounts + "}"))
                        .volumes())
                .containsExactly("aa11");
        // Then it may be the other container's.
        assertThat(Answers.container(Answers.tree("{\"HostConfig\": {\"VolumesFrom\": [\"other\"]}, " + mounts + "}"))
                        .volumes())
                .isEmpty();
    }

    @Test
    void a_limit_that_is_none_is_no_limit() throws JsonProcessingException {
        for (String none : List.of("0", "4611686018427387904", "9223372036854771712")) {
            assertThat(Answers.container(Answers.tree("{\"HostConfig\": {\"Memory\": " + none + "}}"))
                            .memory())
                    .as(none)
                    .isEmpty();
        }
        assertThat(Answers.container(Answers.tree("{\"HostConfig\": {\"Memory\": 6291456}}"))
                        .memory())
                .contains(ByteSize.parse("6MiB"));
    }

    @Test
    void memory_is_told_with_a_peak_where_the_kernel_counts_one() throws JsonProcessingException {
        String first = "{\"memory_stats\": {\"usage\": 10, \"max_usage\": 20, \"limit\": 30}}";
        String second = "{\"memory_stats\": {\"usage\": 10, \"limit\": 30}}";

        assertThat(Answers.memory(Answers.tree(first), true))
                .contains(new MemoryUse(10, Optional.of(20L), Optional.of(30L)));
        assertThat(Answers.memory(Answers.tree(second), false))
                .contains(new MemoryUse(10, Optional.empty(), Optional.empty()));
        assertThat(Answers.memory(Answers.tree("{\"memory_stats\": {}}"), true)).isEmpty();
    }

    @Test
    void a_header_about_a_file_that_is_none_is_no_file() {
        assertThatThrownBy(() -> Answers.file("no Base64 at all"))
                .isInstanceOf(IOException.class)
                .hasMessage("it told of a file in words of its own: 'no Base64 at all'");
    }

    @Test
    void a_pull_without_a_tag_is_of_one_image_only() {
        assertThat(DockerDoor.tagged("a.example:5000/web")).isEqualTo("a.example:5000/web:latest");
        assertThat(DockerDoor.tagged("web:1")).isEqualTo("web:1");
        assertThat(DockerDoor.tagged("web@sha256:12")).isEqualTo("web@sha256:12");
    }

    @Test
    void filters_are_json_in_a_query() {
        assertThat(Wire.filters(Map.of("b", "", "a", "x y")))
                .isEqualTo("filters=%7B%22label%22%3A%5B%22a%3Dx%20y%22%2C%22b%22%5D%7D");
        assertThat(Wire.filters(Map.of())).isEmpty();
    }
}
