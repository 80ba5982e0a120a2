package dev.respawn.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.respawn.docker.ContainerSpec;
import dev.respawn.docker.DockerDoor;
import dev.respawn.docker.TestEngine;
import dev.respawn.image.Images.ImageMissing;
import dev.respawn.image.Images.Ready;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("docker")
class ImageStoreTest {
    @TempDir
    static Path shared;

    private static TestEngine engine;
    private static DockerDoor door;
    private static ImageStore store;

    @BeforeAll
    static void start() {
        engine = TestEngine.start(false);
        door = DockerDoor.open(engine.address());
        store = new ImageStore(door, new ImageCache(shared), false, Optional.empty());
    }

    @AfterAll
    static void stop() {
        door.close();
        engine.close();
    }

    @Test
    void a_built_nginx_serves_and_has_a_shell() throws Exception {
        Ready ready = store.ready("nginx");

        assertThat(ready.reference()).isEqualTo("respawn/nginx:r1");
        String id = door.create(ContainerSpec.plain("web", ready.reference(), List.of(), Map.of()));
        door.start(id);
        String page = door.create(insideOf(
                "asker",
                store.ready("busybox").reference(),
                List.of(
                        "sh",
                        "-c",
                        "for i in 1 2 3 4 5 6 7 8 9 10; do wget -q -O - http://127.0.0.1/ && exit; sleep 0.2; done"),
                "container:" + id));
        door.start(page);
        assertThat(door.await(page, Duration.ofSeconds(20))).isZero();
        assertThat(door.output(page, 100)).contains("This page is up.");
        assertThat(door.output(id, 100)).contains("\"GET / HTTP/1.1\" 200");
        door.remove(page);
        door.remove(id);
    }

    @Test
    void the_second_time_it_is_there_already() throws Exception {
        Ready first = store.ready("busybox");

        Ready second = store.ready("busybox");

        // Nothing is built, loaded or pulled, so there is nothing that could take its time.
        assertThat(second.origin()).isEqualTo("there already");
        assertThat(second.id()).isEqualTo(first.id());
    }

    @Test
    void what_another_process_built_is_loaded_from_the_cache(@TempDir Path cache) throws Exception {
        new ImageCache(cache).archive("busybox");
        try (TestEngine fresh = TestEngine.start(false);
                DockerDoor other = DockerDoor.open(fresh.address())) {
            Ready ready = new ImageStore(other, new ImageCache(cache), false, Optional.empty()).ready("busybox");

            assertThat(ready.origin()).startsWith("loaded from the cache, built from Debian packages busybox-static ");
            assertThat(ready.id())
                    .isEqualTo(new ImageCache(cache).archive("busybox").id());

            Ready borrowed = borrowed(other, cache);
            assertThat(borrowed.origin()).isEqualTo("copied from the engine at " + engine.address());
        }
    }

    /** A reference that only the shared engine has, taken over by another. */
    private static Ready borrowed(DockerDoor into, Path cache) throws Exception {
        String only = "respawn/nginx:r1";
        store.ready("nginx");
        return new ImageStore(into, new ImageCache(cache), false, Optional.of(door)).ready(only);
    }

    @Test
    void an_image_that_nobody_has_is_missing_with_what_was_tried() {
        Assertions.assertThatExceptionOfType(ImageMissing.class)
                .isThrownBy(() -> store.ready("nobody/has:this"))
                .withMessage(
                        "image 'nobody/has:this' cannot be had: not in the engine at " + engine.address()
                                + "; this engine cannot pull. Load it into that engine, or name one of busybox, haproxy, machine, nginx");
    }

    @Test
    void the_same_packages_give_the_same_image_and_a_damaged_archive_is_built_again(@TempDir Path cache)
            throws Exception {
        ImageCache images = new ImageCache(cache);
        ImageCache.Cached first = images.archive("busybox");
        try (var channel = FileChannel.open(first.file(), StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(new byte[] {42}), 100_000);
        }

        ImageCache.Cached second = images.archive("busybox");

        assertThat(second.id()).isEqualTo(first.id());
        assertThat(Archive.read(second.file()).id()).isEqualTo(first.id());
        assertThat(names(cache))
                .containsExactlyInAnyOrder(
                        "busybox-r1.lock", first.file().getFileName().toString());
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    private static ContainerSpec insideOf(String name, String image, List<String> command, String network) {
        return ContainerSpec.plain(name, image, command, Map.of()).on(network);
    }
}
