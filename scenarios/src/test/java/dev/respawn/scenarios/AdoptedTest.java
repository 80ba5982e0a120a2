package dev.respawn.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import dev.respawn.docker.ContainerFacts;
import dev.respawn.docker.ContainerSpec;
import dev.respawn.docker.DockerDoor;
import dev.respawn.docker.Door;
import dev.respawn.host.Commands;
import dev.respawn.host.PrivateEngine;
import dev.respawn.host.PrivateOptions;
import dev.respawn.host.ProcessTable;
import dev.respawn.image.ImageCache;
import dev.respawn.image.ImageStore;
import dev.respawn.undo.KeeperClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Containers of somebody else's, on an engine that plays the user's own: whoever may break them, and how they are left. */
@Tag("docker")
@Execution(ExecutionMode.CONCURRENT)
class AdoptedTest {
    private static final Duration LIMIT = Duration.ofSeconds(150);
    /** What a keeper may take for container-level faults, from the harness's death on. */
    private static final Duration UNDONE_WITHIN = Duration.ofSeconds(5);

    private static final int REFUSED = 7;
    private static final int ABORTED = 4;

    @TempDir
    static Path shared;

    @TempDir
    Path scratch;

    private static KeeperClient keeper;
    private static PrivateEngine engine;
    private static Door door;
    private static String nginx;

    @BeforeAll
    static void engine_of_the_user() throws Exception {
        keeper = KeeperClient.start(shared.resolve("r"), shared.resolve("keeper.log"));
        engine = keeper.start(PrivateOptions.DEFAULT);
        door = DockerDoor.open(engine.recipe().address());
        nginx = new ImageStore(door, ImageCache.usual(), false, Optional.empty())
                .ready("nginx")
                .reference();
    }

    @AfterAll
    static void remove() {
        if (door != null) {
            door.close();
        }
        keeper.close();
    }

    // --- what stands there

    /** A container of the user's, which knows nothing of us but what its labels say. */
    private static ContainerFacts shop(String name, String policy, Map<String, String> labels) throws Exception {
        String id =
                door.create(ContainerSpec.plain(name, nginx, List.of(), labels).restarting(policy, 0));
        door.start(id);
        return facts(id);
    }

    private static ContainerFacts facts(String id) throws Exception {
        return door.inspect(id).orElseThrow();
    }

    private Path scenario(String services, String more) throws IOException {
        return Files.writeString(scratch.resolve("scenario.yaml"), """
                scenario: something that runs already is broken
                on: as-found
                services: { %s }
                %s
                """.formatted(services, more));
    }

    private static String adopting(String name) {
        return "web: { adopt: { containers: " + name + " }, port: 80 }";
    }

    private static String crash(String more) {
        return """
                disrupt:
                  - { name: killed, at: 300ms, inject: crash, target: { service: web } }
                expect:
                  - exits: { after: killed, with: 137 }
                """ + more;
    }

    private static final String ANY = "blast-radius: { last-healthy: break }\n";

