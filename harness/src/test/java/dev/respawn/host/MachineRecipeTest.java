package dev.respawn.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.respawn.docker.ContainerSpec;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class MachineRecipeTest {
    private static final MachineRecipe RECIPE = new MachineRecipe(new PrivateRecipe(Path.of("/r"), 7));

    @Test
    void all_of_it_is_below_the_directory_of_its_engine() {
        assertThat(RECIPE.shared()).isEqualTo(Path.of("/r/engines/7/machine"));
        assertThat(RECIPE.address()).hasToString("unix:///r/engines/7/machine/docker.sock");
    }

    @Test
    void it_may_not_touch_what_has_no_namespace() {
        ContainerSpec.Rights rights = RECIPE.spec("image", "run").rights().orElseThrow();

        assertThat(rights.capabilities())
                .contains("SYS_ADMIN", "NET_ADMIN")
                .doesNotContain("ALL", "SYS_TIME", "SYS_BOOT", "SYS_MODULE", "SYS_RAWIO", "WAKE_ALARM", "SYSLOG");
        assertThat(RECIPE.spec("image", "run").command().get(2))
                .contains("remount,rw,bind /proc/sys/net")
                .doesNotContain("remount,rw,bind /proc/sys\n");
    }

    @Test
    void its_containers_have_addresses_of_its_engines_block_that_lead_through_it() {
        assertThat(RECIPE.routes("198.19.7.2"))
                .containsExactly(route("198.19.7.64/26"), route("198.19.7.128/26"), route("198.19.7.192/27"));
        assertThat(RECIPE.engineText(PrivateOptions.parse("live-restore")))
                .isEqualTo("ENGINE=--bip 198.19.7.65/26 --default-address-pool base=198.19.7.128/26,size=28"
                        + " --default-address-pool base=198.19.7.192/27,size=28 --exec-opt"
                        + " native.cgroupdriver=cgroupfs --live-restore=true --userland-proxy=true\n");
    }

    private static List<String> route(String block) {
        return List.of("nsenter", "--net=/r/engines/7/netns", "ip", "route", "replace", block, "via", "198.19.7.2");
    }

    @Test
    void an_engine_of_another_version_is_refused_before_anything_is_made() {
        assertThatThrownBy(() -> Hosts.named("machine:version=26"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("host 'machine' is followed by 'version=26'; its engine is the distribution's own, and its"
                        + " options are: live-restore, userland-proxy");
        assertThat(Hosts.makesItsEngine("machine:live-restore")).isTrue();
        assertThat(Hosts.makesItsEngine("user")).isFalse();
    }
}
