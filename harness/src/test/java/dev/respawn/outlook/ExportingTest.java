package dev.respawn.outlook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.respawn.docker.EngineException;
import dev.respawn.docker.NoDoor;
import dev.respawn.probe.Reach.ArchiveAnswer;
import dev.respawn.probe.Reach.ArchiveAsk;
import dev.respawn.probe.Reach.Archived;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;

class ExportingTest {
    private static final Duration AMPLE = Duration.ofSeconds(20);

    private final Engine engine = new Engine();
    private final Exporting exporting = new Exporting(engine, World.RUN);

    @Test
    void a_file_is_found_by_its_path_and_only_its_beginning_is_kept() throws Exception {
        engine.archive = archive(tar -> {
            file(tar, "etc/motd.old", "old");
            file(tar, "etc/motd", "hello");
            file(tar, "big", "x".repeat(2 << 20));
        });

        assertThat(export("/etc/motd")).isEqualTo(answer(new Archived(Archived.FILE, 5, "hello")));
        assertThat(export("/none")).isEqualTo(new ArchiveAnswer(Optional.empty(), Optional.empty(), ""));
        assertThat(export("/big").file().orElseThrow().beginning()).hasSize(Exporting.CONTENT_MOST);
        assertThat(export("/big").file().orElseThrow().size()).isEqualTo(2 << 20);
    }

    @Test
    void hostile_entries_are_looked_at_and_followed_nowhere() throws Exception {
        engine.archive = archive(tar -> {
            file(tar, "../../etc/motd", "escaped");
            link(tar, "etc/motd", "/etc/passwd");
            file(tar, "x\u001b/\n", "");
        });

        assertThat(export("/etc/motd")).isEqualTo(answer(new Archived("a symbolic link", 0, "")));
    }

    @Test
    void of_two_entries_of_one_name_the_last_counts_as_it_would_unpacked() throws Exception {
        engine.archive = archive(tar -> {
            file(tar, "a", "first");
            file(tar, "./a", "second");
        });

        assertThat(export("/a")).isEqualTo(answer(new Archived(Archived.FILE, 6, "second")));
    }

    @Test
    void an_archive_is_imported_whole_and_its_image_removed() throws Exception {
        engine.archive = archive(tar -> file(tar, "a", "hello"));

        ArchiveAnswer answer = exporting.export("c", new ArchiveAsk(World.WEB, 1, Optional.empty(), true), AMPLE);

        assertThat(answer).isEqualTo(new ArchiveAnswer(Optional.empty(), Optional.of(1), ""));
        assertThat(engine.imported).isEqualTo(engine.archive);
        // Whoever is killed in the middle leaves no file, because there is none by any name.
        assertThat(engine.scratchesMeanwhile).isEmpty();
        assertThat(engine.calls)
                .containsExactly(
                        "import respawn-archive:run-1-1",
                        "history respawn-archive:run-1-1",
                        "remove respawn-archive:run-1-1");
        assertThat(scratches()).isEmpty();
        assertThat(exporting.left()).isEmpty();
    }

    @Test
    void an_image_that_could_not_be_removed_is_tried_again_and_told() throws Exception {
        engine.archive = archive(tar -> file(tar, "a", "hello"));
        engine.removes = false;
        var unused = exporting.export("c", new ArchiveAsk(World.WEB, 1, Optional.empty(), true), AMPLE);

        assertThat(exporting.left()).containsExactly("image respawn-archive:run-1-1");

        engine.removes = true;
        assertThat(exporting.left()).isEmpty();
    }

    @Test
    void an_import_that_fails_leaves_no_image_and_no_file() throws Exception {
        engine.archive = archive(tar -> file(tar, "a", "hello"));
        engine.imports = false;

        assertThatThrownBy(() -> exporting.export("c", new ArchiveAsk(World.WEB, 1, Optional.empty(), true), AMPLE))
                .isInstanceOf(EngineException.class)
                .hasMessage("no room");
        assertThat(engine.calls).contains("remove respawn-archive:run-1-1");
        assertThat(scratches()).isEmpty();
    }

    @Test
    void an_archive_that_breaks_off_was_not_exported() throws Exception {
        byte[] whole = archive(tar -> file(tar, "a", "hello"));

        assertThatThrownBy(() -> Exporting.look(
                        new ByteArrayInputStream(whole, 0, 700),
                        new ArchiveAsk(World.WEB, 1, Optional.empty(), false),
                        OutputStream.nullOutputStream()))
                .isInstanceOf(IOException.class)
                .hasMessage("the archive breaks off");
    }

    private ArchiveAnswer export(String path) throws EngineException, InterruptedException {
        return exporting.export("c", new ArchiveAsk(World.WEB, 1, Optional.of(path), false), AMPLE);
    }

    private static ArchiveAnswer answer(Archived file) {
        return new ArchiveAnswer(Optional.of(file), Optional.empty(), "");
    }

    private static List<String> scratches() throws IOException {
        try (var files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> name.startsWith("respawn-archive-"))
                    .toList();
        }
    }

    private static final class Engine extends NoDoor {
        private final List<String> calls = new ArrayList<>();
        private byte[] archive = new byte[0];
        private byte[] imported = new byte[0];
        private List<String> scratchesMeanwhile = List.of("not looked for");
        private boolean imports = true;
        private boolean removes = true;
        private boolean there;

        @Override
        public <T> T export(String id, Duration deadline, StreamReader<T> reader) {
            try {
                return reader.read(new ByteArrayInputStream(archive));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public String importImage(InputStream from, String reference, Duration deadline) throws EngineException {
            calls.add("import " + reference);
            try {
                scratchesMeanwhile = scratches();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            if (!imports) {
                throw new EngineException.Refused(500, "no room", new IOException());
            }
            try {
                imported = from.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            there = true;
            return "sha256:1";
        }

        @Override
        public List<String> history(String reference) {
            calls.add("history " + reference);
            return List.of("imported");
        }

        @Override
        public void removeImage(String reference) throws EngineException {
            calls.add("remove " + reference);
            if (!removes) {
                throw new EngineException.Refused(409, "in use", new IOException());
            }
            there = false;
        }

        @Override
        public Optional<String> image(String reference) {
            return there ? Optional.of("sha256:1") : Optional.empty();
        }
    }

    private interface Writing {
        void write(TarArchiveOutputStream tar) throws IOException;
    }

    private static byte[] archive(Writing writing) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(out)) {
            writing.write(tar);
        }
        return out.toByteArray();
    }

    private static void file(TarArchiveOutputStream tar, String name, String content) throws IOException {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        TarArchiveEntry entry = new TarArchiveEntry(name, TarConstants.LF_NORMAL, true);
        entry.setSize(bytes.length);
        tar.putArchiveEntry(entry);
        tar.write(bytes);
        tar.closeArchiveEntry();
    }

    private static void link(TarArchiveOutputStream tar, String name, String target) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name, TarConstants.LF_SYMLINK);
        entry.setLinkName(target);
        tar.putArchiveEntry(entry);
        tar.closeArchiveEntry();
    }
}
