package dev.respawn.scenario.yaml;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Good files after an accident: the reader accepts them or tells the author, and nothing else. */
class MutilatedFilesTest {
    private static final String STRANGE = "\0\t\r\n\"'{}[]:,&*!|>%@`#-?~<\\\u001b";

    @TempDir
    Path directory;

    @Test
    @Timeout(value = 60, unit = TimeUnit.SECONDS)
    void a_mutilated_file_is_read_or_told_in_lines() throws IOException {
        SplittableRandom random = new SplittableRandom(3);
        Path file = directory.resolve("m.yaml");
        int accepted = 0;
        int refused = 0;

        for (int i = 0; i < 2_000; i++) {
            byte[] bytes = Good.SCENARIOS.get(i % Good.SCENARIOS.size()).getBytes(UTF_8);
            for (int n = random.nextInt(1, 4); n > 0; n--) {
                bytes = mutilated(bytes, random);
            }
            Files.write(file, bytes);
            try {
                ScenarioFile.read(file);
                accepted++;
            } catch (BrokenFile broken) {
                refused++;
                assertThat(broken.lines()).isNotEmpty();
                broken.lines().forEach(line -> checkLine(line, file));
            }
        }

        assertThat(accepted).isGreaterThan(20);
        assertThat(refused).isGreaterThan(1_000);
    }

    private static void checkLine(String line, Path file) {
        boolean plain = line.startsWith(file.toString())
                && !line.contains("Exception")
                && !line.contains("snakeyaml")
                && line.codePoints().noneMatch(Character::isISOControl);
        assertThat(plain).as(line).isTrue();
    }

    private static byte[] mutilated(byte[] bytes, SplittableRandom random) {
        if (bytes.length < 2) {
            return bytes;
        }
        int from = random.nextInt(bytes.length);
        int to = random.nextInt(from, bytes.length) + 1;
        byte[] out = bytes.clone();
        switch (random.nextInt(6)) {
            case 0 -> out[from] ^= (byte) (1 << random.nextInt(8));
            case 1 -> out = joined(Arrays.copyOf(bytes, from), Arrays.copyOfRange(bytes, to, bytes.length));
            case 2 -> out = joined(Arrays.copyOf(bytes, to), Arrays.copyOfRange(bytes, from, bytes.length));
            case 3 -> {
                List<String> lines = Arrays.asList(new String(bytes, UTF_8).split("\n", -1));
                Collections.swap(lines, random.nextInt(lines.size()), random.nextInt(lines.size()));
                out = String.join("\n", lines).getBytes(UTF_8);
            }
            case 4 -> out[from] = (byte) STRANGE.charAt(random.nextInt(STRANGE.length()));
            default ->
                out = joined(
                        Arrays.copyOf(bytes, from),
                        new byte[] {(byte) STRANGE.charAt(random.nextInt(STRANGE.length()))},
                        Arrays.copyOfRange(bytes, from, bytes.length));
        }
        return out;
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
