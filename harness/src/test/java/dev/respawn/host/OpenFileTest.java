package dev.respawn.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class OpenFileTest {
    private static final Instant THEN = Instant.parse("2001-02-03T04:05:06.123456789Z");

    @TempDir
    Path directory;

    @Test
    void what_other_threads_open_and_close_meanwhile_does_not_matter() throws Exception {
        Path mine = Files.writeString(directory.resolve("mine"), "hello");
        Path others = Files.writeString(directory.resolve("others"), "");
        AtomicBoolean over = new AtomicBoolean();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Thread thread = new Thread(() -> openAndClose(others, over));
            thread.start();
            threads.add(thread);
        }
        try (DirectoryStream<Path> opened = Files.newDirectoryStream(directory)) {
            SecureDirectoryStream<Path> secure = (SecureDirectoryStream<Path>) opened;
            for (int i = 0; i < 3_000; i++) {
                try (OpenFile file = OpenFile.open(secure, mine.getFileName(), Set.of(StandardOpenOption.READ))) {
                    assertThat(file.size()).isEqualTo(5);
                }
            }
        } finally {
            over.set(true);
            for (Thread thread : threads) {
                thread.join();
            }
        }
    }

    private Instant accessedAfterReading(boolean writtenMeanwhile) throws Exception {
        Path file = Files.writeString(directory.resolve("read"), "hello");
        Files.getFileAttributeView(file, BasicFileAttributeView.class)
                .setTimes(FileTime.from(THEN), FileTime.from(THEN), null);
        try (DirectoryStream<Path> opened = Files.newDirectoryStream(directory);
                OpenFile reading = OpenFile.open(
                        (SecureDirectoryStream<Path>) opened, file.getFileName(), Set.of(StandardOpenOption.READ))) {
            assertThat(reading.read(100).size()).isEqualTo(5);
            if (writtenMeanwhile) {
                Files.writeString(file, "anew");
            }
            reading.unread();
        }
        BasicFileAttributes is = Files.readAttributes(file, BasicFileAttributes.class);
        assertThat(is.lastModifiedTime().toInstant().equals(THEN)).isNotEqualTo(writtenMeanwhile);
        return is.lastAccessTime().toInstant();
    }

    @Test
    void that_it_was_read_is_not_seen_afterwards() throws Exception {
        assertThat(accessedAfterReading(false)).isEqualTo(THEN);
    }

    @Test
    void what_somebody_wrote_meanwhile_keeps_its_times() throws Exception {
        assertThat(accessedAfterReading(true)).isAfterOrEqualTo(THEN);
    }

    private static void openAndClose(Path file, AtomicBoolean over) {
        while (!over.get()) {
            try (FileChannel channel = FileChannel.open(file)) {
                assertThat(channel.isOpen()).isTrue();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
