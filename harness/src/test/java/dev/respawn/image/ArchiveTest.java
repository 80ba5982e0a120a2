package dev.respawn.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.respawn.image.Images.ImageMissing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveTest {
    @TempDir
    private Path directory;

    @Test
    void the_same_content_gives_the_same_bytes_and_id() throws IOException {
        Archive one = write("one.tar", "x", "sh");
        Archive other = write("other.tar", "x", "sh");

        assertThat(one.id()).isEqualTo(other.id()).matches("sha256:[0-9a-f]{64}");
        assertThat(Files.mismatch(one.file(), other.file())).isEqualTo(-1);
    }

    @Test
    void another_content_or_command_gives_another_id() throws IOException {
        assertThat(List.of(
                        write("a.tar", "x", "sh").id(),
                        write("b.tar", "y", "sh").id(),
                        write("c.tar", "x", "cat").id()))
                .doesNotHaveDuplicates();
    }

    @Test
    void what_was_written_is_read_back_with_its_origin() throws IOException {
        Archive written = write("one.tar", "x", "sh");

        assertThat(Archive.read(written.file())).isEqualTo(written);
        assertThat(written.origin()).isEqualTo("built from nothing");
    }

    @Test
    void any_changed_byte_of_the_content_is_noticed() throws IOException {
        Archive written = write("one.tar", "a content that is easily found", "sh");
        byte[] bytes = Files.readAllBytes(written.file());
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        bytes[text.indexOf("easily found")] ^= 1;
        Files.write(written.file(), bytes);

        assertThatThrownBy(() -> Archive.read(written.file()))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(written.file() + " is damaged: layer 0 has the digest sha256:");
    }

    @Test
    void an_archive_that_was_cut_short_is_noticed() throws IOException {
        Archive written = write("one.tar", "x", "sh");
        Files.write(written.file(), Arrays.copyOf(Files.readAllBytes(written.file()), 5000));

        assertThatThrownBy(() -> Archive.read(written.file())).isInstanceOf(IOException.class);
    }

    @Test
    void only_logical_names_can_be_built() {
        assertThatThrownBy(() -> new ImageCache(directory).archive("postgres"))
                .isInstanceOf(ImageMissing.class)
                .hasMessage("no image 'postgres' can be built; these can: busybox, haproxy, machine, nginx");
    }

    private Archive write(String name, String content, String command) throws IOException {
        Layer layer = new Layer();
        layer.file("/etc/content", 0644, content);
        return Archive.write(
                directory.resolve(name),
                layer,
                new Archive.Config(
                        "respawn/test:r1", "amd64", List.of(command), 80, "built from nothing", List.of("none 1")));
    }
}
