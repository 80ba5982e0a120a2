package dev.respawn.host;

import dev.respawn.docker.Access;
import dev.respawn.docker.ContainerSpec;
import dev.respawn.docker.Pids;
import dev.respawn.model.ByteSize;
import dev.respawn.model.Labels;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * How a machine is made on a private engine, of which it is the only container. It lives and goes with that engine: what
 * is on disk is below that one's directory, what runs is in its control groups, and it takes its containers' addresses
 * from that one's block. So whoever can remove a private engine can remove a machine.
 *
 * @param engine the private engine that it is a container of
 */
public record MachineRecipe(PrivateRecipe engine) {
    /** What it is called, by its engine and by itself. */
    public static final String NAME = "machine";

    private static final String INSIDE = "/respawn";

    /**
     * What a machine may do: what its engine's containers usually may, and what systemd and an engine need beyond that.
     * Neither the clock nor the kernel's modules nor a reboot: those have no namespace.
     */
    private static final List<String> CAPABILITIES = List.of(
            "AUDIT_WRITE",
            "CHOWN",
            "DAC_OVERRIDE",
            "DAC_READ_SEARCH",
            "FOWNER",
            "FSETID",
            "KILL",
            "MKNOD",
            "NET_ADMIN",
            "NET_BIND_SERVICE",
            "NET_RAW",
            "SETFCAP",
            "SETGID",
            "SETPCAP",
            "SETUID",
            "SYS_ADMIN",
            "SYS_CHROOT",
            "SYS_PTRACE");

    /**
     * Becomes systemd. Without all privileges the control groups and the kernel's settings come read-only. Of the settings
     * only those of the network are opened, which are the machine's own; the others are the host's.
     *
     * <p>The chain is kept by the engine as it finds it, and lets in what comes from the host to a port that is not
     * published.
     */
    private static final String BOOT = """
            set -e
            for m in /sys/fs/cgroup /sys/fs/cgroup/*; do
              if mountpoint -q "$m"; then mount -o remount,rw,bind "$m"; fi
            done
            mount --bind /proc/sys/net /proc/sys/net
            mount -o remount,rw,bind /proc/sys/net
            iptables -N DOCKER-USER
            iptables -A DOCKER-USER -i eth0 -j ACCEPT
            exec /lib/systemd/systemd
            """;

    /** A directory of the host that the machine sees. */
    public Path shared() {
        return engine.directory().resolve("machine");
    }

    /** Where the machine sees it. */
    public String sharedInside() {
        return INSIDE;
    }

    /** The socket of its own engine. */
    public Path socket() {
        return shared().resolve("docker.sock");
    }

    /** Where its own engine answers. */
    public URI address() {
        return URI.create("unix://" + socket());
    }

    /** The file with what its own engine is told at its start. */
    Path engineFile() {
        return shared().resolve("engine");
    }

    /** What stands there. */
    String engineText(PrivateOptions options) {
        return "ENGINE=" + String.join(" ", engineArguments(options)) + "\n";
    }

    private List<String> engineArguments(PrivateOptions options) {
        List<String> arguments = new ArrayList<>(List.of(
                "--bip",
                engine.block(65) + "/26",
                "--default-address-pool",
                "base=" + engine.block(128) + "/26,size=28",
                "--default-address-pool",
                "base=" + engine.block(192) + "/27,size=28",
                "--exec-opt",
                "native.cgroupdriver=cgroupfs",
                "--live-restore=" + options.liveRestore(),
                "--userland-proxy=" + options.userlandProxy()));
        return arguments;
    }

    /**
     * The commands that lead to its containers through the network of its engine, which routes them to no other.
     *
     * @param address the machine's own
     */
    List<List<String>> routes(String address) {
        return List.of(engine.block(64) + "/26", engine.block(128) + "/26", engine.block(192) + "/27").stream()
                .map(block -> engine.inside("ip", "route", "replace", block, "via", address))
                .toList();
    }

    /**
     * The container that it is.
     *
     * @param image of a machine
     * @param run the run or lab that it is labelled with
     */
    ContainerSpec spec(String image, String run) {
        return ContainerSpec.plain(NAME, image, List.of("/bin/sh", "-c", BOOT), Map.of(Labels.RUN, run))
                .withRights(new ContainerSpec.Rights(CAPABILITIES))
                .told(Map.of("container", "docker"))
                .mounting(
                        // An overlay does not lie on an overlay.
                        new ContainerSpec.Mount.Volume("", "/var/lib/docker"),
                        new ContainerSpec.Mount.Volume("", "/var/lib/containerd"),
                        new ContainerSpec.Mount.Memory("/run", ByteSize.parse("128MiB")),
                        new ContainerSpec.Mount.Memory("/tmp", ByteSize.parse("256MiB")),
                        new ContainerSpec.Mount.Directory(shared().toString(), INSIDE));
    }

    /** What the processes behind a way are numbered here: those of a machine's containers otherwise than there. */
    public static Pids pids(Path root, Access access) {
        String path = String.valueOf(access.address().getPath());
        boolean machine =
                path.startsWith(PrivateRecipe.enginesDirectory(root) + "/") && path.endsWith("/machine/docker.sock");
        return machine ? new NestedPids() : (pid, container) -> pid;
    }
}
