package dev.respawn.undo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.respawn.docker.Access;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeaseTest {
    @TempDir
    Path root;

    @Test
    void what_a_stranger_put_there_is_no_lease_and_never_an_exception() throws Exception {
        Lease lease = new Lease(
                "run-1", root, Access.plain(URI.create("unix:///run/engine.sock")), "engine-7", 1, 2, 3, 4, "boot");
        lease.write(root);
        Path file = root.resolve("leases/run-1");
        byte[] whole = Files.readAllBytes(file);
        Path elsewhere = Files.move(file, root.resolve("elsewhere"));
        Files.createSymbolicLink(file, elsewhere);

        List<String> strange = new ArrayList<>();
        assertThat(Lease.all(root, strange)).isEmpty();
        assertThat(strange).containsExactly("a lease is not obeyed: '" + file + "' is a symbolic link");

        Files.delete(file);
        SplittableRandom random = new SplittableRandom(9);
        for (int i = 0; i < 1_000; i++) {
            byte[] bytes = Arrays.copyOf(whole, i % 10 == 0 ? random.nextInt(whole.length) : whole.length);
            for (int n = random.nextInt(1, 6); n > 0 && bytes.length > 0; n--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            Files.write(file, bytes);

            strange.clear();
            assertThat(Lease.all(root, strange).size() + strange.size())
                    .as("%s", i)
                    .isOne();
        }
        Files.write(file, new byte[1 << 20]);
        strange.clear();
        assertThat(Lease.all(root, strange)).isEmpty();
        assertThat(strange.get(0)).contains("it is longer than 65536 bytes");
    }

    @Test
    void what_is_written_is_read_again_and_what_is_strange_says_why_and_what_to_do() throws Exception {
        Lease lease = new Lease(
                "run-1", root, Access.plain(URI.create("unix:///run/engine.sock")), "engine-7", 1, 2, 3, 4, "boot");
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
