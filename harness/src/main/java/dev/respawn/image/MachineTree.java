package dev.respawn.image;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * The file tree of a machine: systemd as PID 1, and Debian's own engine and its units. No package's script is run, so
 * what those would have done is done here. There is no message bus: systemctl speaks to systemd without one.
 */
final class MachineTree {
    /** What a machine is made of. */
    static final List<String> PACKAGES = List.of(
            "systemd",
            "systemd-sysv",
            "docker.io",
            "iptables",
            "iproute2",
            "procps",
            "util-linux",
            "mount",
            "coreutils",
            "bash",
            "dash",
            "sed",
            "grep");

    /** Where a machine shares a directory with the host: the engine's socket, its options, and units. */
    private static final String SHARED = "/respawn";

    /** Newer suites have the engine's client in a package of its own. */
    private static final String CLIENT = "docker-cli";

    // Needed by scripts of packages only, which are not run.
    private static final Set<String> SCRIPTED =
            Set.of("usrmerge", "adduser", "dpkg", "tar", "debconf", "perl", "perl-base", "gcc-12-base");

    // Programs of engines that no machine starts; they are a quarter of the whole.
    private static final List<String> NEVER_STARTED = List.of(
            "/usr/bin/ctr",
            "/usr/bin/containerd-stress",
            "/usr/bin/containerd-shim",
            "/usr/bin/containerd-shim-runc-v1",
            "/usr/sbin/dnet",
            "/usr/sbin/ovrouter");

    /**
     * Units that would set the kernel, which is the host's, or mount and wait for what a container does not have.
     * systemd-sysctl above all: it would raise settings of the host that have no namespace.
     */
    private static final List<String> MASKED = List.of(
            "systemd-sysctl.service",
            "systemd-binfmt.service",
            "systemd-modules-load.service",
            "systemd-random-seed.service",
            "systemd-remount-fs.service",
            "systemd-update-utmp.service",
            "systemd-initctl.socket",
            "systemd-tmpfiles-clean.timer",
            "systemd-pstore.service",
            "dev-hugepages.mount",
            "sys-fs-fuse-connections.mount",
            "sys-kernel-config.mount",
            "sys-kernel-debug.mount",
            "sys-kernel-tracing.mount",
            "proc-sys-fs-binfmt_misc.automount",
            "fstrim.timer",
            "getty.target",
            "console-getty.service");

    private static final String PASSWD = """
            root:x:0:0:root:/root:/bin/bash
            daemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin
            nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin
            """;
    // Those that files of systemd's name; the others it makes itself at its start.
    private static final String GROUP = """
            root:x:0:
            daemon:x:1:
            adm:x:4:
            tty:x:5:
            disk:x:6:
            kmem:x:15:
            dialout:x:20:
            cdrom:x:24:
            tape:x:26:
            audio:x:29:
            shadow:x:42:
            utmp:x:43:
            video:x:44:
            staff:x:50:
            users:x:100:
            docker:x:999:
            nogroup:x:65534:
            """;
    private static final String ENGINE = """
            [Service]
            EnvironmentFile=-%1$s/engine
            ExecStart=
            ExecStart=/usr/sbin/dockerd -H fd:// -H unix://%1$s/docker.sock --containerd=/run/containerd/containerd.sock $ENGINE
            """;

    private MachineTree() {}

    /** Puts a machine into an empty tree. */
    static void fill(Layer layer, DebianPackages fetched, Path scratch) throws IOException, InterruptedException {
        fetched.unpack(layer, MachineTree::needed);
        if (!layer.has("/usr/bin/docker")) {
            try (DebianPackages client = DebianPackages.fetch(scratch, List.of(CLIENT))) {
                client.unpack(layer, MachineTree::needed);
            }
        }
        NEVER_STARTED.forEach(layer::without);
        for (String directory : List.of("/tmp", "/var/tmp")) {
            layer.directory(directory, 01777);
        }
        for (String directory : List.of(
                "/root",
                "/run",
                "/proc",
                "/sys",
                "/dev",
                "/etc/docker",
                "/var/log/journal",
                "/var/lib/docker",
                "/var/lib/containerd",
                SHARED)) {
            layer.directory(directory, 0755);
        }
        // Docker's client looks for the engine below /var/run.
        layer.link("/var/run", "/run");
        layer.link("/var/lock", "/run/lock");
        layer.file("/etc/passwd", 0644, PASSWD);
        layer.file("/etc/group", 0644, GROUP);
        layer.file("/etc/fstab", 0644, "");
        // Empty: systemd finds one at its start, another for each machine.
        layer.file("/etc/machine-id", 0444, "");
        // What Debian lets its administrator choose.
        for (String program : List.of("iptables", "ip6tables")) {
            for (String form : List.of("", "-save", "-restore")) {
                layer.linkIfAbsent("/usr/sbin/" + program + form, "xtables-nft-multi");
            }
        }
        String units = "/etc/systemd/system/";
        layer.link(units + "default.target", "/lib/systemd/system/multi-user.target");
        for (String unit : List.of("containerd.service", "docker.service")) {
            layer.link(units + "multi-user.target.wants/" + unit, "/lib/systemd/system/" + unit);
        }
        layer.link(units + "sockets.target.wants/docker.socket", "/lib/systemd/system/docker.socket");
        layer.file(units + "docker.service.d/respawn.conf", 0644, ENGINE.formatted(SHARED));
        for (String unit : MASKED) {
            layer.link(units + unit, "/dev/null");
        }
        for (String program : List.of("/lib/systemd/systemd", "/usr/sbin/dockerd", "/usr/bin/docker", "/bin/mount")) {
            if (!layer.has(program)) {
                throw new IOException("the packages of this distribution have no '" + program + "'");
            }
        }
    }

    private static boolean needed(String name) {
        return !SCRIPTED.contains(name)
                && !name.startsWith("perl-modules")
                && !name.matches("lib(perl|file|number|text).*");
    }
}
