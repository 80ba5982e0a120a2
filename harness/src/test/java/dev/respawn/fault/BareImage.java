package dev.respawn.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.respawn.docker.Door;
import dev.respawn.host.Commands;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** An image with one program, by a name that nobody would call it by: no shell, no kill, no dd; and a few files. */
final class BareImage {
    private BareImage() {}

    static String in(Door door, Path scratch) throws Exception {
        Path root = Files.createDirectories(scratch.resolve("bare"));
        if (!Files.exists(root.resolve("busybox"))) {
            Files.copy(Path.of("/bin/busybox"), root.resolve("busybox"));
            Files.createDirectories(root.resolve("etc"));
            Files.writeString(root.resolve("etc/conf"), "bare = true\n");
        }
        Path tar = scratch.resolve("bare.tar");
        assertThat(Commands.run(
                                List.of("tar", "-C", root.toString(), "-cf", tar.toString(), "."),
                                Duration.ofSeconds(20))
                        .output())
                .isEmpty();
        try (InputStream archive = Files.newInputStream(tar)) {
            return door.importImage(archive, "respawn-test/bare:1", Duration.ofSeconds(30));
        }
    }
}
