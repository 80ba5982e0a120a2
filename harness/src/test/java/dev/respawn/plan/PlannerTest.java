package dev.respawn.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.respawn.contract.Contract;
import dev.respawn.expect.RestartCount;
import dev.respawn.fault.Crash;
import dev.respawn.fault.Fault;
import dev.respawn.host.Operating;
import dev.respawn.host.Signalling;
import dev.respawn.host.Unreached;
import dev.respawn.host.Witnessing;
import dev.respawn.model.Incarnation;
import dev.respawn.model.Selector;
import dev.respawn.model.ServiceName;
import dev.respawn.model.Target;
import dev.respawn.model.UndoLog;
import dev.respawn.model.Witness;
import dev.respawn.scenario.Disruption;
import dev.respawn.scenario.Scenario;
import dev.respawn.scenario.When;
import dev.respawn.scenario.testwords.TestHolds;
import dev.respawn.supervisor.Controls;
import dev.respawn.supervisor.Deployment;
import dev.respawn.supervisor.Service;
import dev.respawn.supervisor.Site;
import dev.respawn.supervisor.Stack;
import dev.respawn.supervisor.Supervisor;
import dev.respawn.supervisor.Supervisors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlannerTest {
    private static final ServiceName WEB = new ServiceName("web");
    private static final Supervisor ALWAYS = Supervisors.named("docker:always", Path.of(""));
    private static final Setting SETTING = new Setting("docker:always", "private");

    @TempDir
    private Path directory;

    @Test
    void the_same_scenario_and_seed_give_the_same_plan_to_the_byte() {
        assertThat(PlanFile.text(plan(drawing(20, 7), 42))).isEqualTo(PlanFile.text(plan(drawing(20, 7), 42)));
        assertThat(PlanFile.text(plan(drawing(20, 7), 42))).isNotEqualTo(PlanFile.text(plan(drawing(20, 7), 43)));
    }

    @Test
    void a_selector_takes_as_many_as_it_says_in_their_order() {
        List<Target> targets = plan(drawing(20, 7), 1).moves().get(0).targets();

        assertThat(targets).hasSize(7).doesNotHaveDuplicates();
        assertThat(targets.stream().map(t -> ((Target.Service) t).replica())).isSorted();
    }

    // People try 1, 2 and 3; with java.util.Random their first draws would all be the same.
    @Test
    void small_seeds_draw_as_differently_as_large_ones() {
        Set<Target> first = new HashSet<>();
        int ones = 0;
        for (long seed = 0; seed < 1_000; seed++) {
            Target drawn = plan(drawing(2, 1), seed).moves().get(0).targets().get(0);
            ones += drawn.equals(new Target.Service(WEB, 1)) ? 1 : 0;
        }
        for (long seed = 1; seed <= 3; seed++) {
            first.addAll(plan(drawing(20, 1), seed).moves().get(0).targets());
        }

        assertThat(ones).isBetween(430, 570);
        assertThat(first).hasSizeGreaterThan(1);
    }

    // Ground truth 9.
    @Test
    void a_container_that_is_removed_at_its_end_is_refused_under_a_restart_policy() {
        Service gone = Service.of("web", "busybox").removedAtEnd();
        Scenario scenario = Scenario.named("gone")
                .on("docker:no")
                .service(gone)
                .service(Service.of("db", "busybox").asFixture().removedAtEnd())
                .expect(new TestHolds())
                .build();

        assertThatThrownBy(() -> plan(scenario, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("service 'web' has 'auto-remove', which engines refuse together with restart policy"
                        + " 'always'; run it on docker:no, or make it a fixture (supervisor 'docker:always')");
        assertThat(Planner.plan(scenario, Supervisors.named("docker:no", Path.of("")), SETTING, 1)
                        .moves())
                .isEmpty();
    }

    @Test
    void moves_come_in_the_order_of_their_times() {
        Plan plan = plan(
                scenario(1)
                        .disrupt("late", Duration.ofSeconds(9), new Crash(), Selector.all(WEB))
                        .disrupt("early", Duration.ofSeconds(1), new Crash(), Selector.all(WEB))
                        .build(),
                1);

        assertThat(plan.moves().stream().map(move -> move.disruption().name())).containsExactly("early", "late");
        assertThat(plan.observe()).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void two_lasting_faults_on_one_control_of_one_target_at_a_time_are_refused() {
        assertThatThrownBy(() -> plan(both(Duration.ofSeconds(5)), 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "disruptions 'first' and 'second' are both in force on web/1 from 5s, and both need Operating;"
                                + " let one end before the other begins");
        assertThat(plan(both(Duration.ofSeconds(6)), 1).moves()).hasSize(2);
    }

    @Test
    void what_lasts_until_the_end_of_the_run_is_in_force_with_all_that_comes_later() {
        Disruption forGood = disruption("first", Duration.ofSeconds(1), new Lasts(Operating.class), Optional.empty());

        assertThatThrownBy(() -> plan(
                        lasting(forGood, disruption("second", Duration.ofSeconds(60), new Lasts(Operating.class))), 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(
                        "'first' and 'second' are both in force on web/1 from 1m, and both need Operating");
        assertThat(plan(lasting(forGood, disruption("second", Duration.ofSeconds(60), new Lasts(Signalling.class))), 1)
                        .moves())
                .hasSize(2);
    }

    @Test
    void a_control_that_is_not_offered_is_refused_with_those_that_are() {
        Supervisor poor = new Poor();

        assertThatThrownBy(() -> Planner.plan(drawing(1, 1), poor, SETTING, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'crash' needs Signalling, which supervisor 'poor' does not offer; it offers: Operating,"
                        + " Witnessing");
    }

    @Test
    void a_plan_file_is_read_back_as_the_same_plan_whatever_its_texts_are() throws Exception {
        String hostile = "a: #b 'c' \"d\" \\ {e} [f] --- %s \u001b[31m & <script> \u2028 ü 💥\n- g\t!";
        Plan plan = plan(
                Scenario.named("it's: \"hostile\" \\ {x} %n <b> 💥")
                        .because(hostile)
                        .on("docker:always")
                        .service(new Service(
                                WEB,
                                Service.Role.SUBJECT,
                                "nginx",
                                List.of("sh", "-c", hostile, ""),
                                Map.of("HOSTILE", hostile, "NO", "no", "NULL", "null", "ONE", "1"),
                                Optional.of(80),
                                false,
                                3,
                                false,
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                List.of(),
                                List.of(),
                                Map.of(),
                                false,
                                false,
                                Optional.empty()))
                        .disrupt("killed", Duration.ofMillis(1_500), new Crash(), new Selector(WEB, Optional.of(2)))
                        .expect(new RestartCount(Optional.of(WEB), Optional.empty(), 1))
                        .build(),
                Long.MIN_VALUE);
        Path file = directory.resolve("plan.json");

        PlanFile.write(plan, file);

        assertThat(PlanFile.read(file)).isEqualTo(plan);
        assertThat(Files.readString(file)).isEqualTo(PlanFile.text(plan));
    }

    @Test
    void a_plan_that_moves_what_its_scenario_does_not_have_is_unreadable() throws IOException {
        Path file = directory.resolve("plan.json");
        Files.writeString(
                file,
                PlanFile.text(plan(drawing(2, 1), 1))
                        .replace("\"disruption\": \"killed\"", "\"disruption\": \"other\""));

        assertThatThrownBy(() -> PlanFile.read(file))
                .isInstanceOf(PlanFile.Unreadable.class)
                .hasMessage(file + ": the plan moves 'other', which its scenario does not have");
    }

    private static Plan plan(Scenario scenario, long seed) {
        return Planner.plan(scenario, ALWAYS, SETTING, seed);
    }

    private static Scenario.Builder scenario(int replicas) {
        return Scenario.named("a test")
                .on("docker:always")
                .service(new Service(
                        WEB,
                        Service.Role.SUBJECT,
                        "nginx",
                        List.of(),
                        Map.of(),
                        Optional.of(80),
                        false,
                        replicas,
                        false,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        List.of(),
                        Map.of(),
                        false,
                        false,
                        Optional.empty()))
                .expect(new TestHolds());
    }

    private static Scenario drawing(int replicas, int drawn) {
        return scenario(replicas)
                .disrupt("killed", Duration.ofSeconds(1), new Crash(), new Selector(WEB, Optional.of(drawn)))
                .build();
    }

    /** The first lasts from 1 s to 6 s. */
    private static Scenario both(Duration second) {
        return lasting(
                disruption("first", Duration.ofSeconds(1), new Lasts(Operating.class)),
                disruption("second", second, new Lasts(Operating.class)));
    }

    private static Disruption disruption(String name, Duration at, Fault fault) {
        return disruption(name, at, fault, Optional.of(Duration.ofSeconds(5)));
    }

    private static Disruption disruption(String name, Duration at, Fault fault, Optional<Duration> lasts) {
        return new Disruption(
                name, When.at(at), fault, Selector.all(WEB), lasts, Disruption.WhenTargetRestarts.UNPROVEN);
    }

    /** With faults that are listed nowhere, which the builder would refuse. */
    private static Scenario lasting(Disruption... disruptions) {
        Scenario plain = scenario(1).build();
        return new Scenario(
                plain.name(),
                plain.form(),
                plain.because(),
                plain.on(),
                plain.begins(),
                plain.limit(),
                plain.services(),
                plain.watch(),
                List.of(disruptions),
                plain.expect());
    }

    /** A lasting fault that needs one control, and to see. */
    private record Lasts(Class<?> control) implements Fault {
        @Override
        public Set<Class<?>> needs() {
            return Set.of(control, Witnessing.class);
        }

        @Override
        public Kind kind() {
            return Kind.LASTING;
        }

        @Override
        public String inWords() {
            return "lasts";
        }

        @Override
        public Optional<String> irreversible() {
            return Optional.empty();
        }

        @Override
        public Witness inject(Incarnation on, Controls controls, UndoLog log) {
            return new Witness.NotSeen("a fault of this test does nothing");
        }
    }

    /** A supervisor without signals. */
    private static final class Poor implements Supervisor {
        @Override
        public String name() {
            return "poor";
        }

        @Override
        public Contract contract(Service service) {
            return ALWAYS.contract(service);
        }

        @Override
        public Set<Class<?>> offers() {
            return Set.of(Operating.class, Witnessing.class);
        }

        @Override
        public Deployment deploy(Stack stack, Site site, Consumer<String> says) throws Unreached {
            throw new Unreached("it deploys nothing");
        }
    }
}
