package dev.respawn.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.respawn.docker.TestCertificates.Form;
import dev.respawn.host.ProcessTable;
import dev.respawn.image.ImageCache;
import dev.respawn.image.ImageStore;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real engine behind TLS and behind a real ssh server, both of which prove that they are nobody else. */
@Tag("docker")
class RemoteEnginesTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration SHORT = Duration.ofMillis(700);
    /** What a keeper may take for container-level faults, from the harness's death on. */
    private static final Duration UNDONE_WITHIN = Duration.ofSeconds(5);

    @TempDir
    static Path shared;

    @TempDir
    Path scratch;

    private static TestCertificates authority;
    private static TestEngine engine;
    private static DockerDoor near;
    private static Path certificates;
    private static URI tls;
    private static Optional<TestSshd> sshd = Optional.empty();
    private static String busybox;

    @BeforeAll
    static void start() throws Exception {
        authority = new TestCertificates("authority");
        certificates = authority.trusted(shared.resolve("mine"), Form.EC);
        Path its = authority.trusted(shared.resolve("its"), Form.PKCS8);
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        tls = URI.create("tcp://127.0.0.1:" + port);
        engine = TestEngine.listening(List.of(
                "--host=" + tls,
                "--tlsverify",
                "--tlscacert=" + its.resolve("ca.pem"),
                "--tlscert=" + its.resolve("cert.pem"),
                "--tlskey=" + its.resolve("key.pem")));
        near = DockerDoor.open(engine.address());
        busybox = new ImageStore(near, ImageCache.usual(), false, Optional.empty())
                .ready("busybox")
                .reference();
        if (TestSshd.there()) {
            sshd = Optional.of(TestSshd.start(Files.createDirectories(shared.resolve("sshd"))));
        }
    }

    @AfterAll
    static void stop() throws Exception {
        if (sshd.isPresent()) {
            sshd.get().close();
        }
        if (near != null) {
            near.close();
        }
        engine.close();
    }

    private static TestSshd sshd() {
        assumeTrue(sshd.isPresent(), "there is no /usr/sbin/sshd to start");
        return sshd.get();
    }

    private static URI ssh() {
        return URI.create(
                "ssh://root@127.0.0.1:" + sshd().port() + engine.address().getPath());
    }

    private static DockerDoor overTls() {
        return DockerDoor.open(new Access(tls, Optional.of(new Access.Tls(certificates, true))));
    }

    private static DockerDoor overSsh(TestSshd.Client client) {
        List<String> dial = new ArrayList<>(SshCommand.dial(ssh()));
        dial.set(0, client.bin().resolve("ssh").toString());
        return DockerDoor.open(Access.plain(ssh()), dial);
    }

    private static String container(String name, DockerDoor door) throws Exception {
        String id = door.create(ContainerSpec.plain(name, busybox, List.of("sleep", "1000"), Map.of())
                .restarting("always", 0));
        door.start(id);
        return id;
    }

    private static boolean within(Duration limit, BooleanSupplier what) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        while (!what.getAsBoolean()) {
            if (System.nanoTime() > end) {
                return false;
            }
            Thread.sleep(10);
        }
        return true;
    }

    // --- the door

    /** Calls, many at once, an archive and an event stream; then a program that hangs, and nothing that is kept of it. */
    private static void does(DockerDoor door, String name) throws Exception {
        List<String> heard = java.util.Collections.synchronizedList(new ArrayList<>());
        try (Door.EventStream events = door.events(new Door.EventListener() {
            @Override
            public void event(dev.respawn.model.EngineEvent event) {
                heard.add(event.action());
            }

            @Override
            public void blind(String why) {}

            @Override
            public void seeing() {}
        })) {
            assertThat(events.awaitOpen(LIMIT)).isTrue();
            String id = container(name, door);
            try {
                assertThat(within(LIMIT, () -> heard.contains("start"))).isTrue();
                List<Thread> many = new ArrayList<>();
                List<String> told = java.util.Collections.synchronizedList(new ArrayList<>());
                for (int i = 0; i < 20; i++) {
                    Thread thread = new Thread(() -> {
                        try {
                            told.add(door.exec(id, List.of("echo", "said"), LIMIT)
                                    .output());
                        } catch (Exception e) {
                            told.add(e.toString());
                        }
                    });
                    thread.start();
                    many.add(thread);
                }
                for (Thread thread : many) {
                    thread.join();
                }
                assertThat(told).hasSize(20).containsOnly("said\n");

                assertThat(door.stat(id, "/etc/passwd")).isPresent();

                Instant from = Instant.now();
                assertThatThrownBy(
                                () -> door.exec(id, List.of("sh", "-c", "while :; do echo x; sleep 0.1; done"), SHORT))
                        .isInstanceOf(EngineException.Slow.class);
                assertThat(Duration.between(from, Instant.now())).isLessThan(SHORT.plusSeconds(10));
                assertThat(within(LIMIT, () -> door.busy() == 0)).isTrue();
                assertThat(door.inspect(id).orElseThrow().condition().running()).isTrue();
            } finally {
                door.remove(id);
            }
        }
    }

    @Test
    void an_engine_with_tls_does_all_that_one_behind_a_socket_does() throws Exception {
        try (DockerDoor door = overTls()) {
            does(door, "tls");
        }
    }

    @Test
    void an_engine_behind_ssh_does_all_that_one_behind_a_socket_does_and_no_process_is_left() throws Exception {
        long before = sshd().sessions();
        try (DockerDoor door = overSsh(sshd().client())) {
            does(door, "ssh");
        }
        assertThat(within(LIMIT, () -> children().isEmpty()))
                .as(() -> children().toString())
                .isTrue();
        assertThat(within(LIMIT, () -> sshd().sessions() == before)).isTrue();
    }

    /** The processes of ssh that this one has started. */
    private static List<String> children() {
        return ProcessHandle.current()
                .children()
                .map(child -> ProcessTable.arguments(child.pid()))
                .filter(line -> line.contains("dial-stdio"))
                .toList();
    }

    @Test
    void a_real_engine_that_does_not_know_us_is_told_in_one_line() throws Exception {
        TestCertificates stranger = new TestCertificates("stranger");
        Path nothing = authority.believing(scratch.resolve("nothing"));
        Path old = authority.believing(scratch.resolve("old"));
        authority.showing(old, Form.PKCS1, "", Instant.now().minus(Duration.ofHours(1)));
        Path strange = authority.believing(scratch.resolve("strange"));
        stranger.showing(strange, Form.EC, "", Instant.now().plus(Duration.ofDays(1)));
        Path believing = stranger.trusted(scratch.resolve("believing"), Form.EC);

        Map<Path, String> wanted = new TreeMap<>(Map.of(
                nothing, "wants a certificate, and '" + nothing.resolve("cert.pem") + "' is not there",
                old, "does not accept the certificate '" + old.resolve("cert.pem") + "', which expired on ",
                strange, "does not accept the certificate '" + strange.resolve("cert.pem") + "'",
                believing, "none in '" + believing.resolve("ca.pem") + "' has signed it"));
        for (Map.Entry<Path, String> each : wanted.entrySet()) {
            Access access = new Access(tls, Optional.of(new Access.Tls(each.getKey(), true)));
            try (DockerDoor door = DockerDoor.open(access)) {
                assertThatThrownBy(() -> door.ping(LIMIT))
                        .isInstanceOf(EngineException.Unreachable.class)
                        .message()
                        .startsWith("ping at " + tls + ": the ")
                        .contains(each.getValue())
                        .hasLineCount(1);
            }
        }
    }

    @Test
    void what_ssh_says_against_it_is_told_in_one_line() throws Exception {
        Map<TestSshd.Client, String> wanted = Map.of(
                sshd().stranger(), "Permission denied (publickey)",
                sshd().mistaken(), "Host key verification failed.",
                sshd().newcomer(), "Host key verification failed.");
        for (Map.Entry<TestSshd.Client, String> each : wanted.entrySet()) {
            try (DockerDoor door = overSsh(each.getKey())) {
                assertThatThrownBy(() -> door.ping(LIMIT))
                        .isInstanceOf(EngineException.Unreachable.class)
                        .message()
                        .startsWith("ping at " + ssh() + ": 'ssh' to '127.0.0.1' ended with code 255: ")
                        .contains(each.getValue())
                        .hasLineCount(1);
            }
        }
    }

    // --- the command line

    /** The way over TLS, as docker's own client would be told it. */
    private static Map<String, String> tlsEnvironment() {
        return new Access(tls, Optional.of(new Access.Tls(certificates, true))).environment();
    }

    private static Map<String, String> sshEnvironment(Path home) throws Exception {
        // As `docker context use` leaves it.
        Path docker = Files.createDirectories(home.resolve("docker"));
        String hash = java.util.HexFormat.of()
                .formatHex(java.security.MessageDigest.getInstance("SHA-256")
                        .digest("far".getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        Files.writeString(docker.resolve("config.json"), "{\"currentContext\":\"far\"}");
        Files.writeString(
                Files.createDirectories(docker.resolve("contexts/meta/" + hash)).resolve("meta.json"),
                "{\"Name\":\"far\",\"Endpoints\":{\"docker\":{\"Host\":\"" + ssh() + "\"}}}");
        return Map.of(
                "DOCKER_CONFIG",
                docker.toString(),
                "PATH",
                sshd().client().bin() + ":" + System.getenv().getOrDefault("PATH", "/usr/bin:/bin"));
    }

    private Process command(List<String> before, Map<String, String> environment, String... arguments)
            throws IOException {
        List<String> argv = new ArrayList<>(List.of("setsid"));
        argv.addAll(before);
        argv.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.respawn.cli.Main"));
        argv.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(argv)
                .directory(scratch.toFile())
                .redirectErrorStream(true)
                .redirectOutput(scratch.resolve("said").toFile());
        builder.environment().keySet().removeAll(Access.variables());
        builder.environment().put("RESPAWN_ROOT", scratch.resolve("r").toString());
        builder.environment().putAll(environment);
        return builder.start();
    }

    private String said(Process command) throws Exception {
        try {
            assertThat(command.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
            return Files.readString(scratch.resolve("said"));
        } finally {
            command.destroy();
        }
    }

    private Path scenario(String name, String fault, String lasting) throws IOException {
        return Files.writeString(scratch.resolve("scenario.yaml"), """
                scenario: something far away is broken
                on: as-found
                services:
                  web: { adopt: { containers: %s }, port: 80 }
                blast-radius: { last-healthy: break }
                watch:
                  state: { every: 50ms, container-state: { service: web, is: running } }
                disrupt:
                  - { name: held, at: 300ms, inject: %s, for: %s, target: { service: web } }
                expect:
                  - recovers: { probe: state, within: 2s }
                """.formatted(name, fault, lasting));
    }

    private void an_undo_after_kill_9(String name, Map<String, String> environment) throws Exception {
        String id = container(name, near);
        ContainerFacts before = near.inspect(id).orElseThrow();
        Process harness = command(
                List.of(),
                environment,
                "run",
                scenario(name, "pause", "60s").toString(),
                "--host",
                "user",
                "--yes-break",
                name,
                "--runs",
                scratch.resolve("runs").toString());
        try {
            within(LIMIT, () -> status(id).equals("paused") || !harness.isAlive());
            assertThat(status(id)).as(() -> said()).isEqualTo("paused");

            harness.destroyForcibly().waitFor();
            long from = System.nanoTime();
            within(
                    UNDONE_WITHIN,
                    () -> status(id).equals("running") && processes().isEmpty());

            System.out.println("[measured] undone after kill -9, " + name + ": "
                    + Duration.ofNanos(System.nanoTime() - from).toMillis() + "ms");
            assertThat(near.inspect(id)).as(() -> keeper()).contains(before);
            assertThat(processes()).as(() -> keeper()).isEmpty();
        } finally {
            harness.destroyForcibly();
            near.remove(id);
        }
    }

    private String said() {
        try {
            return Files.readString(scratch.resolve("said"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private String keeper() {
        try {
            return Files.readString(scratch.resolve("runs/keeper.log"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static String status(String id) {
        try {
            return near.inspect(id).map(facts -> facts.condition().status()).orElse("gone");
        } catch (EngineException e) {
            return "unknown";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "unknown";
        }
    }

    /** All that the command has started and that lives: keeper, ssh. */
    private List<String> processes() {
        String mark = "RESPAWN_ROOT=" + scratch.resolve("r");
        return ProcessTable.pids().stream()
                .filter(pid -> ProcessTable.environment(pid).contains(mark))
                .filter(pid ->
                        ProcessTable.row(pid).filter(row -> !row.zombie()).isPresent())
                .map(ProcessTable::arguments)
                .toList();
    }

    @Test
    void a_keeper_undoes_on_an_engine_with_tls_after_kill_9() throws Exception {
        an_undo_after_kill_9("kill-tls", tlsEnvironment());
    }

    @Test
    void a_keeper_undoes_on_an_engine_behind_ssh_after_kill_9() throws Exception {
        an_undo_after_kill_9("kill-ssh", sshEnvironment(scratch));
    }

    @Test
    void ssh_may_lead_back_to_this_machine_and_doctor_sees_that() throws Exception {
        String id = container("seen", near);
        try {
            assertThat(said(command(List.of(), sshEnvironment(scratch), "doctor")))
                    .contains("your engine, at " + ssh() + " (docker context 'far')")
                    .containsPattern("faults on host user\n(?s:.*)  ok       freeze\n");
        } finally {
            near.remove(id);
        }
    }

    /** From another PID namespace the engine's processes are seen as little as those of another machine. */
    private static final List<String> ELSEWHERE = List.of("unshare", "--pid", "--fork", "--mount-proc", "--kill-child");

    @Test
    void what_needs_the_engine_s_own_host_is_refused_where_that_is_not_this_one() throws Exception {
        String id = container("unseen", near);
        try {
            assertThat(said(command(ELSEWHERE, tlsEnvironment(), "doctor")))
                    .containsPattern(
                            "  missing  freeze +the container's processes cannot be seen from here; run Respawn on"
                                    + " the engine's own host, as root\n")
                    .containsPattern("  ok       pause\n");

            String told = said(command(
                    ELSEWHERE,
                    tlsEnvironment(),
                    "run",
                    scenario("unseen", "freeze", "1s").toString(),
                    "--host",
                    "user",
                    "--yes-break",
                    "unseen",
                    "--runs",
                    scratch.resolve("runs").toString()));

            assertThat(told).contains("unproven").contains("cannot be seen from here");
            assertThat(status(id)).isEqualTo("running");
        } finally {
            near.remove(id);
        }
    }
}
