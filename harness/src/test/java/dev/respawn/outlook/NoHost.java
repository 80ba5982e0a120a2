package dev.respawn.outlook;

import dev.respawn.docker.Door;
import dev.respawn.host.Host;
import dev.respawn.host.Signalling;
import dev.respawn.image.Images;
import dev.respawn.model.HostId;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** A host that is a door and no more. */
record NoHost(Door door) implements Host {
    @Override
    public HostId id() {
        return new HostId("here");
    }

    @Override
    public Images images() {
        throw new UnsupportedOperationException("nothing in this test needs an image");
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
        throw new UnsupportedOperationException("nothing in this test is signalled");
    }

    @Override
    public void close() {}
}
