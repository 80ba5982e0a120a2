package dev.respawn.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import dev.respawn.docker.ContainerSpec;
import dev.respawn.docker.DockerDoor;
import dev.respawn.docker.Door;
import dev.respawn.docker.EngineException;
import dev.respawn.host.PrivateEngine;
import dev.respawn.host.PrivateOptions;
import dev.respawn.image.ImageCache;
import dev.respawn.image.ImageStore;
import dev.respawn.undo.KeeperClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * A container whose owner wishes us ill: its labels, environment, health check, output, answers and file names carry what
 * terminals, browsers and templates obey. It is adopted, broken and reported on; nothing of it is obeyed.
 */
@Tag("docker")
@Execution(ExecutionMode.CONCURRENT)
class HostileContainerTest {
    private static final Duration LIMIT = Duration.ofSeconds(150);
    private static final String TERMINAL = "\u001b[2J\u001b]0;owned\u0007\u009b31m\u202egnp.exe\u2028PASSED";
    /** A line that is longer would tell of a text that was not cut. */
    private static final int LONGEST = 4_200;

    @TempDir
    Path scratch;

    private static String attack(int port) {
        return "\"'></td></style></title></text></svg><script>document.title='owned';"
                + "fetch('http://127.0.0.1:" + port + "/')</script><img src=http://127.0.0.1:" + port
                + "/x onerror=\"document.title='owned'\">]]>&#x3c;script>${7*7}{{7*7}}<%= 7*7 %>%n%s" + TERMINAL;
    }

    @Test
    void nothing_that_a_container_says_is_obeyed() throws Exception {
        try (ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                KeeperClient keeper = KeeperClient.start(scratch.resolve("e"), scratch.resolve("keeper.log"))) {
            PrivateEngine engine = keeper.start(PrivateOptions.DEFAULT);
            String attack = attack(listening.getLocalPort());
            try (Door door = DockerDoor.open(engine.recipe().address())) {
                door.start(door.create(hostile(door, attack)));

                run(engine);
            }

            Path run = directory();
            assertThat(Files.readString(run.resolve("journal.jsonl")))
                    .as("it came as far as the journal")
                    .contains("document.title='owned'");
            for (String page : List.of("report.html", "junit.xml")) {
                assertThat(Files.readString(run.resolve(page)))
                        .doesNotContain("<script", "<img", "\u001b", "\u0007", "\u009b", "\u202e", "\u2028")
                        .contains("&lt;img src=x onerror=alert(3)&gt;");
            }
            assertThat(Files.readString(run.resolve("report.html")))
                    .contains("&lt;script&gt;document.title=", "\\u001b[2J", "\\u202e");
            DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(run.resolve("junit.xml").toFile());
            shown(run.resolve("report.html"), listening);
        }
    }

    /** An engine that has just begun may take longer for an image than one question may, beside the other tests. */
    private static String image(Door door) throws Exception {
        Instant patience = Instant.now().plus(Duration.ofMinutes(1));
        while (true) {
            try {
                return new ImageStore(door, ImageCache.usual(), false, Optional.empty())
                        .ready("busybox")
                        .reference();
            } catch (EngineException e) {
                if (Instant.now().isAfter(patience)) {
                    throw e;
                }
            }
        }
    }

    private static ContainerSpec hostile(Door door, String attack) throws Exception {
        String image = image(door);
        ContainerSpec plain = ContainerSpec.plain(
                "hostile",
                image,
                List.of(
                        "sh",
                        "-c",
                        "[ -e '/tmp/<img src=x onerror=alert(3)>' ] || touch '/tmp/<img src=x onerror=alert(3)>'; printf '"
                                + attack.replace("'", "'\\''").replace("%", "%%")
                                + "\\377\\376\\n'; head -c 1048576 /dev/zero | tr '\\000' x; echo; exec sleep 1000"),
                Map.of("dev.respawn.may-break", "yes", "evil", attack, attack, "evil"));
        return plain.restarting("always", 0)
                .checkedBy(new ContainerSpec.Health(
                        List.of("printf '" + attack.replace("'", "'\\''").replace("%", "%%") + "\\377'; exit 1"),
                        Duration.ofMillis(300),
                        Duration.ofSeconds(3),
                        1,
                        Duration.ZERO));
    }

