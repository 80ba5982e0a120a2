package dev.respawn.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.respawn.docker.Access;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PrivateOptionsTest {
    @Test
    void what_is_not_named_is_as_the_engine_has_it() {
        assertThat(PrivateOptions.parse("")).isEqualTo(new PrivateOptions(false, true));
        assertThat(PrivateOptions.parse("live-restore=true,userland-proxy=false"))
                .isEqualTo(new PrivateOptions(true, false));
        assertThat(PrivateOptions.parse(" live-restore ")).isEqualTo(new PrivateOptions(true, true));
        assertThat(PrivateOptions.parse(new PrivateOptions(true, false).text()))
                .isEqualTo(new PrivateOptions(true, false));
    }

    @Test
    void an_unknown_option_is_answered_with_the_known_ones() {
        assertThatThrownBy(() -> PrivateOptions.parse("live-restor=true"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "no option of a private engine is named 'live-restor'; these are: live-restore, userland-proxy");
        assertThatThrownBy(() -> PrivateOptions.parse("live-restore=yes"))
                .hasMessage("option 'live-restore' of a private engine is 'yes'; wanted true or false");
        assertThatThrownBy(() -> PrivateOptions.parse("live-restore,live-restore"))
                .hasMessage("option 'live-restore' of a private engine stands twice");
    }

    @Test
    void a_host_is_named_by_kind_and_options() {
        assertThat(Hosts.all()).extracting(Host.Listing::name).containsExactly("private", "test-host", "user");
        assertThat(Hosts.named("private:live-restore=true")).isNotNull();
        assertThatThrownBy(() -> Hosts.named("privat"))
                .hasMessage("no host is named 'privat'; these are: private, test-host, user");
        assertThatThrownBy(() -> Hosts.named("user:x")).hasMessage("host 'user' is followed by 'x'; it has no options");
        assertThatThrownBy(() -> Hosts.named("private:x")).hasMessageContaining("no option of a private engine");
    }

    @Test
    void an_address_of_the_users_engine_is_as_its_command_line_finds_it() throws Exception {
        Access there =
                UserHost.engine(Map.of("DOCKER_HOST", "tcp://192.0.2.9:2375")).access();

        assertThat(there).hasToString("tcp://192.0.2.9:2375");
        assertThat(UserHost.published(there).getHostAddress()).isEqualTo("192.0.2.9");
        assertThat(UserHost.published(Access.plain(URI.create("unix:///x"))).isLoopbackAddress())
                .isTrue();
    }
}
