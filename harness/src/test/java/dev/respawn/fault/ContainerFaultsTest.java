package dev.respawn.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.respawn.Eventually;
import dev.respawn.docker.ContainerUpdate;
import dev.respawn.docker.Door;
import dev.respawn.docker.EngineException;
import dev.respawn.host.Culling;
import dev.respawn.host.Locator;
import dev.respawn.host.ProcessTable;
import dev.respawn.host.Unreached;
import dev.respawn.model.ByteSize;
import dev.respawn.model.Incarnation;
import dev.respawn.model.Signal;
import dev.respawn.model.UndoResult;
import dev.respawn.model.WayBack;
import dev.respawn.model.Witness;
import dev.respawn.undo.Acts;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is done to containers and their processes: arrived, seen while it lasts, and taken back from every state. */
@Tag("docker")
@Timeout(60)
class ContainerFaultsTest {
    private static final String IDLE = "trap 'exit 3' TERM; while :; do sleep 0.05; done";

    @TempDir
    static Path scratch;

    private static FaultBench bench;

    @BeforeAll
    static void start() throws Exception {
        bench = new FaultBench(scratch);
    }

    @AfterAll
    static void stop() {
        bench.close();
    }

    @AfterEach
    void removeAll() throws Exception {
        bench.removeAll();
    }

    private static String status(Incarnation on) throws Exception {
        return bench.door().inspect(on.id()).orElseThrow().condition().status();
    }

    private static String state(long pid) {
        return ProcessTable.row(pid).map(row -> String.valueOf(row.state())).orElse("gone");
    }

    // --- pause

    @Test
    void a_pause_is_seen_by_the_engines_event_and_by_the_kernel_and_is_taken_back() throws Exception {
        Incarnation on = bench.run(bench.shell(IDLE));

        FaultBench.Injected injected = bench.inject(new Pause(), on);

        assertThat(injected.evidence())
                .containsExactly("engine event: pause", "control group: the kernel holds its processes still");
        assertThat(injected.undo().act()).isEqualTo("unpause");
        assertThat(bench.look(new Pause(), on)).isEqualTo(Fault.Look.IN_FORCE);
        assertThat(bench.undo(injected.undo())).isInstanceOf(UndoResult.Undone.class);
        assertThat(status(on)).isEqualTo("running");
        assertThat(bench.look(new Pause(), on)).isEqualTo(Fault.Look.LOST);
        assertThat(bench.undo(injected.undo())).isInstanceOf(UndoResult.Undone.class);
        assertThat(status(on)).isEqualTo("running");
    }

    @Test
    void a_pause_of_somebody_else_is_neither_made_nor_taken_back() throws Exception {
        Incarnation on = bench.run(bench.shell(IDLE));
        bench.door().pause(on.id());

        assertThatThrownBy(() -> bench.inject(new Pause(), on))
                .isInstanceOf(Unreached.class)
                .hasMessage("container " + on.shortId() + " is paused; only one that runs can be paused");
        assertThat(status(on)).isEqualTo("paused");
    }

    @Test
    void a_pause_that_was_only_intended_leaves_nothing_to_do() throws Exception {
        Incarnation on = bench.run(bench.shell(IDLE));

        assertThat(bench.undo(bench.intended(new Pause(), on)))
                .isEqualTo(new UndoResult.Undone("container " + on.shortId() + " is running, not paused"));
    }

    @Test
    void a_paused_container_that_was_restarted_or_removed_needs_no_undo() throws Exception {
        Incarnation on = bench.run(bench.shell(IDLE));
        WayBack.Undo undo = bench.inject(new Pause(), on).undo();
        // Ground truth 67: allowed, and it thaws first.
        bench.door().restart(on.id(), Optional.of(Duration.ZERO));

        assertThat(bench.undo(undo)).isInstanceOf(UndoResult.Undone.class);
        assertThat(bench.look(new Pause(), on)).isEqualTo(Fault.Look.LOST);
        bench.door().remove(on.id());
        assertThat(bench.undo(undo)).isEqualTo(new UndoResult.Gone("the engine has no container " + on.shortId()));
        assertThat(bench.look(new Pause(), on)).isEqualTo(Fault.Look.LOST);
    }

    // --- freeze

