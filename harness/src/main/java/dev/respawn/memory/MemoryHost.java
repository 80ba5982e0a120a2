package dev.respawn.memory;

import dev.respawn.docker.Door;
import dev.respawn.host.Host;
import dev.respawn.host.Signalling;
import dev.respawn.image.Images;
import dev.respawn.model.HostId;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** A host without an engine; what needs one is refused. */
public final class MemoryHost implements Host {
    @Override
    public HostId id() {
        return MemoryStack.HOST;
    }

    @Override
    public Door door() {
        throw refused("engine");
    }

    @Override
    public Images images() {
        throw refused("images");
    }

    @Override
    public Map<String, String> facts() {
        return Map.of("engine", "none; all is in memory");
    }

    @Override
    public InetAddress publishedAddress() {
        return InetAddress.getLoopbackAddress();
    }

    @Override
    public Optional<Path> networkNamespace() {
        return Optional.empty();
    }

    @Override
    public Signalling signalling() {
        throw refused("process table");
    }

    @Override
    public void close() {}

    private static UnsupportedOperationException refused(String what) {
        return new UnsupportedOperationException("a host in memory has no " + what);
    }
}
