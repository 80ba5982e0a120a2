package dev.respawn.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.respawn.contract.Contract;
import dev.respawn.expect.KeepsContract;
import dev.respawn.expect.RestartCount;
import dev.respawn.fault.Crash;
import dev.respawn.fault.Fault;
import dev.respawn.fault.Start;
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
import dev.respawn.probe.HttpGet;
import dev.respawn.scenario.Disruption;
import dev.respawn.scenario.Scenario;
import dev.respawn.scenario.When;
import dev.respawn.scenario.testwords.Plain;
import dev.respawn.scenario.testwords.TestExits;
import dev.respawn.scenario.testwords.TestHolds;
import dev.respawn.scenario.testwords.TestRecovers;
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
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlannerTest {
    private static final ServiceName WEB = Plain.WEB;
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

    @Test
    void a_selector_without_a_number_takes_all() {
        Plan plan = plan(
                scenario(3)
                        .disrupt("killed", Duration.ofSeconds(1), new Crash(), Selector.all(WEB))
                        .build(),
                1);

        assertThat(plan.moves().get(0).targets())
                .containsExactly(new Target.Service(WEB, 1), new Target.Service(WEB, 2), new Target.Service(WEB, 3));
    }

    @Test
    void a_selector_that_selects_nothing_is_refused() {
        Selector nobody = Selector.all(new ServiceName("nobody"));
        Disruption killed = new Disruption(
                "killed",
                When.at(Duration.ofSeconds(1)),
                new Crash(),
                nobody,
                Optional.empty(),
                Disruption.WhenTargetRestarts.UNPROVEN);

        assertThatThrownBy(() -> plan(of(killed), 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("disruption 'killed' is for " + nobody + ", which selects nothing");
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
    void moves_come_in_the_order_of_their_times_and_of_their_names_at_one_time() {
        Plan plan = plan(
                scenario(1)
                        .disrupt("later", Duration.ofSeconds(9), new Crash(), Selector.all(WEB))
                        .disrupt("then-b", Duration.ofSeconds(5), new Crash(), Selector.all(WEB))
                        .disrupt("then-a", Duration.ofSeconds(5), new Crash(), Selector.all(WEB))
                        .disrupt("sooner", Duration.ofSeconds(1), new Crash(), Selector.all(WEB))
                        .build(),
                1);

        assertThat(plan.moves().stream().map(move -> move.disruption().name()))
                .containsExactly("sooner", "then-a", "then-b", "later");
    }

    @Test
    void the_contract_of_every_service_is_in_the_plan() {
        Service web = Service.of("web", "nginx").listening(80);
        Service db = Service.of("db", "postgres");

        assertThat(plan(Plain.scenario(web).service(db).build(), 1).contracts())
                .isEqualTo(Map.of(web.name(), ALWAYS.contract(web), db.name(), ALWAYS.contract(db)));
    }

    // --- how long is observed

    @Test
    void a_second_is_observed_after_the_last_disruption_or_after_its_end_if_it_lasts() {
        assertThat(observed(at(1, 9))).isEqualTo(Duration.ofSeconds(10));
        assertThat(plan(both(Duration.ofSeconds(6)), 1).observe()).isEqualTo(Duration.ofSeconds(12));
        assertThat(plan(scenario(1).build(), 1).observe()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void the_window_of_an_expectation_begins_at_the_disruption_that_it_is_about_else_at_the_last() {
        TestExits afterTheFirst = new TestExits("at-1", 137, Duration.ofSeconds(20));
        TestRecovers afterTheLast = new TestRecovers("home", Duration.ofSeconds(4));

        assertThat(observed(at(1, 9).expect(afterTheFirst))).isEqualTo(Duration.ofSeconds(21));
        assertThat(observed(at(1, 9).watch("home", HttpGet.of(WEB, "/")).expect(afterTheLast)))
                .isEqualTo(Duration.ofSeconds(13));
    }

    @Test
    void nothing_is_observed_beyond_the_limit() {
        assertThat(observed(at(1, 9).limit(Duration.ofMillis(9_500)))).isEqualTo(Duration.ofMillis(9_500));
    }

    // --- two faults at a time

    @Test
    void two_lasting_faults_on_one_control_of_one_target_at_a_time_are_refused() {
        refused(
                both(Duration.ofSeconds(5)),
                "disruptions 'first' and 'second' are both in force on web/1 from 5s, and both need Operating;"
                        + " let one end before the other begins");
        assertThat(plan(both(Duration.ofSeconds(6)), 1).moves()).hasSize(2);
    }

    @Test
    void what_lasts_until_the_end_of_the_run_is_in_force_with_all_that_comes_later() {
        Disruption forGood = Plain.untilTheEnd("first", When.at(Duration.ofSeconds(1)), new Lasts(Operating.class));

        assertThatThrownBy(() -> plan(of(forGood, lasting("second", Duration.ofSeconds(60), Operating.class)), 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(
                        "'first' and 'second' are both in force on web/1 from 1m, and both need Operating");
        assertThat(plan(of(forGood, lasting("second", Duration.ofSeconds(60), Signalling.class)), 1)
                        .moves())
                .hasSize(2);
    }

    @Test
    void they_are_refused_with_another_between_them() {
        refused(
                of(
                        lasting("first", Duration.ofSeconds(1), Operating.class),
                        lasting("between", Duration.ofSeconds(2), Signalling.class),
                        lasting("second", Duration.ofSeconds(5), Operating.class)),
                "disruptions 'first' and 'second' are both in force on web/1 from 5s, and both need Operating;"
                        + " let one end before the other begins");
    }

    @Test
    void a_fault_that_waits_for_an_observation_may_come_as_soon_as_it_is_steady_and_as_late_as_it_may_wait() {
        When once =
                new When.Once("home", When.Says.GOOD, Duration.ofSeconds(3), Optional.empty(), Duration.ofSeconds(10));
        Disruption waits = Plain.lasting(
                "waits",
                once,
                new Lasts(Operating.class),
                Duration.ofSeconds(5),
                Disruption.WhenTargetRestarts.UNPROVEN);

        refused(
                of(lasting("first", Duration.ofSeconds(1), Operating.class), waits),
                "disruptions 'first' and 'waits' are both in force on web/1 from 3s, and both need Operating;"
                        + " let one end before the other begins");
        refused(
                of(waits, lasting("second", Duration.ofSeconds(14), Operating.class)),
                "disruptions 'waits' and 'second' are both in force on web/1 from 14s, and both need Operating;"
                        + " let one end before the other begins");
        assertThat(plan(of(waits, lasting("second", Duration.ofSeconds(15), Operating.class)), 1)
                        .moves())
                .hasSize(2);
    }

    // How late it was is only known in the run, which moves its windows then.
    @Test
    void a_fault_that_waits_for_an_observation_is_planned_as_if_it_came_at_once() {
        When once =
                new When.Once("home", When.Says.GOOD, Duration.ofSeconds(3), Optional.empty(), Duration.ofSeconds(30));
        Plan plan = plan(
                at(4).watch("home", HttpGet.of(WEB, "/"))
                        .disrupt("waits", once, new Crash(), Selector.all(WEB))
                        .expect(new TestExits("waits", 137, Duration.ofSeconds(20)))
                        .build(),
                1);

        assertThat(plan.moves().stream().map(move -> move.disruption().name())).containsExactly("waits", "at-4");
        assertThat(plan.observe()).isEqualTo(Duration.ofSeconds(23));
    }

    @Test
    void faults_on_different_controls_or_targets_or_without_duration_may_meet() {
        Service db = Service.of("db", "postgres");
        Disruption web = lasting("web", Duration.ofSeconds(1), Operating.class);
        Disruption other = new Disruption(
                "db",
                When.at(Duration.ofSeconds(2)),
                new Lasts(Operating.class),
                Selector.all(db.name()),
                Optional.of(Duration.ofSeconds(5)),
                Disruption.WhenTargetRestarts.UNPROVEN);
        Disruption signals = lasting("signals", Duration.ofSeconds(2), Signalling.class);
        Disruption moment = Plain.momentary("moment", When.at(Duration.ofSeconds(2)), new Start());

        assertThat(plan(Plain.unlisted(scenario(1).service(db), List.of(), web, other), 1)
                        .moves())
                .hasSize(2);
        assertThat(plan(of(web, signals), 1).moves()).hasSize(2);
        assertThat(new Start().needs()).contains(Operating.class);
        assertThat(plan(of(web, moment), 1).moves()).hasSize(2);
    }

    // --- what is not offered

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
                        .service(Service.of("web", "nginx")
                                .running("sh", "-c", hostile, "")
                                .withEnv(Map.of("HOSTILE", hostile, "NO", "no", "NULL", "null", "ONE", "1"))
                                .listening(80)
                                .replicated(3))
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
    void how_a_plan_was_said_is_kept_with_it() throws IOException, PlanFile.Unreadable {
        Plan plan = plan(drawing(2, 1), 1).said(new Plan.Again("stories/it's.yaml", "command:./a b --contract c"));
        Path file = directory.resolve("plan.json");

        PlanFile.write(plan, file);

        assertThat(PlanFile.read(file)).isEqualTo(plan);
        assertThat(PlanFile.text(plan(drawing(2, 1), 1))).doesNotContain("again");
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

    @Test
    void a_plan_that_is_no_plan_is_unreadable_and_says_where() throws IOException {
        String text = PlanFile.text(plan(
                at(1).expect(new TestExits("at-1", 137, Duration.ofSeconds(1))).build(), 1));
        Path file = directory.resolve("plan.json");

        Files.writeString(file, text.replace("\"after\": \"at-1\"", "\"after\": \"at-2\""));
        assertThatThrownBy(() -> PlanFile.read(file))
                .isInstanceOf(PlanFile.Unreadable.class)
                .hasMessageMatching(Pattern.quote(file.toString())
                        + ":\\d+:\\d+: no disruption is named 'at-2' \\(did you mean 'at-1'\\?\\); these are: at-1");

        // Its writer was killed in the middle of it.
        Files.writeString(file, text.substring(0, text.length() / 2));
        assertThatThrownBy(() -> PlanFile.read(file))
                .isInstanceOf(PlanFile.Unreadable.class)
                .hasMessageStartingWith(file + ":");
    }

    @Test
    void a_slow_supervisor_is_watched_for_as_long_as_its_first_start_may_take() {
        Scenario scenario = scenario(1).expect(new KeepsContract()).build();

        assertThat(Planner.plan(scenario, Supervisors.named("systemd", Path.of("")), SETTING, 1)
                        .observe())
                // 10 s to wait, 3 s of slack, as much again on a busy machine, and 2 s for the death itself.
                .isEqualTo(Duration.ofSeconds(18));
    }

    private static void refused(Scenario scenario, String message) {
        assertThatThrownBy(() -> plan(scenario, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    private static Plan plan(Scenario scenario, long seed) {
        return Planner.plan(scenario, ALWAYS, SETTING, seed);
    }

    private static Scenario.Builder scenario(int replicas) {
        return Plain.scenario(Service.of("web", "nginx").listening(80).replicated(replicas));
    }

    /** Disruptions at these seconds, named after them. */
    private static Scenario.Builder at(int... seconds) {
        Scenario.Builder builder = scenario(1);
        for (int second : seconds) {
            builder.disrupt("at-" + second, Duration.ofSeconds(second), new Crash(), Selector.all(WEB));
        }
        return builder;
    }

    private static Duration observed(Scenario.Builder builder) {
        return plan(builder.build(), 1).observe();
    }

    private static Scenario drawing(int replicas, int drawn) {
        return scenario(replicas)
                .disrupt("killed", Duration.ofSeconds(1), new Crash(), new Selector(WEB, Optional.of(drawn)))
                .build();
    }

    /** The first lasts from 1 s to 6 s. */
    private static Scenario both(Duration second) {
        return of(lasting("first", Duration.ofSeconds(1), Operating.class), lasting("second", second, Operating.class));
    }

    private static Disruption lasting(String name, Duration at, Class<?> control) {
        return Plain.lasting(
                name, When.at(at), new Lasts(control), Duration.ofSeconds(5), Disruption.WhenTargetRestarts.UNPROVEN);
    }

    private static Scenario of(Disruption... disruptions) {
        return Plain.unlisted(scenario(2), List.of(), disruptions);
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