    @Test
    void a_frozen_main_process_is_in_state_T_and_the_engine_goes_on_calling_it_running() throws Exception {
        Incarnation on = bench.run(bench.shell(IDLE));

        FaultBench.Injected injected = bench.inject(new Freeze(), on);

        assertThat(injected.evidence())
                .containsExactly("process table: process " + on.pid() + " is in state T (stopped)");
        assertThat(state(on.pid())).isEqualTo("T");
        assertThat(status(on)).isEqualTo("running");
        assertThat(bench.look(new Freeze(), on)).isEqualTo(Fault.Look.IN_FORCE);
        assertThat(bench.undo(injected.undo()))
                .isEqualTo(new UndoResult.Undone("process " + on.pid() + " of container " + on.shortId() + " goes on"));
        assertThat(state(on.pid())).isNotEqualTo("T");
        assertThat(bench.look(new Freeze(), on)).isEqualTo(Fault.Look.LOST);
        assertThat(bench.undo(injected.undo())).isInstanceOf(UndoResult.Undone.class);
    }

    @Test
    void a_thaw_is_for_the_process_that_was_frozen_and_for_no_later_one() throws Exception {
        Incarnation on = bench.run(bench.shell(IDLE).restarting("always", 0));
        WayBack.Undo undo = bench.inject(new Freeze(), on).undo();
        bench.inject(new Crash(Signal.KILL), on);
        Incarnation next = bench.once(on.id(), facts -> facts.pid() != 0 && facts.pid() != on.pid());
        bench.inject(new Freeze(), next);

        assertThat(bench.undo(undo))
                .isEqualTo(new UndoResult.Gone("process " + on.pid() + " of container " + on.shortId() + " is gone"));
        assertThat(state(next.pid())).isEqualTo("T");
        assertThat(bench.look(new Freeze(), next)).isEqualTo(Fault.Look.IN_FORCE);
    }

    @Test
    void a_freeze_that_was_only_intended_and_one_of_somebody_else() throws Exception {
        Incarnation on = bench.run(bench.shell(IDLE));

        assertThat(bench.undo(bench.intended(new Freeze(), on))).isInstanceOf(UndoResult.Undone.class);
        bench.inject(new Freeze(), on);
        assertThatThrownBy(() -> bench.inject(new Freeze(), on))
                .isInstanceOf(Unreached.class)
                .hasMessage("process " + on.pid() + " of container " + on.shortId()
                        + " is stopped already, by somebody else");
    }

    // --- signals from inside

    @Test
    void kill_from_inside_is_sent_and_PID_1_lives_on() throws Exception {
        Incarnation on = bench.run(bench.shell(IDLE));

        assertThat(bench.inject(new SignalInside(Signal.KILL), on).evidence())
                .containsExactly("exec record: 'kill -KILL 1' ended with exit code 0");
        assertThat(bench.now(on.id())).isEqualTo(on);
    }

    @Test
    void a_signal_from_inside_that_is_handled_arrives_though_the_container_dies_of_it() throws Exception {
        Incarnation on = bench.run(bench.shell(IDLE));

        FaultBench.Injected injected = bench.inject(new SignalInside(Signal.TERM), on);

        assertThat(injected.witness()).isInstanceOf(Witness.Arrived.class);
        bench.once(on.id(), facts -> facts.condition().exitCode() == 3);
    }

    @Test
    void an_image_without_a_kill_program_lets_its_shell_do_it() throws Exception {
        Incarnation on = bench.run(bench.shell("PATH=/bin; rm -f /bin/kill /usr/bin/kill; " + IDLE));
        bench.once(on.id(), facts -> noKill(on));

        assertThat(bench.inject(new SignalInside(Signal.KILL), on).evidence())
                .containsExactly("exec record: 'sh -c kill -KILL 1' ended with exit code 0");
    }

    private static boolean noKill(Incarnation on) {
        return !Files.exists(Path.of("/proc/" + on.pid() + "/root/bin/kill"))
                && !Files.exists(Path.of("/proc/" + on.pid() + "/root/usr/bin/kill"));
    }

    @Test
    void nobody_can_signal_inside_of_what_does_not_run() throws Exception {
        Incarnation on = bench.run(bench.shell("exit 0"));
        bench.once(on.id(), facts -> facts.condition().status().equals("exited"));

        assertThatThrownBy(() -> bench.inject(new SignalInside(Signal.KILL), on))
                .isInstanceOf(Unreached.class)
                .hasMessage("container " + on.shortId() + " is exited; nobody can be inside");
    }

