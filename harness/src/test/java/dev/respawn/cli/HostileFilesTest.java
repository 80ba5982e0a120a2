package dev.respawn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.respawn.gameday.ExitCode;
import dev.respawn.plan.RunDirectory;
import dev.respawn.supervisor.ContractFile;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files and run directories of strangers: whatever stands in them, one of the documented codes and clear lines come out. */
class HostileFilesTest {
    private static final Path SCENARIOS = Path.of("..", "scenarios");
    /** Generous: on a quiet machine each takes milliseconds. */
    private static final Duration LIMIT = Duration.ofSeconds(20);

    /** What fuzzers and attackers put where something else was expected. */
    private static final List<String> PIECES = List.of(
            "",
            "\u001b[2J\u001b]0;x\u0007",
            "\u202e",
            "${7*7}{{7*7}}<%= 7 %>",
            "<script>alert(1)</script>",
            "../../../../etc/passwd",
            "\n",
            "\r\n  - ",
            ": ",
            "&a *a",
            "!!java.net.URL [x]",
            "{{{{[[[[",
            "]}\",",
            "-9223372036854775809",
            "1e999999999",
            "99999999999999999999s",
            "-1ms",
            "0s",
            "true",
            "null",
            "~",
            "%s%n%x",
            "\"",
            "'",
            "\\ud800",
            "web/1",
            "link:link:link:a/1>b/1>c/1",
            "x".repeat(5_000));

    @TempDir
    private Path directory;

    private static final class Fuzz {
        private final SplittableRandom random;

        Fuzz(long seed) {
            random = new SplittableRandom(seed);
        }

        /** Something a little or a lot different: pieces put in, cut out, doubled, exchanged, bytes flipped. */
        byte[] of(byte[] whole) {
            byte[] bytes = whole.clone();
            for (int change = random.nextInt(1, 6); change > 0 && bytes.length > 0; change--) {
                int at = random.nextInt(bytes.length);
                int length = Math.min(random.nextInt(1, 60), bytes.length - at);
                bytes = switch (random.nextInt(7)) {
                    case 0 -> joined(bytes, at, at, piece());
                    case 1 -> joined(bytes, at, at + length, new byte[0]);
                    case 2 -> joined(bytes, at, at, part(bytes, at, length));
                    case 3 -> joined(bytes, at, at + length, piece());
                    case 4 -> joined(bytes, at, at + 1, new byte[] {(byte) random.nextInt(256)});
                    case 5 -> part(bytes, 0, at);
                    default -> {
                        int other = random.nextInt(bytes.length);
                        yield joined(bytes, at, at, part(bytes, other, Math.min(length, bytes.length - other)));
                    }
                };
            }
            return bytes;
        }

        private byte[] piece() {
            return PIECES.get(random.nextInt(PIECES.size())).getBytes(StandardCharsets.UTF_8);
        }

        private static byte[] part(byte[] bytes, int from, int length) {
            return Arrays.copyOfRange(bytes, from, from + length);
        }

        private static byte[] joined(byte[] bytes, int from, int to, byte[] with) {
            byte[] out = new byte[bytes.length - (to - from) + with.length];
            System.arraycopy(bytes, 0, out, 0, from);
            System.arraycopy(with, 0, out, from, with.length);
            System.arraycopy(bytes, to, out, from + with.length, bytes.length - to);
            return out;
        }
    }

    private static Said within(String what, Object... arguments) {
        long from = System.nanoTime();
        Said said = Said.by(arguments);
        assertThat(Duration.ofNanos(System.nanoTime() - from)).as(what).isLessThan(LIMIT);
        // A journal may tell of a run that broke; that is no break of ours.
        if (!said.out().contains("            broken; ")) {
            assertThat(said.code()).as(what + ": " + said.err()).isNotEqualTo(ExitCode.BROKEN);
        }
        assertThat(said.err()).as(what).doesNotContain("Exception", "defect of respawn");
        for (String text : List.of(said.out(), said.err())) {
            assertThat(text.chars().filter(c -> c != '\n' && (Character.isISOControl(c) || c == 0x202e)))
                    .as(what)
                    .isEmpty();
        }
        return said;
    }

    @Test
    void a_scenario_of_a_stranger_is_read_or_refused_in_clear_lines() throws IOException {
        List<Path> files;
        try (Stream<Path> found = Files.walk(SCENARIOS)) {
            files = found.filter(file -> file.toString().endsWith(".yaml")
                            && !file.toString().contains("target"))
                    .sorted()
                    .toList();
        }
        Fuzz fuzz = new Fuzz(4);
        int refused = 0;
        for (int i = 0; i < 900; i++) {
            Path origin = files.get(i % files.size());
            Path file = Files.write(directory.resolve("it.yaml"), fuzz.of(Files.readAllBytes(origin)));

            Said said = within(i + " of " + origin, i % 3 == 0 ? "explain" : "validate", file);

            assertThat(said.code()).isIn(ExitCode.AS_WANTED, ExitCode.USAGE, ExitCode.NO_GO);
            refused += said.code() == ExitCode.AS_WANTED ? 0 : 1;
        }
        assertThat(refused).as("of 900").isBetween(200, 899);
    }

