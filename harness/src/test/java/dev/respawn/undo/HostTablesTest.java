package dev.respawn.undo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class HostTablesTest {
    @Test
    void a_mount_is_read_with_its_escapes_and_optional_fields() {
        assertThat(Mounts.parse(List.of(
                        "42 27 0:4 net:[4026532177] /var/a\\040b rw - nsfs nsfs rw",
                        "43 27 254:0 /d /d rw,relatime shared:1 master:2 - ext4 /dev/vda rw",
                        "not a mount")))
                .containsExactly(
                        new Mounts.Mount(Path.of("/var/a b"), "nsfs", "nsfs", "net:[4026532177]"),
                        new Mounts.Mount(Path.of("/d"), "ext4", "/dev/vda", "/d"));
    }

    @Test
    void routes_overlap_when_they_share_an_address() {
        List<Routes.Route> routes = Routes.parse(List.of(
                "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT",
                "eth0\t00000000\t010200C0\t0003\t0\t0\t0\t00000000\t0\t0\t0",
                "tun0\t000013C6\t00000000\t0001\t0\t0\t0\t0080FFFF\t0\t0\t0"));

        assertThat(routes).extracting(Routes.Route::text).containsExactly("0.0.0.0/0 by eth0", "198.19.0.0/17 by tun0");
        assertThat(routes.get(0).overlaps(Routes.Route.of("198.19.7.0/24", "x")))
                .isFalse();
        assertThat(routes.get(1).overlaps(Routes.Route.of("198.19.7.0/24", "x")))
                .isTrue();
        assertThat(routes.get(1).overlaps(Routes.Route.of("198.19.128.0/24", "x")))
                .isFalse();
    }

    @Test
    void capabilities_have_names() {
        assertThat(Doctor.capabilities(0x1000000021L << 1 | 1))
                .containsExactly("CHOWN", "DAC_OVERRIDE", "SETGID", "AUDIT_READ");
        assertThat(Doctor.capabilities(1L << 63)).containsExactly("number-63");
    }

    @Test
    void the_doctor_tells_every_fact_and_loads_nothing(@org.junit.jupiter.api.io.TempDir Path root) throws Exception {
        List<String> before = modules();

        List<Doctor.Fact> facts = new Doctor(root).facts();

        assertThat(facts)
                .extracting(Doctor.Fact::name)
                .contains("root", "dockerd", "cgroup version", "qdisc netem", "qdisc tbf", "IPVS", "leftovers")
                .doesNotHaveDuplicates();
        assertThat(facts)
                .filteredOn(fact -> fact.name().equals("leftovers"))
                .extracting(Doctor.Fact::value)
                .containsExactly("none");
        assertThat(modules()).isEqualTo(before);
    }

    private static List<String> modules() throws IOException {
        Path file = Path.of("/proc/modules");
        return Files.exists(file)
                ? Files.readAllLines(file).stream()
                        .map(line -> line.split(" ")[0])
                        .toList()
                : List.of();
    }
}