    // --- children

    @Test
    void the_oldest_or_the_youngest_child_is_killed_and_nothing_happens_to_the_rest() throws Exception {
        Incarnation on =
                bench.run(bench.shell("sleep 301 & sleep 0.1; sleep 302 & touch /ready; wait; wait; sleep 303"));
        Culling culling = bench.controls().get(Culling.class);
        awaitFile(on, "/ready");
        List<Culling.Child> children = culling.children(on);

        assertThat(bench.inject(new ChildCrash(Signal.KILL, ChildCrash.Which.YOUNGEST), on)
                        .evidence())
                .containsExactly("process table: process " + children.get(1).pid() + " (sleep) is dead");
        assertThat(culling.children(on))
                .extracting(Culling.Child::pid)
                .contains(children.get(0).pid());
        assertThat(bench.inject(new ChildCrash(Signal.KILL, ChildCrash.Which.OLDEST), on)
                        .evidence())
                .containsExactly("process table: process " + children.get(0).pid() + " (sleep) is dead");
        assertThat(bench.now(on.id())).isEqualTo(on);
    }

    @Test
    void what_an_engine_runs_in_a_container_is_no_child_of_its_main_process() throws Exception {
        Incarnation on = bench.run(bench.spec("sleep", "300"));
        Thread exec = new Thread(() -> {
            try {
                bench.exec(on, "sleep", "60");
            } catch (Exception e) {
                // It ends with its container.
            }
        });
        exec.start();
        Eventually.so("it runs in the container", () -> bench.exec(on, "ps").contains("sleep 60"));

        assertThatThrownBy(() -> bench.inject(new ChildCrash(Signal.KILL, ChildCrash.Which.OLDEST), on))
                .isInstanceOf(Unreached.class)
                .hasMessage("process " + on.pid() + " of container " + on.shortId() + " has no child to kill");
        bench.door().remove(on.id());
        exec.join();
    }

    // --- what an operator does

    @Test
    void a_removal_is_seen_by_its_destroy_event() throws Exception {
        Incarnation on = bench.run(bench.shell(IDLE));

        FaultBench.Injected injected = bench.inject(new Remove(false), on);

        assertThat(injected.evidence()).containsExactly("engine event: destroy");
        assertThat(injected.ways())
                .containsExactly(new WayBack.Irreversible("container " + on.shortId() + " is removed"));
        assertThat(bench.door().inspect(on.id())).isEmpty();
    }

    @Test
    void an_update_is_seen_by_its_event_and_by_asking_and_is_taken_back() throws Exception {
        Incarnation on = bench.run(bench.shell(IDLE).restarting("on-failure", 4).limitedTo(ByteSize.parse("64MiB")));
        OperatorUpdate update = new OperatorUpdate(Optional.of("always"), Optional.of(ByteSize.parse("32MiB")));

        FaultBench.Injected injected = bench.inject(update, on);

        assertThat(injected.evidence())
                .containsExactly(
                        "engine event: update",
                        "the engine says, when asked: restart always, memory 32MiB; it was restart on-failure:4,"
                                + " memory 64MiB");
        assertThat(bench.look(update, on)).isEqualTo(Fault.Look.IN_FORCE);
        assertThat(bench.undo(injected.undo()))
                .isEqualTo(new UndoResult.Undone("container " + on.shortId()
                        + " has its former settings again: restart on-failure:4, memory 64MiB"));
        assertSettings(on, "on-failure", 4, Optional.of(ByteSize.parse("64MiB")));
        assertThat(bench.look(update, on)).isEqualTo(Fault.Look.LOST);
        assertThat(bench.undo(injected.undo())).isInstanceOf(UndoResult.Undone.class);
        assertSettings(on, "on-failure", 4, Optional.of(ByteSize.parse("64MiB")));
    }

    private static void assertSettings(Incarnation on, String policy, int retries, Optional<ByteSize> memory)
            throws Exception {
        var facts = bench.door().inspect(on.id()).orElseThrow();
        assertThat(facts.restartPolicy()).isEqualTo(policy);
        assertThat(facts.retries()).isEqualTo(retries);
        assertThat(facts.memory()).isEqualTo(memory);
    }

