package dev.respawn.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Archives written by another hand, read by ours. */
class TarReaderTest {
    private static final Instant MODIFIED = Instant.parse("2026-01-02T03:04:05.123456789Z");

    @ParameterizedTest
    @ValueSource(ints = {TarArchiveOutputStream.LONGFILE_POSIX, TarArchiveOutputStream.LONGFILE_GNU})
    void entries_are_read_as_they_were_written(int longNames) throws IOException {
        String longName = "d/" + "x".repeat(300);
        byte[] archive = archive(longNames, tar -> {
            file(tar, "./etc/motd", "hello");
            directory(tar, "etc/");
            link(tar, "etc/link", "../" + "y".repeat(200));
            file(tar, longName, "z".repeat(1000));
        });

        TarReader reader = reader(archive);
        TarReader.Entry motd = reader.next().orElseThrow();
        String content = new String(reader.content().readAllBytes(), StandardCharsets.UTF_8);
        List<TarReader.Entry> rest = rest(reader);

        assertThat(motd)
                .isEqualTo(new TarReader.Entry(
                        "etc/motd", TarReader.Kind.FILE, 5, 04755, 1000, 3_000_000, motd.modified(), ""));
        assertThat(motd.modified()).isBetween(MODIFIED.minusSeconds(1), MODIFIED);
        assertThat(content).isEqualTo("hello");
        assertThat(rest)
                .extracting(e -> e.name() + " " + e.kind() + " " + e.size() + " " + e.linkTarget())
                .containsExactly(
                        "etc DIRECTORY 0 ", "etc/link SYMBOLIC_LINK 0 ../" + "y".repeat(200), longName + " FILE 1000 ");
    }

    @Test
    void a_size_that_octal_digits_cannot_write_is_read() throws IOException {
        byte[] header = plain();
        // Eleven binary digits' worth of a file of 16 GiB, as GNU writes it.
        Arrays.fill(header, 124, 136, (byte) 0);
        header[124] = (byte) 0x80;
        header[131] = 4;
        header[156] = '0';
        checksum(header);

        assertThat(reader(header).next().orElseThrow().size()).isEqualTo(4L << 32);
    }

    @Test
    void an_archive_that_breaks_off_is_no_shorter_archive() throws IOException {
        byte[] whole = archive(TarArchiveOutputStream.LONGFILE_POSIX, tar -> {
            file(tar, "a", "x".repeat(700));
            file(tar, "b", "y");
        });

        for (int length : new int[] {0, 100, 512, 600, 1000, 1536, 2000, 2048, 2049}) {
            assertThatThrownBy(() -> rest(reader(Arrays.copyOf(whole, length))))
                    .as("of %d bytes", length)
                    .isInstanceOf(IOException.class)
                    .hasMessage("the archive breaks off");
        }
    }

    @Test
    void what_is_no_archive_is_refused() {
        assertThatThrownBy(() -> reader("x".repeat(2000).getBytes(StandardCharsets.US_ASCII))
                        .next())
                .isInstanceOf(IOException.class)
                .hasMessage("this is no tar archive, or it is damaged");
    }

    @Test
    void a_header_that_would_fill_the_memory_is_refused() throws IOException {
        byte[] header = plain();
        header[156] = 'x';
        System.arraycopy("77777777777".getBytes(StandardCharsets.US_ASCII), 0, header, 124, 11);
        checksum(header);

        assertThatThrownBy(() -> reader(header).next())
                .isInstanceOf(IOException.class)
                .hasMessage("the archive has a header of 8589934591 bytes; the longest that is read has 1048576");
    }

    @Test
    void whatever_is_damaged_ends_and_harms_nobody() throws IOException {
        byte[] whole = archive(TarArchiveOutputStream.LONGFILE_POSIX, tar -> {
            file(tar, "x".repeat(200), "hello");
            link(tar, "l", "m");
            file(tar, "b", "y".repeat(5000));
        });
        SplittableRandom random = new SplittableRandom(7);

        for (int trial = 0; trial < 2000; trial++) {
            byte[] damaged = whole.clone();
            for (int i = 0; i < 1 + trial % 5; i++) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            // Also with sums that fit, so that the damage comes through.
            for (int block = 0; trial % 2 == 0 && block + 512 <= damaged.length; block += 512) {
                if (damaged[block + 257] == 'u') {
                    byte[] header = Arrays.copyOfRange(damaged, block, block + 512);
                    checksum(header);
                    System.arraycopy(header, 0, damaged, block, 512);
                }
            }
            try {
                assertThat(rest(reader(damaged))).hasSizeLessThan(100);
            } catch (IOException e) {
                assertThat(e).hasMessageMatching("(the archive|this is no tar archive).*");
            }
        }
    }

    @Test
    void what_stands_behind_the_end_is_read_when_it_is_wanted() throws IOException {
        byte[] whole = archive(TarArchiveOutputStream.LONGFILE_POSIX, tar -> file(tar, "a", "x"));
        ByteArrayInputStream in = new ByteArrayInputStream(whole);
        TarReader reader = new TarReader(in);

        assertThat(rest(reader)).hasSize(1);
        assertThat(in.available()).isPositive();
        reader.drain();

        assertThat(in.available()).isZero();
        assertThat(reader.next()).isEmpty();
    }

    private interface Writing {
        void write(TarArchiveOutputStream tar) throws IOException;
    }

    private static byte[] archive(int longNames, Writing writing) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(out)) {
            tar.setLongFileMode(longNames);
            tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
            writing.write(tar);
        }
        return out.toByteArray();
    }

    private static void file(TarArchiveOutputStream tar, String name, String content) throws IOException {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        TarArchiveEntry entry = new TarArchiveEntry(name, TarConstants.LF_NORMAL, true);
        entry.setSize(bytes.length);
        entry.setMode(04755);
        entry.setIds(1000, 3_000_000);
        entry.setModTime(FileTime.from(MODIFIED));
        tar.putArchiveEntry(entry);
        tar.write(bytes);
        tar.closeArchiveEntry();
    }

    /** The header of an entry that needs no second one. */
    private static byte[] plain() throws IOException {
        return Arrays.copyOf(archive(TarArchiveOutputStream.LONGFILE_POSIX, tar -> directory(tar, "a")), 512);
    }

    private static void directory(TarArchiveOutputStream tar, String name) throws IOException {
        tar.putArchiveEntry(new TarArchiveEntry(name));
        tar.closeArchiveEntry();
    }

    private static void link(TarArchiveOutputStream tar, String name, String target) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name, TarConstants.LF_SYMLINK);
        entry.setLinkName(target);
        tar.putArchiveEntry(entry);
        tar.closeArchiveEntry();
    }

    private static void checksum(byte[] header) {
        Arrays.fill(header, 148, 156, (byte) ' ');
        int sum = 0;
        for (byte b : header) {
            sum += Byte.toUnsignedInt(b);
        }
        byte[] digits = String.format("%06o", sum).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(digits, 0, header, 148, 6);
        header[154] = 0;
    }

    private static TarReader reader(byte[] archive) {
        return new TarReader(new ByteArrayInputStream(archive));
    }

    private static List<TarReader.Entry> rest(TarReader reader) throws IOException {
        List<TarReader.Entry> entries = new ArrayList<>();
        for (Optional<TarReader.Entry> next = reader.next(); next.isPresent(); next = reader.next()) {
            entries.add(next.get());
        }
        return entries;
    }
}
