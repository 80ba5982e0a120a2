package dev.respawn.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rules are those of docker's own client. */
class UserEngineTest {
    @TempDir
    Path home;

    private UserEngine find(Map<String, String> environment) {
        return UserEngine.find(environment, home);
    }

    private Path context(String name, String endpoint) throws Exception {
        String hash = HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8)));
        Path meta =
                Files.createDirectories(home.resolve(".docker/contexts/meta").resolve(hash));
        Files.writeString(
                meta.resolve("meta.json"),
                "{\"Name\":\"" + name + "\",\"Metadata\":{},\"Endpoints\":{\"docker\":" + endpoint + "}}");
        return home.resolve(".docker/contexts/tls").resolve(hash).resolve("docker");
    }

    private void use(String context) throws IOException {
        Files.createDirectories(home.resolve(".docker"));
        Files.writeString(home.resolve(".docker/config.json"), "{\"currentContext\":\"" + context + "\"}");
    }

    @Test
    void nobody_named_one_so_it_is_the_socket_of_this_machine() {
        assertThat(find(Map.of()).access()).isEqualTo(Access.plain(URI.create("unix:///var/run/docker.sock")));
        assertThat(find(Map.of("DOCKER_HOST", " ")).access().local()).isTrue();
    }

    @Test
    void a_host_comes_before_a_context_and_one_context_before_the_other() throws Exception {
        context("chosen", "{\"Host\":\"ssh://me@chosen\"}");
        context("asked", "{\"Host\":\"ssh://me@asked\"}");
        use("chosen");

        assertThat(find(Map.of()).access()).hasToString("ssh://me@chosen");
        assertThat(find(Map.of()).because()).isEqualTo("docker context 'chosen'");
        assertThat(find(Map.of("DOCKER_CONTEXT", "asked")).access()).hasToString("ssh://me@asked");
        assertThat(find(Map.of("DOCKER_CONTEXT", "default")).access().local()).isTrue();
        assertThat(find(Map.of("DOCKER_CONTEXT", "asked", "DOCKER_HOST", "unix:///e.sock")))
                .isEqualTo(new UserEngine(Access.plain(URI.create("unix:///e.sock")), "DOCKER_HOST"));
    }

    @Test
    void certificates_are_where_the_variable_says_or_beside_docker_s_configuration() throws Exception {
        Map<String, String> there = Map.of("DOCKER_HOST", "tcp://there:2376", "DOCKER_TLS_VERIFY", "1");
        assertThatThrownBy(() -> find(there))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("DOCKER_HOST is 'tcp://there:2376': DOCKER_TLS_VERIFY is set, and '"
                        + home.resolve(".docker/ca.pem") + "' is not there; DOCKER_CERT_PATH names the directory of"
                        + " ca.pem, cert.pem and key.pem");
        Files.createDirectories(home.resolve(".docker"));
        Files.writeString(home.resolve(".docker/ca.pem"), "");

        assertThat(find(there).access().tls()).contains(new Access.Tls(home.resolve(".docker"), true));
        assertThat(find(Map.of("DOCKER_HOST", "tcp://there", "DOCKER_TLS", "1", "DOCKER_CERT_PATH", "/c"))
                        .access()
                        .tls())
                .contains(new Access.Tls(Path.of("/c"), false));
        assertThat(find(Map.of("DOCKER_HOST", "unix:///e.sock", "DOCKER_TLS_VERIFY", "1"))
                        .access()
                        .tls())
                .isEmpty();
        assertThat(find(Map.of("DOCKER_TLS_VERIFY", "1")).access().address()).hasToString("tcp://localhost:2376");
    }

    @Test
    void a_context_has_certificates_of_its_own() throws Exception {
        Path shown = context("far", "{\"Host\":\"tcp://there:2376\",\"SkipTLSVerify\":false}");
        use("far");
        assertThat(find(Map.of()).access().tls()).isEmpty();

        Files.createDirectories(shown);
        assertThat(find(Map.of()).access().tls()).isEqualTo(Optional.of(new Access.Tls(shown, true)));
    }

    @Test
    void a_context_that_is_not_there_is_told() throws Exception {
        use("gone");
        assertThatThrownBy(() -> find(Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("there is no docker context 'gone', which '" + home.resolve(".docker/config.json")
                        + "' names; `docker context ls` tells which there are");
        Files.writeString(home.resolve(".docker/config.json"), "{");
        assertThatThrownBy(() -> find(Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("'" + home.resolve(".docker/config.json") + "' cannot be read: ")
                .message()
                .hasLineCount(1);
    }
}
