package dev.respawn.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccessTest {
    private static Access to(String address) {
        return Access.plain(URI.create(address));
    }

    private static Access shown(String address, boolean verified) {
        return new Access(URI.create(address), Optional.of(new Access.Tls(Path.of("/certs"), verified)));
    }

    @Test
    void another_process_reads_the_same_way_from_its_words() {
        for (Access access : List.of(
                to("unix:///run/docker.sock"),
                to("ssh://me@there:2222/run/docker.sock"),
                shown("tcp://there:2376", true),
                shown("tcp://there:2376", false))) {
            assertThat(Access.of(access.words())).isEqualTo(access);
        }
    }

    @Test
    void programs_find_there_by_their_environment_and_people_by_options() {
        assertThat(shown("tcp://there:2376", true).environment())
                .isEqualTo(Map.of(
                        "DOCKER_HOST", "tcp://there:2376", "DOCKER_TLS_VERIFY", "1", "DOCKER_CERT_PATH", "/certs"));
        assertThat(shown("tcp://there:2376", true).options())
                .containsExactly(
                        "-H",
                        "tcp://there:2376",
                        "--tlsverify",
                        "--tlscacert",
                        "/certs/ca.pem",
                        "--tlscert",
                        "/certs/cert.pem",
                        "--tlskey",
                        "/certs/key.pem");
        assertThat(to("unix:///e.sock").environment()).isEqualTo(Map.of("DOCKER_HOST", "unix:///e.sock"));
    }

    @Test
    void plain_tcp_to_another_machine_warns_and_nothing_else_does() {
        assertThat(to("tcp://192.0.2.9:2375").warning())
                .contains("the engine at tcp://192.0.2.9:2375 is spoken to over plain TCP: whoever reaches that port is"
                        + " root there, and whoever sits between can read and change all that is said; TLS"
                        + " (DOCKER_TLS_VERIFY=1) or ssh://user@host protects it");
        assertThat(shown("tcp://192.0.2.9:2376", false).warning())
                .hasValueSatisfying(warning -> assertThat(warning).contains("does not have to prove who it is"));

        for (Access silent : List.of(
                to("unix:///e.sock"),
                to("tcp://127.0.0.1:2375"),
                to("tcp://[::1]:2375"),
                to("ssh://me@192.0.2.9"),
                shown("tcp://192.0.2.9:2376", true))) {
            assertThat(silent.warning()).isEmpty();
        }
    }

    @Test
    void ssh_is_told_what_docker_s_own_client_tells_it() {
        assertThat(SshCommand.dial(URI.create("ssh://me@there:2222/run/user/7/docker.sock")))
                .containsExactly(
                        "ssh",
                        "-o",
                        "BatchMode=yes",
                        "-o",
                        "ConnectTimeout=30",
                        "-T",
                        "-l",
                        "me",
                        "-p",
                        "2222",
                        "--",
                        "there",
                        "docker",
                        "--host",
                        "unix:///run/user/7/docker.sock",
                        "system",
                        "dial-stdio");
        // An alias of the user's own, which could be no host's name.
        assertThat(SshCommand.dial(URI.create("ssh://build_box")))
                .endsWith("-T", "--", "build_box", "docker", "system", "dial-stdio");
        assertThat(SshCommand.dial(URI.create("ssh://[::1]"))).contains("::1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://there",
                "there:2375",
                "tcp:///path",
                "unix:socket",
                "ssh:///path",
                "ssh://-oProxyCommand=evil",
                "ssh://-l@there",
                "ssh://me@there/run/$(evil).sock",
                "ssh://me@there/run/a;evil",
                "ssh://me@there?x=y"
            })
    void what_is_no_address_of_an_engine_is_refused(String address) {
        assertThatThrownBy(() -> to(address))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is no address of an engine");
    }

    @Test
    void a_password_is_refused_and_not_repeated() {
        assertThatThrownBy(() -> to("ssh://me:secret@there"))
                .hasMessage("an address of an engine behind ssh holds no password; use a key");
    }
}