    @Test
    void a_contract_of_a_stranger_is_read_or_refused_in_clear_lines() throws IOException {
        byte[] whole = Files.readAllBytes(SCENARIOS.resolve("supervisors/healer.contract.yaml"));
        Fuzz fuzz = new Fuzz(10);
        int refused = 0;
        for (int i = 0; i < 700; i++) {
            String text = new String(fuzz.of(whole), StandardCharsets.UTF_8);
            try {
                ContractFile.parse(text, "it");
            } catch (IllegalArgumentException e) {
                // Anything else than this goes on, and ends the test.
                assertThat(e).as("%s", i).hasMessageStartingWith("it:");
                refused++;
            }
        }
        assertThat(refused).as("of 700").isBetween(100, 699);
    }

    @Test
    void bombs_are_refused_before_they_go_off() throws IOException {
        StringBuilder laughs = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 30; i++) {
            laughs.append("a").append(i).append(": &a").append(i).append(" [");
            laughs.append(("*a" + (i - 1) + ", ").repeat(9))
                    .append("*a")
                    .append(i - 1)
                    .append("]\n");
        }
        List<String> bombs = List.of(
                laughs.toString(),
                "[".repeat(1 << 20),
                "{a: ".repeat(200_000),
                "- ".repeat(500_000),
                "a: &a *a",
                "scenario: " + "x".repeat((1 << 20) - 20),
                "scenario: x\non: [" + "docker:always, ".repeat(60_000) + "]",
                "? ".repeat(300_000),
                "\"" + "\\u0041".repeat(170_000) + "\"",
                "scenario: x\nexpect: [" + "{exits: {after: a, with: 1}}, ".repeat(20_000) + "]",
                "%YAML 1.1\n" + "# ".repeat(500_000),
                "a: |\n" + " x\n".repeat(300_000));
        for (String bomb : bombs) {
            Path file = Files.writeString(directory.resolve("bomb.yaml"), bomb);

            Said said = within(bomb.substring(0, Math.min(30, bomb.length())), "validate", file);

            assertThat(said.code()).isEqualTo(ExitCode.USAGE);
            assertThat(said.err().length()).isBetween(10, 300_000);
        }
    }

    /** A run as its directory would have it. */
    private Path stored() throws IOException {
        RunDirectory run = new RunDirectory(directory.resolve("run"));
        Fuzzed.store(run);
        return run.path();
    }

    @Test
    void a_plan_of_a_stranger_is_read_or_refused_in_a_clear_line() throws IOException {
        Path run = stored();
        Path plan = run.resolve("plan.json");
        byte[] whole = Files.readAllBytes(plan);
        Fuzz fuzz = new Fuzz(5);
        for (int i = 0; i < 400; i++) {
            Files.write(plan, fuzz.of(whole));

            within("plan " + i, "verify", run);
        }
    }

    @Test
    void a_journal_of_a_stranger_is_judged_or_refused_in_a_clear_line() throws IOException {
        Path run = stored();
        Path journal = run.resolve("journal.jsonl");
        List<String> lines = Files.readAllLines(journal).stream()
                // Samples are most of it, and all alike.
                .filter(line -> !line.contains("\"sampled\"") || line.hashCode() % 50 == 0)
                .toList();
        Fuzz fuzz = new Fuzz(6);
        SplittableRandom random = new SplittableRandom(7);
        int judged = 0;
        for (int i = 0; i < 400; i++) {
            List<String> changed = new ArrayList<>(lines);
            int at = random.nextInt(changed.size());
            switch (random.nextInt(4)) {
                case 0 -> changed.remove(at);
                case 1 -> changed.add(at, changed.get(random.nextInt(changed.size())));
                case 2 -> changed.add(at, changed.remove(random.nextInt(changed.size())));
                default ->
                    changed.set(
                            at,
                            new String(
                                    fuzz.of(changed.get(at).getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8));
            }
            // Numbered anew, so that not all is refused for that.
            List<String> numbered = new ArrayList<>();
            for (String line : changed) {
                numbered.add(line.replaceFirst("\"seq\":[0-9]+", "\"seq\":" + (numbered.size() + 1)));
            }
            Files.write(journal, numbered);

            Said said = within("journal " + i, "verify", run);

            judged += said.code() == ExitCode.USAGE ? 0 : 1;
        }
        assertThat(judged).as("of 400").isBetween(60, 399);
    }

    @Test
    void what_a_link_in_a_run_directory_leads_to_is_not_read() throws IOException {
        Path run = stored();
        Path secret = Files.writeString(directory.resolve("secret"), "root:$y$j9T$secret:20000:0:99999:7:::\n");
        for (String name : List.of("plan.json", "journal.jsonl")) {
            Path file = run.resolve(name);
            byte[] kept = Files.readAllBytes(file);
            Files.delete(file);
            Files.createSymbolicLink(file, secret);

            Said said = within(name, "verify", run);

            assertThat(said.code()).isEqualTo(ExitCode.USAGE);
            assertThat(said.err())
                    .isEqualTo("'" + run + "' is no run: its " + name
                            + " is a symbolic link, and what lies elsewhere is not read\n");
            Files.delete(file);
            Files.createSymbolicLink(file, Path.of("/dev/zero"));
            assertThat(within(name, "verify", run).code()).isEqualTo(ExitCode.USAGE);
            Files.delete(file);
            Files.write(file, kept);
        }
        assertThat(within("whole", "verify", run).code()).isEqualTo(ExitCode.AS_WANTED);
    }

    @Test
    void what_is_no_file_in_a_run_directory_is_neither_read_nor_waited_for() throws Exception {
        Path run = stored();
        for (String name : List.of("plan.json", "journal.jsonl")) {
            Path file = run.resolve(name);
            byte[] kept = Files.readAllBytes(file);
            Files.delete(file);
            assertThat(new ProcessBuilder("mkfifo", file.toString()).start().waitFor())
                    .isZero();
            // A pipe that nobody writes to would be waited for without an end.
            assertThat(within(name, "verify", run))
                    .isEqualTo(new Said(ExitCode.USAGE, "", "'" + run + "' is no run: it has no " + name + "\n"));
            Files.delete(file);
            Files.createDirectory(file);
            assertThat(within(name, "verify", run).code()).isEqualTo(ExitCode.USAGE);
            Files.delete(file);
            Files.write(file, kept);
        }
        // Whatever else lies there is nobody's business.
        assertThat(new ProcessBuilder("mkfifo", run.resolve("scenario.yaml").toString())
                        .start()
                        .waitFor())
                .isZero();
        Files.createSymbolicLink(run.resolve("kept"), Path.of("/"));
        assertThat(within("whole", "verify", run).code()).isEqualTo(ExitCode.AS_WANTED);
    }

    @Test
    void a_scenario_that_is_no_file_is_refused_and_not_waited_for() throws Exception {
        Path pipe = directory.resolve("pipe.yaml");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();

        for (Path file : List.of(pipe, Path.of("/dev/zero"), Path.of("/dev/tty"), directory)) {
            assertThat(within(file.toString(), "validate", file).code())
                    .as("%s", file)
                    .isEqualTo(ExitCode.USAGE);
        }
    }

    // In a process of its own, with little memory: there it would end with an OutOfMemoryError.
    @Test
    void a_journal_that_needs_more_memory_than_there_is_is_refused_in_a_line() throws Exception {
        Path run = stored();
        Path journal = run.resolve("journal.jsonl");
        try (BufferedWriter out = Files.newBufferedWriter(journal)) {
            String items = "\"a\",".repeat(15_000) + "\"a\"";
            for (int i = 1; i <= 2_000; i++) {
                out.write("{\"seq\":" + i + ",\"at\":\"1970-01-01T00:00:00Z\",\"event\":{\"kind\":\"residue-checked\","
                        + "\"compared\":[" + items + "],\"left\":[]}}\n");
            }
        }
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx96m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "dev.respawn.cli.Main",
                        "verify",
                        run.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as(said).isEqualTo(2);
        assertThat(said)
                .containsPattern(
                        "journal\\.jsonl:[0-9]+: a journal that needs more than [0-9]+MiB to be read; give Java"
                                + " more memory, for example with RESPAWN_JAVA_OPTIONS=-Xmx4g")
                .doesNotContain("OutOfMemoryError");
    }

    @Test
    void a_long_journal_is_judged_in_a_time_that_grows_with_its_length() throws IOException {
        Path run = stored();
        Path journal = run.resolve("journal.jsonl");
        List<String> lines = Files.readAllLines(journal);
        String sample = lines.stream()
                .filter(line -> line.contains("\"sampled\"") && line.contains("\"good\""))
                .findFirst()
                .orElseThrow();
        int last = lines.size() - 1;
        try (BufferedWriter out = Files.newBufferedWriter(journal)) {
            int seq = 0;
            for (int i = 0; i < 100_000 + lines.size(); i++) {
                String line = i < last ? lines.get(i) : i < last + 100_000 ? sample : lines.get(i - 100_000);
                out.write(line.replaceFirst("\"seq\":[0-9]+", "\"seq\":" + ++seq) + "\n");
            }
        }

        within("100,000 samples", "verify", run);
    }
}
