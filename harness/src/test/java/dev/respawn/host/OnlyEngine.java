package dev.respawn.host;

import dev.respawn.docker.Door;
import dev.respawn.image.Images;
import dev.respawn.model.HostId;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** A host that is its engine and no more, on this machine. */
public record OnlyEngine(Door door, Images images) implements Host {
    /** For a test that needs no image. */
    public OnlyEngine(Door door) {
        this(door, name -> {
            throw new UnsupportedOperationException("nothing in this test needs the image '" + name + "'");
        });
    }

    @Override
    public HostId id() {
        return new HostId("here");
    }

    @Override
    public Map<String, String> facts() {
        return Map.of();
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
        return new LocalSignalling();
    }

    @Override
    public void close() {}
}
