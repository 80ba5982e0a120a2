package dev.respawn.undo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.respawn.host.Commands;
import dev.respawn.host.PrivateRecipe;
import dev.respawn.host.ProcessTable;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real things, really left on this host: each is found, and goes by the command that the audit names. */
@Tag("docker")
class HostAuditTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final String REMOVED_BY = "; removed by: ";

    @TempDir
    Path scratch;

    private final String digits =
            String.format("%06x", ThreadLocalRandom.current().nextInt(1 << 24));
    private final String mark = "leak-" + digits;
    private final String link = "lk" + digits;
    private final List<List<String>> cleanUp = new ArrayList<>();

    private Path root;
    private HostAudit audit;

    @BeforeEach
    void look() throws Exception {
        root = scratch.resolve("r");
        audit = HostAudit.from(root, false);
    }

    @AfterEach
    void the_host_is_as_it_was() throws Exception {
        Collections.reverse(cleanUp);
        for (List<String> argv : cleanUp) {
            // Most of it went by the audit's own commands.
            assertThat(Commands.run(argv, LIMIT).code()).isNotEqualTo(127);
        }
        assertThat(audit.afterRun(List.of(mark, link)).left()).isEmpty();
    }

    private static void well(String... argv) throws InterruptedException {
        assertThat(Commands.run(List.of(argv), LIMIT)).isEqualTo(new Commands.Ran(0, ""));
    }

    private void later(String... argv) {
        cleanUp.add(List.of(argv));
    }

    /** The audit finds these and no others, and their own commands remove them. */
    private void found(String... beginnings) throws Exception {
        HostAudit.Result result = audit.afterRun(List.of(mark, link));

        assertThat(result.left()).hasSize(beginnings.length);
        for (String beginning : beginnings) {
            assertThat(result.left()).anyMatch(line -> line.startsWith(beginning));
        }
        assertThat(audit.afterRun(List.of("leak-nobody", "lknobody")).left())
                .as("to somebody else it is nothing")
                .isEmpty();

        for (String line : result.left()) {
            assertThat(line).contains(REMOVED_BY);
            Commands.run(List.of("sh", "-c", line.substring(line.indexOf(REMOVED_BY) + REMOVED_BY.length())), LIMIT);
        }
        assertThat(audit.afterRun(List.of(mark, link)).left()).isEmpty();
    }

    @Test
    void what_is_on_an_engine_that_goes_is_looked_for_when_that_is_gone() throws Exception {
        PrivateRecipe going = new PrivateRecipe(root, 250);
        String place = Files.createDirectories(going.directory().resolve(mark)).toString();
        well("mount", "-t", "tmpfs", "none", place);
        later("umount", place);

        assertThat(audit.afterRun(List.of(mark), going).left()).isEmpty();
        assertThat(audit.afterRun(List.of(mark)).left()).anyMatch(line -> line.startsWith("mounts: new: " + place));
        assertThat(audit.afterLab(List.of(mark), Optional.of(going)).left())
                .anyMatch(line -> line.startsWith("mounts: new: " + place));
        well("umount", place);
    }

    @Test
    void a_quiet_host_has_nothing_left_and_both_looks_cost_less_than_half_a_second() throws Exception {
        HostAudit.from(root, false);
        long from = System.nanoTime();
        // On a busy machine it takes longer, but does not work more.
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long cost = threads.getCurrentThreadCpuTime();
        HostAudit.Result result = HostAudit.from(root, false).afterRun(List.of(mark));
        Duration both = Duration.ofNanos(System.nanoTime() - from);
        long worked = (threads.getCurrentThreadCpuTime() - cost) / 1_000_000;
        System.out.println(
                "measured: both looks of an audit: " + both.toMillis() + "ms, of which " + worked + "ms work");

        assertThat(worked).isLessThan(500);

        assertThat(result.left()).isEmpty();
        assertThat(result.compared().get(0))
                .startsWith("the host before and after, ")
                .endsWith(" lines: cgroups, engine directories, frozen cgroups, kept processes, leases of runs, links,"
                        + " mounts, network namespaces, packet filter, private engines, processes, qdiscs,"
                        + " routes, sockets of shims, stopped processes, sysctls, temporary files, disk space");
    }

    @Test
    void a_mount() throws Exception {
        Path place = Files.createDirectories(scratch.resolve(mark + " 'x'"));
        later("umount", place.toString());
        well("mount", "-t", "tmpfs", "none", place.toString());

        found("mounts: new: " + place + " (tmpfs); removed by: umount -- '" + scratch + "/" + mark + " '\\''x'\\'''");
    }

    @Test
    void a_bridge_with_its_route_and_its_queue() throws Exception {
        later("ip", "link", "del", link);
        well("ip", "link", "add", link, "type", "bridge");
        well("ip", "addr", "add", "192.0.2.1/32", "dev", link);
        well("ip", "link", "set", link, "up");
        well("ip", "route", "add", "198.51.100.0/24", "dev", link);
        well("tc", "qdisc", "add", "dev", link, "root", "tbf", "rate", "1mbit", "burst", "32kbit", "latency", "50ms");

        found(
                "links: new: " + link + "; removed by: ip link del " + link,
                "routes: new: 198.51.100.0/24 by " + link + "; removed by: ip route del 198.51.100.0/24",
                "qdiscs: new: qdisc tbf ");
    }

    @Test
    void a_network_namespace() throws Exception {
        later("ip", "netns", "del", mark);
        well("ip", "netns", "add", mark);

        found("network namespaces: new: " + mark + "; removed by: ip netns del " + mark, "mounts: new: /run/netns/");
    }

    @Test
    void a_rule_of_the_packet_filter_and_its_chain() throws Exception {
        later("iptables", "-X", mark);
        later("iptables", "-F", mark);
        well("iptables", "-N", mark);
        well("iptables", "-A", mark, "-s", "192.0.2.7/32", "-m", "comment", "--comment", "a b", "-j", "DROP");

        found(
                "packet filter: new: iptables -t filter -A " + mark + " -s 192.0.2.7/32 -m comment --comment \"a b\" -j"
                        + " DROP; removed by: iptables -t filter -D " + mark + " -s 192.0.2.7/32 -m comment --comment"
                        + " \"a b\" -j DROP",
                "packet filter: new: iptables -t filter :" + mark + " -; removed by: iptables -t filter -X " + mark);
    }

    private static Path hierarchy(String with) throws IOException {
        return Mounts.cgroupHierarchies().stream()
                .filter(path -> path.endsWith(with) || Files.exists(path.resolve("cgroup.controllers")))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void a_cgroup_that_is_frozen() throws Exception {
        Path cgroup = hierarchy("freezer").resolve(mark);
        later("rmdir", cgroup.toString());
        Files.createDirectory(cgroup);
        boolean second = Files.exists(cgroup.resolve("cgroup.freeze"));
        Files.writeString(cgroup.resolve(second ? "cgroup.freeze" : "freezer.state"), second ? "1" : "FROZEN");

        found("cgroups: new: " + cgroup + "; removed by: rmdir " + cgroup, "frozen cgroups: new: " + cgroup);
    }

    @Test
    void a_process_that_is_halted() throws Exception {
        ProcessBuilder builder = new ProcessBuilder("setsid", "sleep", "300");
        builder.environment().put(ProcessTable.RUN, mark);
        Process process = builder.start();
        later("kill", "-KILL", String.valueOf(process.pid()));
        // Halted before that it would go by the name of what starts it.
        while (ProcessTable.row(process.pid())
                .filter(row -> row.command().equals("sleep"))
                .isEmpty()) {
            Thread.onSpinWait();
        }
        well("kill", "-STOP", String.valueOf(process.pid()));

        found(
                "processes: new: sleep, PID " + process.pid() + ", begun at tick ",
                "stopped processes: new: sleep, PID " + process.pid() + ", begun at tick ");
    }

    @Test
    void a_temporary_file() throws Exception {
        Path file = Files.createFile(Path.of(System.getProperty("java.io.tmpdir"), "respawn-" + mark));
        later("rm", "-f", file.toString());

        found("temporary files: new: respawn-" + mark + "; removed by: rm -r " + file);
    }

    @Test
    void an_engine_and_a_lease_are_found_when_a_lab_ends() throws Exception {
        PrivateRecipe recipe = new PrivateRecipe(root, 7);
        Files.createDirectories(recipe.directory());
        Files.createDirectories(root.resolve("leases"));
        Files.createFile(root.resolve("leases").resolve(mark));

        assertThat(audit.afterRun(List.of(mark)).left())
                .as("a run's lease and its engine outlive it")
                .isEmpty();
        assertThat(audit.afterLab(List.of(mark), Optional.of(recipe)).left())
                .containsExactly(
                        "leases of runs: new: " + mark + "; removed by: respawn undo",
                        "private engines: new: 7; removed by: respawn undo");
        assertThat(audit.afterLab(List.of("leak-nobody"), Optional.of(new PrivateRecipe(root, 8)))
                        .left())
                .as("another lab's")
                .isEmpty();
    }

    @Test
    void what_carries_nobodys_mark_is_told_and_is_a_finding_where_nobody_else_is() throws Exception {
        HostAudit alone = HostAudit.from(root, true);
        Path place = Files.createDirectories(scratch.resolve("somebodys"));
        later("umount", place.toString());
        well("mount", "-t", "tmpfs", "none", place.toString());

        HostAudit.Result result = audit.afterRun(List.of(mark));

        assertThat(result.left()).isEmpty();
        assertThat(result.changed()).contains("mounts: new: " + place + " (tmpfs)");
        assertThat(alone.afterRun(List.of(mark)).left())
                .contains("mounts: new: " + place + " (tmpfs); removed by: umount -- " + place);
    }

    @Test
    void where_nobody_else_is_any_process_counts() throws Exception {
        HostAudit alone = HostAudit.from(root, true);
        Process process = new ProcessBuilder("setsid", "sleep", "300").start();
        later("kill", "-KILL", String.valueOf(process.pid()));

        assertThat(alone.afterRun(List.of(mark)).left())
                .anyMatch(line -> line.startsWith("other processes: new: sleep, PID " + process.pid() + ", ")
                        && line.endsWith("; removed by: kill -KILL " + process.pid()));
        assertThat(audit.afterRun(List.of(mark)).changed())
                .noneMatch(line -> line.contains("PID " + process.pid() + ","));
    }
}
