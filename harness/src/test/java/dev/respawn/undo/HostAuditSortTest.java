package dev.respawn.undo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class HostAuditSortTest {
    private static final String ID = "0123456789abcdef".repeat(4);

    @Test
    void a_name_is_known_as_a_whole_word_and_an_id_by_its_beginning() {
        Marks marks = Marks.of(List.of("respawn-3", ID, "web"));

        assertThat(marks.in("links: respawn-3")).isTrue();
        assertThat(marks.in("/sys/fs/cgroup/respawn-3/x")).isTrue();
        assertThat(marks.in("respawn-31")).isFalse();
        assertThat(marks.in("respawn-3abcd")).isFalse();
        assertThat(marks.in("xrespawn-3")).isFalse();
        assertThat(marks.in("xrespawn-3 and respawn-3")).isTrue();
        assertThat(marks.in("br-0123456789ab")).isTrue();
        assertThat(marks.in("/docker/" + ID)).isTrue();
        assertThat(marks.in("f" + ID)).isFalse();
        assertThat(marks.in("web")).as("three letters stand everywhere").isFalse();
        assertThat(Marks.of(List.of()).in("respawn-3")).isFalse();
    }

    @Test
    void what_names_another_engine_is_not_of_this_one_though_it_has_its_number_again() {
        assertThat(HostAudit.ofAnother("198.19.4.0/24 by respawn-4oyic", "respawn-4abcd"))
                .isTrue();
        assertThat(HostAudit.ofAnother("198.19.4.0/24 by respawn-4oyic", "respawn-4oyic"))
                .isFalse();
        assertThat(HostAudit.ofAnother("/cgroup/respawn-4/x of respawn-4oyic", "respawn-4"))
                .isFalse();
        assertThat(HostAudit.ofAnother("iptables -A X -s 198.19.4.0/24", "respawn-4"))
                .isFalse();
    }

    @Test
    void each_kind_names_its_command_and_names_are_quoted() {
        assertThat(remedy("links", "a;b")).isEqualTo("ip link del 'a;b'");
        assertThat(remedy("mounts", "/a (b) (tmpfs) #2")).isEqualTo("umount -- '/a (b)'");
        assertThat(remedy("mounts", "/x\n' (ext4)")).isEqualTo("umount -- '/x\n'\\'''");
        assertThat(remedy("processes", "a, PID 7, b, PID 12, begun at tick 3")).isEqualTo("respawn undo");
        assertThat(remedy("packet filter", "iptables -t nat -A OUTPUT -m comment --comment \"$(reboot)\" -j X"))
                .isEqualTo("iptables, by hand");
        assertThat(remedy("processes", "sh, PID 12, begun at tick 3, of respawn-1"))
                .isEqualTo("kill -KILL 12");
        assertThat(remedy("qdiscs", "qdisc netem 8001: dev eth0 root limit 1000"))
                .isEqualTo("tc qdisc del dev eth0 root");
        assertThat(remedy("packet filter", "iptables -t nat -A OUTPUT -j X"))
                .isEqualTo("iptables -t nat -D OUTPUT -j X");
        assertThat(remedy("packet filter", "ip6tables -t filter :X -")).isEqualTo("ip6tables -t filter -X X");
        assertThat(remedy("frozen cgroups", "/sys/fs/cgroup/freezer/x"))
                .isEqualTo("echo THAWED >/sys/fs/cgroup/freezer/x/freezer.state");
        assertThat(remedy("frozen cgroups", "/sys/fs/cgroup/x")).isEqualTo("echo 0 >/sys/fs/cgroup/x/cgroup.freeze");
        assertThat(remedy("engine directories", "/run/docker")).isEqualTo("rmdir /run/docker");
        assertThat(remedy("sockets of shims", "ab")).isEqualTo("rm /run/containerd/s/ab");
        assertThat(remedy("private engines", "7")).isEqualTo("respawn undo");
        assertThat(new Change("sysctls", Change.Kind.GONE, "vm.swappiness = 60").withRemedy())
                .isEqualTo("sysctls: gone: vm.swappiness = 60; removed by: sysctl -w vm.swappiness=60");
    }

    private static String remedy(String heading, String line) {
        return new Change(heading, Change.Kind.NEW, line).remedy();
    }
}
