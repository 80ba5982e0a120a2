package dev.respawn.host;

import dev.respawn.docker.Door;
import dev.respawn.image.Images;
import dev.respawn.model.HostId;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** An engine and the kernel under it. */
public interface Host extends AutoCloseable {
    HostId id();

    /** The engine's API. */
    Door door();

    /** The images of this host. */
    Images images();

    /** What is known of it, by name: engine, api, kernel, cgroup, options. */
    Map<String, String> facts() throws InterruptedException;

    /** The address under which its published ports answer from here. */
    InetAddress publishedAddress();

    /** The network namespace whose 127.0.0.1 its published loopback ports are on; empty if it is the harness's own. */
    Optional<Path> networkNamespace();

    /** Signals from its PID namespace. */
    Signalling signalling();

    /** Gives back what the harness holds of it; ends it, if the harness made it. */
    @Override
    void close();
}
