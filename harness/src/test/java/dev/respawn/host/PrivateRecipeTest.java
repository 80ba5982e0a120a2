package dev.respawn.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.respawn.host.PrivateRecipe.Version;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class PrivateRecipeTest {
    private static final PrivateRecipe RECIPE = new PrivateRecipe(Path.of("/r"), 7);

    @Test
    void an_engine_is_told_where_everything_is() {
        List<String> argv = RECIPE.engineCommand(PrivateOptions.parse("live-restore"), new Version(20, 10));

        assertThat(argv).startsWith("nsenter", "--net=/r/engines/7/netns", "dockerd", "--config-file");
        assertThat(argv)
                .containsSequence("--bip", "198.19.7.1/26")
                .containsSequence("--cgroup-parent", RECIPE.cgroupParent())
                .contains("--live-restore=true", "--userland-proxy=true")
                .doesNotContain("--allow-direct-routing");
    }

    @Test
    void newer_engines_are_told_to_let_the_host_in() {
        assertThat(RECIPE.engineCommand(PrivateOptions.DEFAULT, new Version(28, 1)))
                .doesNotContain("--allow-direct-routing");
        assertThat(RECIPE.engineCommand(PrivateOptions.DEFAULT, new Version(28, 2)))
                .contains("--allow-direct-routing");
        assertThat(RECIPE.configurationText(new Version(20, 10)))
                .isEqualTo("{\"deprecated-key-path\": \"/r/engines/7/key.json\"}\n");
        assertThat(RECIPE.configurationText(new Version(28, 5))).isEqualTo("{}\n");
    }

    @Test
    void the_version_is_read_as_distributions_print_it() {
        assertThat(Version.parse("Docker version 20.10.24+dfsg1, build 5d6db84"))
                .isEqualTo(new Version(20, 10));
        assertThat(Version.parse("Docker version 28.5.2, build dev")).isEqualTo(new Version(28, 5));
        assertThatThrownBy(() -> Version.parse("no"))
                .hasMessage("'no' names no version of dockerd; wanted 'Docker version 20.10.24, …'");
    }

    @Test
    void a_root_too_long_for_sockets_is_refused() {
        assertThatThrownBy(() -> new PrivateRecipe(Path.of("/" + "x".repeat(60)), 7))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("longer than 60 characters");
        assertThatThrownBy(() -> new PrivateRecipe(Path.of("r"), 7)).hasMessageContaining("wanted an absolute path");
        assertThatThrownBy(() -> new PrivateRecipe(Path.of("/r"), 255)).hasMessageContaining("wanted 1 to 254");
    }

    @Test
    void engines_of_two_roots_have_different_names_that_fit_a_link() {
        assertThat(new PrivateRecipe(Path.of("/var/lib/respawn"), 7).name()).isEqualTo("respawn-7");
        assertThat(new PrivateRecipe(Path.of("/a"), 254).name())
                .matches("respawn-254[a-z]{4}")
                .isNotEqualTo(new PrivateRecipe(Path.of("/b"), 254).name());
    }
}