    @Test
    void an_update_touches_only_what_it_names_and_a_limit_can_be_taken_away_again() throws Exception {
        Incarnation on = bench.run(bench.shell(IDLE).restarting("always", 0));
        OperatorUpdate update = new OperatorUpdate(Optional.empty(), Optional.of(ByteSize.parse("32MiB")));
        FaultBench.Injected injected = bench.inject(update, on);
        assertSettings(on, "always", 0, Optional.of(ByteSize.parse("32MiB")));
        // Somebody else's change of another setting stays.
        bench.door().update(on.id(), new ContainerUpdate(Optional.of("no"), 0, Optional.empty()));

        assertThat(bench.undo(injected.undo())).isInstanceOf(UndoResult.Undone.class);

        assertSettings(on, "no", 0, Optional.empty());
        bench.door().remove(on.id());
        assertThat(bench.undo(injected.undo())).isInstanceOf(UndoResult.Gone.class);
    }

    /** A container whose limit was raised and that then uses more than it was before, with the way back. */
    private static FaultBench.Injected outgrown() throws Exception {
        assumeThat(Path.of("/sys/fs/cgroup/cgroup.controllers"))
                .as("cgroup v1, which refuses a limit below what is in use")
                .doesNotExist();
        Incarnation on = bench.run(bench.shell(IDLE).limitedTo(ByteSize.parse("16MiB")));
        OperatorUpdate update = new OperatorUpdate(Optional.empty(), Optional.of(ByteSize.parse("64MiB")));
        FaultBench.Injected injected = bench.inject(update, on);
        assertThat(bench.exec(on, "dd", "if=/dev/zero", "of=/dev/shm/held", "bs=1M", "count=30"))
                .contains("30+0 records out");
        return injected;
    }

    @Test
    void a_limit_below_what_is_in_use_is_set_as_soon_as_the_kernel_takes_it() throws Exception {
        FaultBench.Injected injected = outgrown();
        String id = injected.undo().locator().getOrDefault(Locator.ID, "");
        List<Throwable> refusals = new ArrayList<>();
        Door freeing = (Door) Proxy.newProxyInstance(
                Door.class.getClassLoader(), new Class<?>[] {Door.class}, (proxy, method, arguments) -> {
                    try {
                        return method.invoke(bench.door(), arguments);
                    } catch (InvocationTargetException e) {
                        refusals.add(e.getCause());
                        bench.door().exec(id, List.of("rm", "-f", "/dev/shm/held"), Duration.ofSeconds(10));
                        throw e.getCause();
                    }
                });

        UndoResult result = new Acts(freeing, bench.directory(), "bench").undo(injected.undo());

        assertThat(result).isInstanceOf(UndoResult.Undone.class);
        assertThat(refusals).isNotEmpty();
        assertThat(bench.door().inspect(id).orElseThrow().memory()).contains(ByteSize.parse("16MiB"));
    }

    @Test
    void a_limit_that_the_kernel_never_takes_is_told_in_the_engines_words() throws Exception {
        FaultBench.Injected injected = outgrown();

        UndoResult result = bench.undo(injected.undo());

        assertThat(result).isInstanceOf(UndoResult.Failed.class);
        assertThat(((UndoResult.Failed) result).why())
                .contains("refused with status 500")
                .contains("memory limit");
    }

    // --- memory

    @Test
    void the_main_process_is_killed_for_memory_and_several_sources_tell() throws Exception {
        Incarnation on = bench.run(bench.shell(IDLE).limitedTo(ByteSize.parse("32MiB")));

        FaultBench.Injected injected = bench.inject(new OutOfMemory(OutOfMemory.Of.MAIN), on);

        assertThat(injected.evidence()).contains("engine event: die with exit code 137");
        // Each of the others may be missed (ground truth 52), but not the kernel's own word.
        assertThat(injected.evidence())
                .anyMatch(line -> line.startsWith("kernel log: process " + on.pid() + " (sh) was killed"));
        assertThat(injected.undo().act()).isEqualTo("restore-oom-score");
        assertThat(injected.undo().locator()).containsEntry("score", "0");
        assertThat(bench.undo(injected.undo())).isInstanceOf(UndoResult.Gone.class);
        assertThat(bench.door().inspect(on.id()).orElseThrow().condition().exitCode())
                .isEqualTo(137);
    }

