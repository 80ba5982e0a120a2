package dev.respawn.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.respawn.docker.Access;
import dev.respawn.image.EnginePrograms;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PrivateOptionsTest {
    @Test
    void what_is_not_named_is_as_the_engine_has_it() {
        assertThat(PrivateOptions.parse("")).isEqualTo(options(false, true));
        assertThat(PrivateOptions.parse("live-restore=true,userland-proxy=false"))
                .isEqualTo(options(true, false));
        assertThat(PrivateOptions.parse(" live-restore ")).isEqualTo(options(true, true));
    }

    @Test
    void what_is_written_is_what_is_read() {
        for (String text : List.of(
                "live-restore=true,userland-proxy=false",
                "live-restore=false,userland-proxy=true,version=26",
                "live-restore=false,userland-proxy=true,programs=/opt/engine/bin,minimum-api=1.44")) {
            assertThat(PrivateOptions.parse(text).text()).isEqualTo(text);
        }
    }

    @Test
    void a_version_and_the_place_of_programs_are_checked_before_anything_is_started() {
        assertThatThrownBy(() -> PrivateOptions.parse("version=latest"))
                .hasMessage("option 'version' of a private engine is 'latest'; wanted a version, such as 26");
        assertThatThrownBy(() -> PrivateOptions.parse("minimum-api=1.44.1"))
                .hasMessage("option 'minimum-api' of a private engine is '1.44.1'; wanted a version, such as 1.44");
        assertThatThrownBy(() -> PrivateOptions.parse("programs=bin"))
                .hasMessage(
                        "option 'programs' of a private engine is 'bin'; wanted the absolute path of a directory with"
                                + " dockerd, containerd and runc");
        assertThatThrownBy(() -> PrivateOptions.parse("programs=/opt/bin,version=26"))
                .hasMessage("a private engine has both 'version' and 'programs'; leave one out");
        assertThatThrownBy(() -> Hosts.named("private:version=19"))
                .hasMessage("no engine of version '19' can be had; these can: 20.10, 26.1, 28.5");
        assertThat(EnginePrograms.named("28")).isEqualTo("28.5");
        assertThat(EnginePrograms.named("20.10")).isEqualTo("20.10");
    }

    private static PrivateOptions options(boolean liveRestore, boolean userlandProxy) {
        return new PrivateOptions(liveRestore, userlandProxy, Optional.empty(), Optional.empty(), Optional.empty());
    }

    @Test
    void a_keeper_finds_the_programs_of_a_version_before_those_of_the_system() {
        PrivateRecipe recipe = new PrivateRecipe(Path.of("/var/lib/respawn"), 1);

        assertThat(recipe.engineEnvironment(PrivateOptions.parse("programs=/opt/bin,minimum-api=1.44"), "/usr/bin"))
                .containsEntry("PATH", "/opt/bin:/usr/bin")
                .containsEntry("DOCKER_MIN_API_VERSION", "1.44");
        assertThat(recipe.engineEnvironment(PrivateOptions.DEFAULT, "/usr/bin"))
                .doesNotContainKeys("PATH", "DOCKER_MIN_API_VERSION");
    }

    @Test
    void an_unknown_option_is_answered_with_the_known_ones() {
        assertThatThrownBy(() -> PrivateOptions.parse("live-restor=true"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "no option of a private engine is named 'live-restor'; these are: live-restore, userland-proxy,"
                                + " version, programs, minimum-api");
        assertThatThrownBy(() -> PrivateOptions.parse("live-restore=yes"))
                .hasMessage("option 'live-restore' of a private engine is 'yes'; wanted true or false");
        assertThatThrownBy(() -> PrivateOptions.parse("live-restore,live-restore"))
                .hasMessage("option 'live-restore' of a private engine stands twice");
    }

    @Test
    void a_host_is_named_by_kind_and_options() {
        assertThat(Hosts.all())
                .extracting(Host.Listing::name)
                .containsExactly("machine", "private", "test-host", "user");
        assertThat(Hosts.named("private:live-restore=true")).isNotNull();
        assertThatThrownBy(() -> Hosts.named("privat"))
                .hasMessage("no host is named 'privat'; these are: machine, private, test-host, user");
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
