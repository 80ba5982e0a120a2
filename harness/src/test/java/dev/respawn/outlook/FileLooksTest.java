package dev.respawn.outlook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.respawn.docker.ContainerFacts;
import dev.respawn.docker.Door;
import dev.respawn.docker.EngineException;
import dev.respawn.docker.FileStat;
import dev.respawn.docker.NoDoor;
import dev.respawn.journal.Event;
import dev.respawn.model.Condition;
import dev.respawn.model.FileState;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;

class FileLooksTest {
    private static final String PATH = "/etc/motd";
    private static final Instant MODIFIED = Instant.parse("2026-01-01T00:00:00.123456789Z");

    private final World world = new World().started();
    private final Map<String, FileStat> stats = new HashMap<>();
    private final Map<String, byte[]> archives = new HashMap<>();
    private boolean gone;
    private boolean silent;
    private final Door door = new NoDoor() {
        @Override
        public Optional<FileStat> stat(String id, String path) throws EngineException {
            if (silent) {
                throw new EngineException.Slow("no answer", new IOException());
            }
            return Optional.ofNullable(stats.get(path));
        }

        @Override
        public <T> Optional<T> readArchive(String id, String path, Duration deadline, StreamReader<T> reader) {
            byte[] archive = archives.get(path);
            try {
                return archive == null ? Optional.empty() : Optional.of(reader.read(new ByteArrayInputStream(archive)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public Optional<ContainerFacts> inspect(String id) {
            Condition exited =
                    new Condition("exited", 0, false, 0, Optional.empty(), Optional.empty(), Optional.empty(), 0, "");
            return gone
                    ? Optional.empty()
                    : Optional.of(new ContainerFacts(
                            id,
                            "web",
                            "image",
                            0,
                            exited,
                            Map.of(),
                            Map.of(),
                            Map.of(),
                            "no",
                            0,
                            Optional.empty(),
                            List.of(),
                            false));
        }
    };
    private final FileLooks looks =
            new FileLooks(Map.of(World.WEB, Set.of(PATH)), world.containers, door, world.journal);

    @Test
    void a_file_is_told_with_its_digest_owner_and_exact_time() throws Exception {
        stats.put(PATH, new FileStat("motd", 5, 0640, false, MODIFIED, ""));
        archives.put(PATH, archive("motd", "hello"));

        assertThat(look())
                .isEqualTo(new FileState.There(
                        5,
                        "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824",
                        0640,
                        101,
                        102,
                        MODIFIED));
    }

    @Test
    void a_file_that_is_not_there_is_missing() throws Exception {
        assertThat(look()).isEqualTo(new FileState.Missing());
    }

    @Test
    void of_a_container_that_is_gone_nobody_can_tell() throws Exception {
        gone = true;

        assertThat(look()).isEqualTo(new FileState.Unknown("the engine has no container c1c1c1c1c1c1"));
    }

    @Test
    void while_the_engine_is_silent_nobody_can_tell() throws Exception {
        silent = true;

        assertThat(look()).isEqualTo(new FileState.Unknown("no answer"));
    }

    @Test
    void a_link_is_followed_by_the_engine_and_once() throws Exception {
        stats.put(PATH, new FileStat("motd", 9, 0777, false, MODIFIED, "/run/motd"));
        stats.put("/run/motd", new FileStat("motd", 5, 0640, false, MODIFIED, ""));
        archives.put("/run/motd", archive("motd", "hello"));

        assertThat(look()).isInstanceOf(FileState.There.class);

        stats.put("/run/motd", new FileStat("motd", 5, 0640, false, MODIFIED, "/run/motd"));

        assertThat(look()).isEqualTo(new FileState.Unknown("it is a symbolic link that leads to itself"));
    }

    @Test
    void what_is_no_file_or_too_long_is_not_read() throws Exception {
        stats.put(PATH, new FileStat("motd", 4096, 0755, true, MODIFIED, ""));
        assertThat(look()).isEqualTo(new FileState.Unknown("it is a directory"));

        stats.put(PATH, new FileStat("motd", 100L << 20, 0644, false, MODIFIED, ""));
        assertThat(look())
                .isEqualTo(new FileState.Unknown("it is 104857600 bytes long; files are looked at up to 64MiB"));
    }

    @Test
    void a_container_that_has_a_successor_is_not_looked_into() throws Exception {
        world.containers.heard(World.WEB_1, World.event("create", "c2".repeat(32), World.WEB_1, Map.of()));

        looks.look(world.web);

        assertThat(world.written(Event.FileSeen.class)).isEmpty();
    }

    private FileState look() throws InterruptedException {
        looks.look(world.web);
        List<Event.FileSeen> seen = world.written(Event.FileSeen.class);
        Event.FileSeen last = seen.get(seen.size() - 1);
        assertThat(List.of(last.target(), last.container(), last.path()))
                .isEqualTo(List.of(World.WEB_1, World.ID, PATH));
        return last.state();
    }

    private static byte[] archive(String name, String content) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(out)) {
            TarArchiveEntry entry = new TarArchiveEntry(name);
            entry.setSize(content.length());
            entry.setIds(101, 102);
            tar.putArchiveEntry(entry);
            tar.write(content.getBytes(StandardCharsets.UTF_8));
            tar.closeArchiveEntry();
        }
        return out.toByteArray();
    }
}
