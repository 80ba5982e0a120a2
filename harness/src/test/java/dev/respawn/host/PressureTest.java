package dev.respawn.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PressureTest {
    @TempDir
    Path files;

    @Test
    void the_time_in_which_at_least_one_task_waited_is_read() throws Exception {
        Files.writeString(
                files.resolve("cpu"),
                "some avg10=0.24 avg60=2.74 avg300=18.44 total=26291644887\nfull avg10=0.00 total=3\n");
        Files.writeString(files.resolve("io"), "garbage\n");

        assertThat(new Pressure(files).waited()).isEqualTo(Map.of("cpu", Duration.ofNanos(26_291_644_887_000L)));
    }

    @Test
    void a_kernel_without_it_is_no_error() {
        assertThat(new Pressure(files.resolve("none")).waited()).isEmpty();
    }
}