    private void run(PrivateEngine engine) throws Exception {
        Path scenario = Files.writeString(scratch.resolve("scenario.yaml"), """
                scenario: a hostile container is broken
                on: as-found
                begins: not-asked
                services: { web: { adopt: { containers: hostile } } }
                blast-radius: { last-healthy: break }
                watch:
                  answer:
                    every: 200ms
                    exec:
                      service: web
                      command: [sh, -c, "tr '\\\\0' '\\\\n' </proc/1/cmdline; cat /proc/1/environ; ls /tmp; printf '\\\\033[2J<script>document.title=1</script>\\\\377'"]
                      output-contains: nothing of the kind
                  healthy: { every: 200ms, container-state: { service: web, is: healthy } }
                disrupt:
                  - name: gone
                    at: 1s
                    inject: { delete-file: { path: "/tmp/<img src=x onerror=alert(3)>" } }
                    target: { service: web }
                    for: 500ms
                  - { name: killed, at: 2s, inject: crash, target: { service: web } }
                expect:
                  - keeps-file: { service: web, path: "/tmp/<img src=x onerror=alert(3)>", after: gone }
                  - exits: { after: killed, with: 137 }
                  - health-becomes: { service: web, is: unhealthy, within: 5s }
                  - recovers: { probe: answer, within: 1s }
                """);
        try (CliProcess command = CliProcess.start(
                Map.of(
                        "DOCKER_HOST",
                        engine.recipe().address().toString(),
                        "RESPAWN_ROOT",
                        scratch.resolve("r").toString()),
                scratch,
                "run",
                scenario.toString(),
                "--host",
                "user",
                "--runs",
                scratch.resolve("runs").toString())) {
            int code = command.await(LIMIT);
            List<String> said = Stream.concat(command.out().stream(), command.err().stream())
                    .toList();
            // The answer never contains what is wanted, so the run cannot be a good one.
            assertThat(code).as(said::toString).isIn(1, 3);
            assertThat(said).allSatisfy(line -> {
                assertThat(line.length()).isLessThan(LONGEST);
                assertThat(line.codePoints()
                                .filter(c -> Character.isISOControl(c)
                                        || Character.getType(c) == Character.FORMAT
                                        || Character.getType(c) == Character.LINE_SEPARATOR))
                        .isEmpty();
            });
        }
    }

    private Path directory() throws IOException {
        try (var entries = Files.list(scratch.resolve("runs"))) {
            return entries.filter(Files::isDirectory).findFirst().orElseThrow();
        }
    }

    /** As a real browser shows it: no script ran, no element is theirs, nobody was asked for anything, and it is there to read. */
    private void shown(Path page, ServerSocket listening) throws Exception {
        Path browser = Stream.of("chromium", "chromium-browser", "google-chrome")
                .map(name -> Path.of("/usr/bin", name))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no browser; apt-get install --no-install-recommends chromium"));
        Path document = scratch.resolve("document.html");
        Path log = scratch.resolve("browser.log");
        Process process = new ProcessBuilder(
                        browser.toString(),
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                        "--disable-extensions",
                        "--enable-logging=stderr",
                        "--user-data-dir=" + scratch.resolve("profile"),
                        "--virtual-time-budget=2000",
                        "--dump-dom",
                        page.toUri().toString())
                .redirectOutput(document.toFile())
                .redirectError(log.toFile())
                .start();
        try {
            assertThat(process.waitFor(90, TimeUnit.SECONDS))
                    .as("the browser ends")
                    .isTrue();
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor();
        }
        assertThat(Files.readString(document))
                .contains("&lt;script&gt;document.title=", "</html>")
                .doesNotContain("<script", "<img", "<title>owned");
        assertThat(Files.readAllLines(log)).noneMatch(line -> line.contains(":CONSOLE"));
        listening.setSoTimeout(1);
        try {
            listening.accept().close();
            throw new AssertionError("the page asked somebody");
        } catch (SocketTimeoutException e) {
            // As it should be.
        }
    }
}