    private CliProcess command(List<String> before, String verb, Path file, String... more) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(verb, file.toString(), "--host", "user"));
        if (verb.equals("run")) {
            arguments.addAll(List.of("--runs", scratch.resolve("runs").toString()));
        }
        arguments.addAll(List.of(more));
        return CliProcess.start(
                before,
                System.getProperty("java.class.path"),
                Map.of(
                        "DOCKER_HOST",
                        engine.recipe().address().toString(),
                        "RESPAWN_ROOT",
                        scratch.resolve("r").toString()),
                scratch,
                arguments);
    }

    private record Told(int code, List<String> out, List<String> err) {
        @Override
        public String toString() {
            return code + "\n" + String.join("\n", out) + "\n" + String.join("\n", err);
        }
    }

    private Told tell(String verb, Path file, String... more) throws Exception {
        try (CliProcess command = command(List.of(), verb, file, more)) {
            int code = command.await(LIMIT);
            return new Told(code, command.out(), command.err());
        }
    }

    private Path directory() throws IOException {
        try (var entries = Files.list(scratch.resolve("runs"))) {
            return entries.filter(Files::isDirectory).findFirst().orElseThrow();
        }
    }

    private String journal() throws IOException {
        return Files.readString(directory().resolve("journal.jsonl"));
    }

    private void refused(ContainerFacts before, Path file, String line, String... more) throws Exception {
        Told told = tell("run", file, more);

        assertThat(told.code()).as(told::toString).isEqualTo(REFUSED);
        assertThat(told.err().get(told.err().size() - 1)).isEqualTo(line);
        assertThat(told.out()).isEmpty();
        assertThat(door.inspect(before.id())).contains(before);
    }

    // --- who may be broken

    @Test
    void one_that_is_killed_comes_back_by_the_policy_that_it_has_and_is_the_users_as_before() throws Exception {
        ContainerFacts before = shop("shop-web", "always", Map.of("whose", "the user's"));

        Told told =
                tell("run", Runs.SCENARIOS.resolve("adopted/running-one-is-killed.yaml"), "--yes-break", "shop-web");

        assertThat(told.code()).as(told::toString).isZero();
        ContainerFacts after = facts(before.id());
        assertThat(after.condition().running()).isTrue();
        assertThat(after.pid()).isNotEqualTo(before.pid());
        assertThat(after.condition().restartCount()).isEqualTo(1);
        assertThat(after.labels()).isEqualTo(before.labels());
        assertThat(after.restartPolicy()).isEqualTo("always");
        assertThat(journal())
                .contains("adopted with restart policy always; it may be broken because of --yes-break shop-web")
                .contains("\"act\":\"as-it-was\"");
        assertThat(Residue.processes(scratch.resolve("r"))).isEmpty();
    }

    @Test
    void nobodys_leave_is_a_refusal_that_says_how_to_give_it() throws Exception {
        refused(
                shop("no-leave", "always", Map.of()),
                scenario(adopting("no-leave"), ANY + crash("")),
                "container 'no-leave' was not made by Respawn, and nobody said that it may be broken; say --yes-break"
                        + " no-leave, type its name when asked on a terminal, or label it dev.respawn.may-break=yes");
    }

    @Test
    void its_owners_label_is_leave_and_what_is_protected_has_none() throws Exception {
        shop("labelled", "always", Map.of("dev.respawn.may-break", "yes"));
        ContainerFacts guarded =
                shop("guarded", "always", Map.of("dev.respawn.may-break", "yes", "dev.respawn.protected", ""));

        Told told = tell("run", scenario(adopting("labelled"), ANY + crash("")));
        assertThat(told.code()).as(told::toString).isZero();
        assertThat(journal()).contains("because of its label dev.respawn.may-break=yes");
        refused(
                guarded,
                scenario(adopting("guarded"), ANY + crash("")),
                "container 'guarded' is protected by its label dev.respawn.protected; its owner has to take that off"
                        + " before anybody breaks it",
                "--yes-break",
                "guarded");
    }

    @Test
    void a_leave_for_something_else_is_a_mistake() throws Exception {
        ContainerFacts before = shop("misspelled", "always", Map.of());

        Told told = tell("run", scenario(adopting("misspelled"), ANY + crash("")), "--yes-break", "mispelled");

        assertThat(told.code()).as(told::toString).isEqualTo(2);
        assertThat(told.err())
                .contains(
                        "--yes-break 'mispelled' names no container that would be broken; these would be: misspelled");
        assertThat(door.inspect(before.id())).contains(before);
    }

    /** The same on a terminal of its own, on which this is typed. */
    private Told typed(Path file, String line) throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Path run = Files.writeString(
                scratch.resolve("run.sh"),
                String.join(
                        " ",
                        "exec",
                        java,
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx256m",
                        "-cp",
                        "'" + System.getProperty("java.class.path") + "'",
                        "dev.respawn.cli.Main",
                        "run",
                        "'" + file + "'",
                        "--host",
                        "user",
                        "--runs",
                        "'" + scratch.resolve("runs") + "'"));
        ProcessBuilder builder =
                new ProcessBuilder("script", "--quiet", "--return", "--command", "sh " + run, "/dev/null");
        builder.environment().put("DOCKER_HOST", engine.recipe().address().toString());
        builder.environment().put("RESPAWN_ROOT", scratch.resolve("r").toString());
        Process process =
                builder.redirectErrorStream(true).directory(scratch.toFile()).start();
        try {
            process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
            List<String> said =
                    process.inputReader(StandardCharsets.UTF_8).lines().toList();
            return new Told(process.waitFor(), said, List.of());
        } finally {
            process.destroy();
        }
    }

    @Test
    void a_name_that_is_typed_on_a_terminal_is_leave_and_any_other_word_is_none() throws Exception {
        ContainerFacts before = shop("typed", "always", Map.of());
        Path file = scenario(adopting("typed"), ANY + crash(""));

        Told no = typed(file, "yes");
        assertThat(no.code()).as(no::toString).isEqualTo(REFUSED);
        assertThat(no.out())
                .anyMatch(line -> line.contains("container 'typed' (restart always) was not made by Respawn"
                        + " and would be broken; type its name to let that happen:"));
        assertThat(door.inspect(before.id())).contains(before);

        Told yes = typed(file, "typed");
        assertThat(yes.code()).as(yes::toString).isZero();
        assertThat(journal()).contains("because of its name was typed on the terminal");
        assertThat(facts(before.id()).pid()).isNotEqualTo(before.pid());
    }

    // --- the harness's own

    private static List<String> within(ContainerFacts container) {
        List<String> groups = new ArrayList<>();
        for (String line : ProcessTable.cgroups(container.pid()).lines().toList()) {
            String[] parts = line.split(":", 3);
            if (parts[2].contains(container.id())) {
                for (String mounted : List.of("/sys/fs/cgroup/" + parts[1], "/sys/fs/cgroup")) {
                    Path tasks = Path.of(mounted + parts[2], "cgroup.procs");
                    if (Files.exists(tasks)) {
                        groups.add(tasks.toString());
                        break;
                    }
                }
            }
        }
        assertThat(groups).as("groups of " + container.name()).isNotEmpty();
        return groups;
    }

    private static String outside(String tasks, ContainerFacts container) {
        String own = tasks.substring(0, tasks.indexOf(container.id()));
        return own.substring(0, own.lastIndexOf('/')) + "/cgroup.procs";
    }

    /** Starts the harness from a shell that is a process of the container, as far as the kernel can tell. */
    private void refused_within(ContainerFacts container, boolean itself, String why) throws Exception {
        Path file = scenario(adopting(container.name()), ANY + crash(""));
        List<String> groups = within(container);
        String enter = String.join(
                "; ", groups.stream().map(group -> "echo $$ > " + group).toList());
        String leave = String.join(
                "; ",
                groups.stream()
                        .map(group -> "echo $$ > " + outside(group, container))
                        .toList());
        String script = itself
                ? enter + "; exec \"$@\""
                : enter + "; sh -c '" + leave.replace("'", "") + "; exec \"$@\"' sh \"$@\"; code=$?; " + leave
                        + "; exit $code";
        try (CliProcess command =
                command(List.of("sh", "-c", script, "sh"), "run", file, "--yes-break", container.name())) {
            int code = command.await(LIMIT);

            assertThat(code).as(() -> String.join("\n", command.err())).isEqualTo(REFUSED);
            assertThat(command.err().get(command.err().size() - 1)).matches(why);
        }
        assertThat(door.inspect(container.id())).contains(container);
    }

    @Test
    void the_container_that_the_harness_runs_in_is_never_broken() throws Exception {
        refused_within(
                shop("own", "always", Map.of()),
                true,
                "container 'own' is the one that Respawn runs in; whoever breaks it breaks the way back as well");
    }

    @Test
    void the_container_of_a_parent_of_the_harness_is_never_broken() throws Exception {
        refused_within(
                shop("parent", "always", Map.of()),
                false,
                "container 'parent' is the one that process [0-9]+ runs in, which started Respawn; whoever breaks it"
                        + " breaks the way back as well");
    }

    // --- what is not there

    @Test
    void what_is_not_there_or_not_as_many_or_does_not_run_is_a_no_go() throws Exception {
        shop("many-1", "always", Map.of("group", "many"));
        shop("many-2", "always", Map.of("group", "many"));
        ContainerFacts stopped = shop("stopped", "no", Map.of());
        door.stop(stopped.id(), Optional.of(Duration.ofSeconds(1)));

        Told nobody = tell("run", scenario(adopting("nobody"), ANY + crash("")));
        Told few = tell(
                "run", scenario("web: { adopt: { labels: { group: many } }, port: 80, replicas: 3 }", ANY + crash("")));
        Told down = tell("run", scenario(adopting("stopped"), ANY + crash("")));

        assertThat(nobody.code()).isEqualTo(6);
        assertThat(nobody.err())
                .contains("service 'web' adopts container 'nobody', and the engine at "
                        + engine.recipe().address() + " has none of that name");
        assertThat(few.code()).isEqualTo(6);
        assertThat(few.err())
                .contains("service 'web' adopts 3 containers labelled 'group=many', and 2 run (many-1, many-2);"
                        + " say 'replicas: 2' if that is meant");
        assertThat(down.code()).isEqualTo(6);
        assertThat(down.err())
                .contains("service 'web' adopts container 'stopped', which is exited; only one that runs is adopted");
    }

    // --- how much at once

    @Test
    void the_last_healthy_replica_is_spared_unless_it_is_said_otherwise() throws Exception {
        Map<String, String> pair = Map.of("pair", "it", "dev.respawn.may-break", "yes");
        ContainerFacts first = shop("pair-1", "always", pair);
        ContainerFacts second = shop("pair-2", "always", pair);
        String services = "web: { adopt: { labels: { pair: it } }, port: 80, replicas: 2 }";
        String killed = """
                begins: not-asked
                disrupt:
                  - { name: killed, at: 300ms, inject: crash, target: { service: web, replicas: 1 } }
                expect:
                  - exits: { after: killed, with: 137 }
                """;
        Told explained = tell("explain", scenario(services, killed));
        boolean isFirst = explained.toString().contains("on web/1 (container 'pair-1')");
        ContainerFacts target = isFirst ? first : second;
        ContainerFacts other = isFirst ? second : first;
        // Somebody else's pause: it counts as running for nobody who asks it.
        door.pause(other.id());

        Told spared = tell("run", scenario(services, killed));
        assertThat(spared.code()).as(spared::toString).isEqualTo(6);

        door.unpause(other.id());
        Told broken = tell("run", scenario(services, killed));
        assertThat(broken.code()).as(broken::toString).isZero();
        assertThat(facts(target.id()).pid()).isNotEqualTo(target.pid());
    }

    @Test
    void one_that_became_unhealthy_leaves_its_neighbour_to_be_spared() throws Exception {
        Map<String, String> sick = Map.of("sick", "it", "dev.respawn.may-break", "yes");
        ContainerFacts first = shop("sick-1", "always", sick);
        ContainerSpec.Health fails = new ContainerSpec.Health(
                List.of("false"), Duration.ofMillis(200), Duration.ofSeconds(5), 1, Duration.ZERO);
        String second = door.create(ContainerSpec.plain("sick-2", nginx, List.of(), sick)
                .restarting("always", 0)
                .checkedBy(fails));
        door.start(second);
        String services = "web: { adopt: { containers: [sick-1, sick-2] }, port: 80 }";
        long seed = 0;
        Told explained = tell("explain", scenario(services, one()), "--seed", "0");
        while (!explained.toString().contains("on web/1 (container 'sick-1')")) {
            explained = tell("explain", scenario(services, one()), "--seed", String.valueOf(++seed));
        }

        Told told = tell("run", scenario(services, one()), "--seed", String.valueOf(seed));

        assertThat(told.code()).as(told::toString).isEqualTo(3);
        assertThat(told.err())
                .anyMatch(line -> line.endsWith(
                        "killed: not injected; no replica of 'web' would be left healthy" + " (web/2 already)"));
        assertThat(door.inspect(first.id())).contains(first);
        assertThat(told.toString()).contains("'killed' reached web/1: it could not be injected: no replica of 'web'");
    }

    private static String one() {
        return """
                begins: not-asked
                disrupt:
                  - { name: killed, at: 2s, inject: crash, target: { service: web, replicas: 1 } }
                expect:
                  - exits: { after: killed, with: 137 }
                """;
    }

    // --- how they are left

    @Test
    void what_an_operator_stopped_or_nothing_restarts_runs_again_afterwards() throws Exception {
        ContainerFacts stopped = shop("to-stop", "always", Map.of());
        ContainerFacts killed = shop("to-kill", "no", Map.of());

        Told told = tell(
                "run",
                scenario("a: { adopt: { containers: to-stop } }, b: { adopt: { containers: to-kill } }", ANY + """
                        disrupt:
                          - { name: stopped, at: 300ms, inject: operator-stop, target: { service: a } }
                          - { name: killed, at: 300ms, inject: crash, target: { service: b } }
                        expect:
                          - stays-down: { after: stopped, for: 1s }
                          - stays-down: { after: killed, for: 1s }
                          - keeps-contract
                        """),
                "--yes-break",
                "to-stop",
                "--yes-break",
                "to-kill");

        assertThat(told.code()).as(told::toString).isZero();
        assertThat(facts(stopped.id()).condition().running()).isTrue();
        assertThat(facts(killed.id()).condition().running()).isTrue();
        assertThat(facts(killed.id()).restartPolicy()).isEqualTo("no");
        assertThat(journal()).contains("container 'to-kill' was exited, and is running again");
    }

    @Test
    void a_removal_is_told_before_it_is_done_and_nothing_else_is_removed() throws Exception {
        ContainerFacts neighbour = shop("neighbour", "always", Map.of("app", "it"));
        ContainerFacts before = shop("to-remove", "always", Map.of("app", "it"));
        Path file = scenario(adopting("to-remove"), ANY + """
                disrupt:
                  - { name: removed, at: 300ms, inject: remove, target: { service: web } }
                expect:
                  - is-removed: { after: removed }
                """);

        Told explained = tell("explain", file);
        Told told = tell("run", file, "--yes-break", "to-remove");

        assertThat(explained.code()).as(explained::toString).isZero();
        assertThat(explained.out())
                .contains(
                        "  adopts on host 'user', and leaves as it was found:",
                        "    web/1: container 'to-remove' (" + before.id().substring(0, 12) + "), restart always",
                        "  at 300ms 'removed': an operator's forced removal, on web/1 (container 'to-remove')",
                        "    cannot be taken back: the container is gone, with its file system",
                        "  container 'to-remove' may not be broken before somebody gives leave: --yes-break to-remove,"
                                + " its name typed on a terminal, or its label dev.respawn.may-break=yes");
        assertThat(told.code()).as(told::toString).isZero();
        assertThat(door.inspect(before.id())).isEmpty();
        assertThat(door.inspect(neighbour.id())).contains(neighbour);
    }

    private static void await(Duration limit, String what, Check check) throws Exception {
        long end = System.nanoTime() + limit.toNanos();
        while (!check.holds()) {
            assertThat(System.nanoTime()).as(what).isLessThan(end);
            Thread.sleep(20);
        }
    }

    private interface Check {
        boolean holds() throws Exception;
    }

    private static final String PAUSED_AND_UPDATED = """
            disrupt:
              - { name: paused, at: 300ms, inject: pause, target: { service: web } }
              - { name: updated, at: 300ms, inject: { operator-update: { restart: "on-failure:3" } }, target: { service: web } }
              - { name: late, at: 100s, inject: crash, target: { service: web } }
            expect:
              - restart-count: { service: web, is: 0 }
            """;

    @Test
    void after_kill_9_of_the_harness_the_keeper_undoes_what_was_done_to_it() throws Exception {
        ContainerFacts before = shop("kept", "always", Map.of());
        Path file = scenario(adopting("kept"), ANY + PAUSED_AND_UPDATED);
        try (CliProcess command = command(List.of(), "run", file, "--yes-break", "kept")) {
            await(LIMIT, "the faults", () -> {
                ContainerFacts now = facts(before.id());
                return now.condition().status().equals("paused")
                        && now.restartPolicy().equals("on-failure");
            });

            command.signal("KILL");
            command.await(LIMIT);
            long from = System.nanoTime();
            await(UNDONE_WITHIN, "the way back", () -> facts(before.id()).equals(before));

            System.out.println("measured: an adopted container is as it was after kill -9: "
                    + Duration.ofNanos(System.nanoTime() - from).toMillis() + "ms");
            await(LIMIT, "the end of the lease", () -> {
                try (var leases = Files.list(scratch.resolve("r/leases"))) {
                    return leases.findAny().isEmpty();
                }
            });
        }
        assertThat(door.inspect(before.id())).contains(before);
    }

    @Test
    void after_kill_9_of_the_whole_group_and_the_keeper_undo_does_it() throws Exception {
        ContainerFacts before = shop("undone", "unless-stopped", Map.of());
        Path file = scenario(adopting("undone"), ANY + PAUSED_AND_UPDATED);
        try (CliProcess command = command(List.of(), "run", file, "--yes-break", "undone")) {
            await(LIMIT, "the faults", () -> {
                ContainerFacts now = facts(before.id());
                return now.condition().status().equals("paused")
                        && now.restartPolicy().equals("on-failure");
            });
            List<String> pids = new ArrayList<>(List.of("kill", "-s", "KILL", String.valueOf(command.pid())));
            command.children().forEach(pid -> pids.add(String.valueOf(pid)));
            assertThat(Commands.run(pids, Duration.ofSeconds(5)).output()).isEmpty();
            command.await(LIMIT);
        }
        assertThat(facts(before.id()).condition().status()).isEqualTo("paused");

        try (CliProcess undo =
                CliProcess.start(Map.of("RESPAWN_ROOT", scratch.resolve("r").toString()), scratch, "undo")) {
            assertThat(undo.await(LIMIT)).as(() -> undo.err().toString()).isZero();
        }
        assertThat(door.inspect(before.id())).contains(before);
    }

    // --- what ends a run early

    private void aborted(ContainerFacts before, String stop, String why) throws Exception {
        long from = System.nanoTime();
        Told told = tell(
                "run",
                scenario(adopting(before.name()), ANY + """
                        watch:
                          home: { every: 20ms, timeout: 200ms, http-get: { service: web, path: / } }
                        abort-when: %s
                        """.formatted(stop) + PAUSED_AND_UPDATED),
                "--yes-break",
                before.name());

        assertThat(told.code()).as(told::toString).isEqualTo(ABORTED);
        assertThat(told.toString())
                .containsPattern("aborted; the run was carried out to its end: stop condition met: " + why)
                .containsPattern(
                        "s  \\[1\\] stop condition met: " + why + ".*; nothing more is injected, and all is undone");
        assertThat(Duration.ofNanos(System.nanoTime() - from)).isLessThan(Duration.ofSeconds(90));
        assertThat(door.inspect(before.id())).contains(before);
    }

    @Test
    void a_probe_below_its_limit_ends_the_run_and_all_is_undone() throws Exception {
        aborted(
                shop("below", "always", Map.of()),
                "{ probe-below: { probe: home, share: 50%, over: 1s } }",
                "'home' is good in less than 50% of 1s; it was good in [0-9]+ of [0-9]+ answers, which is [0-9.]+%");
    }

    @Test
    void a_command_that_fails_ends_the_run_and_all_is_undone() throws Exception {
        Path sign = scratch.resolve("sign");
        ContainerFacts before = shop("command", "always", Map.of());
        Thread later = new Thread(() -> {
            try {
                await(
                        LIMIT,
                        "the pause",
                        () -> facts(before.id()).condition().status().equals("paused"));
                Files.createFile(sign);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        later.start();
        aborted(
                before,
                "{ command-fails: { command: [test, '!', -e, " + sign + "], every: 200ms } }",
                "the command 'test ! -e .*' fails, or is not over within 10s; it ended with 1");
        later.join();
    }

    @Test
    void a_deadline_ends_the_run_and_all_is_undone() throws Exception {
        aborted(shop("deadline", "always", Map.of()), "{ deadline: { at: 2s } }", "it is not over by 2s");
    }
}