    @Test
    void another_process_is_killed_for_memory_though_the_main_one_is_larger() throws Exception {
        Incarnation on = bench.run(bench.shell("x=$(head -c 20000000 /dev/zero | tr '\\0' a); touch /full; " + IDLE)
                .limitedTo(ByteSize.parse("64MiB")));
        awaitFile(on, "/full");

        FaultBench.Injected injected = bench.inject(new OutOfMemory(OutOfMemory.Of.CHILD), on);

        assertThat(injected.witness()).as("%s", injected.evidence()).isInstanceOf(Witness.Arrived.class);
        // The kernel tells by its counter, its log or both, whichever comes first, and the engine by its event.
        assertThat(injected.evidence())
                .anyMatch(line -> line.startsWith("memory group: 1 killed for memory")
                        || line.startsWith("kernel log: process "));
        assertThat(bench.now(on.id())).isEqualTo(on);
    }

    private static void awaitFile(Incarnation on, String file) {
        Eventually.so(file + " is there", () -> Files.exists(Path.of("/proc/" + on.pid() + "/root" + file)));
    }

    @Test
    void an_image_without_programs_runs_out_of_memory_by_one_of_the_host() throws Exception {
        String image = BareImage.in(bench.door(), scratch);
        for (OutOfMemory.Of of : OutOfMemory.Of.values()) {
            Incarnation on =
                    bench.run(bench.of(image, "/busybox", "sleep", "300").limitedTo(ByteSize.parse("16MiB")));

            FaultBench.Injected injected = bench.inject(new OutOfMemory(of), on);

            assertThat(injected.witness()).as("%s: %s", of, injected.evidence()).isInstanceOf(Witness.Arrived.class);
            assertThat(bench.door().inspect(on.id()).orElseThrow().condition().running())
                    .isEqualTo(of == OutOfMemory.Of.CHILD);
        }
    }

    @Test
    void without_a_limit_or_with_a_large_one_nothing_is_filled() throws Exception {
        Incarnation free = bench.run(bench.shell(IDLE));
        Incarnation large = bench.run(bench.shell(IDLE).limitedTo(ByteSize.parse("2GiB")));

        assertThatThrownBy(() -> bench.inject(new OutOfMemory(), free))
                .isInstanceOf(Unreached.class)
                .hasMessage("container " + free.shortId()
                        + " has no memory limit, so the whole host would run out; add 'memory' to its service");
        assertThatThrownBy(() -> bench.inject(new OutOfMemory(), large))
                .isInstanceOf(Unreached.class)
                .hasMessage("container " + large.shortId()
                        + " has a memory limit of 2GiB; the largest that is filled is 1GiB");
    }

    @Test
    void a_raised_score_is_put_back_on_the_process_that_has_it() throws Exception {
        Incarnation on = bench.run(bench.shell(IDLE).limitedTo(ByteSize.parse("32MiB")));
        WayBack.Undo undo = bench.intended(new OutOfMemory(), on);
        Path score = Path.of("/proc/" + on.pid() + "/oom_score_adj");
        Files.writeString(score, "1000\n");

        assertThat(bench.undo(undo))
                .isEqualTo(new UndoResult.Undone(
                        "process " + on.pid() + " of container " + on.shortId() + " has the score 0 again"));
        assertThat(Files.readString(score)).isEqualTo("0\n");
        assertThat(bench.undo(undo)).isInstanceOf(UndoResult.Undone.class);
    }

    // --- an engine that does not answer

    @Test
    void an_undo_without_an_engine_stays_open() throws Exception {
        Incarnation on = bench.run(bench.shell(IDLE));
        WayBack.Undo undo = bench.inject(new Pause(), on).undo();
        try (var nowhere = dev.respawn.docker.DockerDoor.open(java.net.URI.create("unix:///nonexistent.sock"))) {
            assertThat(new dev.respawn.undo.Acts(nowhere, scratch, "bench").undo(undo))
                    .isInstanceOf(UndoResult.Unreachable.class);
        } finally {
            bench.undo(undo);
        }
        assertThatThrownBy(() -> bench.door().unpause(on.id())).isInstanceOf(EngineException.Refused.class);
    }
}
