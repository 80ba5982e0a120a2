package dev.respawn.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A container that tells its password to everybody who asks: its output, its health check, its errors, a program in it. */
@Tag("docker")
@Execution(ExecutionMode.CONCURRENT)
class SecretsTest {
    private static final Duration LIMIT = Duration.ofSeconds(150);
    private static final String PASSWORD = "correct-horse-17-battery";
    private static final String IN_ADDRESS = "staple-of-the-address";

    private static final String SCENARIO = """
            scenario: it tells its secrets
            on: "docker:always"
            services:
              web:
                image: busybox
                env:
                  DB_PASSWORD: %1$s
                  DATABASE: postgres://app:%2$s@db/app
                  HARMLESS: stands-in-the-clear
                command: [sh, -c, "env; echo %1$s >&2; trap 'exit 7' TERM; while true; do sleep 0.1; done"]
                health: { command: [sh, -c, "env; exit 1"], every: 300ms, timeout: 3s, retries: 1 }
            watch:
              asked: { every: 200ms, exec: { service: web, command: [sh, -c, "env; echo %1$s"], output-contains: HARMLESS } }
            disrupt:
              - { name: killed, at: 4s, inject: crash, target: { service: web } }
            expect:
              - exits: { after: killed, with: 137 }
              - says: { service: web, text: DB_PASSWORD }
              - health-becomes: { service: web, is: unhealthy, within: 5s }
              - keeps-contract
              - recovers: { probe: asked, after: killed, within: 5s }
            """.formatted(PASSWORD, IN_ADDRESS);

    @TempDir
    Path scratch;

    @Test
    void what_a_container_tells_of_its_passwords_stands_in_no_file_and_on_no_line() throws Exception {
        Said hidden = run(scratch.resolve("hidden"));
        // All that could have given it away is there to be read.
        assertThat(hidden.journal())
                .contains("DB_PASSWORD=***", "HARMLESS=stands-in-the-clear", "postgres://app:***@db");
        assertThat(hidden.everything())
                .isNotEmpty()
                .allSatisfy((where, text) -> assertThat(text).as(where).doesNotContain(PASSWORD, IN_ADDRESS));
    }

    @Test
    void who_asks_for_them_sees_them() throws Exception {
        assertThat(run(scratch.resolve("shown"), "--show-secrets").journal())
                .contains("DB_PASSWORD=" + PASSWORD, "postgres://app:" + IN_ADDRESS + "@db");
    }

    /** All that a run leaves to be read, by where it stands. */
    private record Said(String journal, Map<String, String> everything) {}

    private Said run(Path directory, String... further) throws Exception {
        Path runs = directory.resolve("runs");
        Files.createDirectories(directory);
        Path scenario = Files.writeString(directory.resolve("scenario.yaml"), SCENARIO);
        List<String> arguments = Stream.concat(
                        Stream.of("run", scenario.toString(), "--host", "private", "--runs", runs.toString()),
                        Stream.of(further))
                .toList();
        try (CliProcess command = CliProcess.start(
                Map.of("RESPAWN_ROOT", directory.resolve("root").toString()),
                directory,
                arguments.toArray(String[]::new))) {
            int code = command.await(LIMIT);
            // What it proves on a busy machine is not the matter here.
            assertThat(code).as(() -> command.err().toString()).isIn(0, 3);
            Map<String, String> all = new TreeMap<>(files(directory, scenario));
            all.put("stdout", String.join("\n", command.out()));
            all.put("stderr", String.join("\n", command.err()));
            String journal = all.entrySet().stream()
                    .filter(entry -> entry.getKey().endsWith("/journal.jsonl"))
                    .findFirst()
                    .orElseThrow()
                    .getValue();
            return new Said(journal, all);
        }
    }

    /** What the run has written, the engine's own files included; the scenario's own file is the user's. */
    private static Map<String, String> files(Path directory, Path scenario) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.equals(scenario))
                    .collect(Collectors.toMap(Path::toString, SecretsTest::text));
        }
    }

    private static String text(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
