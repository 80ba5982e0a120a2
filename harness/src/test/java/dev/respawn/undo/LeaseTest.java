package dev.respawn.undo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.respawn.docker.Access;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeaseTest {
    @TempDir
    Path root;

    @Test
    void what_is_written_is_read_again_and_what_is_strange_says_why_and_what_to_do() throws Exception {
        Lease lease = new Lease("run-1", root, Access.plain(URI.create("unix:///run/engine.sock")), 1, 2, 3, 4, "boot");
        lease.write(root);
        Path other = root.resolve("leases/run-2");
        Files.writeString(other, "0 lease directory=/tmp engine=unix:///e harness=x\n");
        Path binary = root.resolve("leases/run-3");
        Files.write(binary, new byte[] {(byte) 0xff, (byte) 0xfe});

        List<String> strange = new ArrayList<>();
        assertThat(Lease.all(root, strange)).containsExactly(lease);

        assertThat(strange).hasSize(2);
        assertThat(strange.get(0))
                .isEqualTo("lease '" + other + "' is not understood: it has no number 'harness'; it was written by"
                        + " another version, with which `respawn undo` takes the run back, or is damaged: delete it when"
                        + " nothing of run run-2 is left");
        assertThat(strange.get(1)).startsWith("lease '" + binary + "' is not understood: ");
    }
}
