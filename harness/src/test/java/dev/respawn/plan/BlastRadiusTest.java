package dev.respawn.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.respawn.fault.Crash;
import dev.respawn.fault.Pause;
import dev.respawn.model.Selector;
import dev.respawn.model.ServiceName;
import dev.respawn.model.Target;
import dev.respawn.scenario.BlastRadius;
import dev.respawn.scenario.Disruption;
import dev.respawn.scenario.Scenario;
import dev.respawn.scenario.When;
import dev.respawn.scenario.testwords.TestHolds;
import dev.respawn.scenario.yaml.ScenarioFile;
import dev.respawn.supervisor.Adoption;
import dev.respawn.supervisor.Service;
import dev.respawn.supervisor.Supervisors;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How much may be broken at once, and what is told before anything is. */
class BlastRadiusTest {
    private static final ServiceName WEB = new ServiceName("web");

    private static Scenario.Builder replicas(int count) {
        return Scenario.named("a test")
                .on("docker:always")
                .service(Service.of("web", "nginx").replicated(count))
                .expect(new TestHolds());
    }

    private static Disruption paused(String name, int at, int lasts, int drawn) {
        return new Disruption(
                name,
                When.at(Duration.ofSeconds(at)),
                new Pause(),
                new Selector(WEB, Optional.of(drawn)),
                Optional.of(Duration.ofSeconds(lasts)),
                Disruption.WhenTargetRestarts.UNPROVEN);
    }

    private static Scenario.Builder crashed(Scenario.Builder scenario, Selector which) {
        return scenario.disrupt("killed", Duration.ofSeconds(1), new Crash(), which);
    }

    private static BlastRadius targets(int most) {
        return new BlastRadius(Optional.of(most), Optional.empty(), Optional.empty());
    }

    private static BlastRadius share(double share) {
        return new BlastRadius(Optional.empty(), Optional.of(share), Optional.empty());
    }

    private static Plan plan(Scenario scenario) {
        return Planner.plan(
                scenario, Supervisors.named("docker:always", Path.of("")), new Setting("docker:always", "private"), 1);
    }

    private static void refused(Scenario.Builder scenario, String message) {
        assertThatThrownBy(() -> plan(scenario.build()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void a_share_is_rounded_down_and_drawn_like_a_number() {
        List<Target> targets = plan(crashed(replicas(7), Selector.share(WEB, 0.5))
                        .build())
                .moves()
                .get(0)
                .targets();

        assertThat(targets).hasSize(3).doesNotHaveDuplicates();
        // In binary, 0.29 times 100 is a little less than 29.
        assertThat(Selector.of(0.29, 100)).isEqualTo(29);
    }

    @Test
    void a_share_that_is_nobody_is_a_mistake_that_tells_the_least_that_is_somebody() {
        refused(
                crashed(replicas(3), Selector.share(WEB, 0.3)),
                "disruption 'killed' is for 30% of web, which is none of its 3 replicas; the least share that is one is"
                        + " 34%");
        refused(
                crashed(replicas(3).blastRadius(share(0.1)), new Selector(WEB, Optional.of(1))),
                "the blast radius is 10% of service 'web', which is none of its 3 replicas; the least share that is one"
                        + " is 34%");
    }

    @Test
    void mistakes_about_shares_are_told_with_their_places() {
        assertThatThrownBy(() -> ScenarioFile.parse("""
                        scenario: too little
                        on: docker:always
                        services: { web: { image: nginx, replicas: 3 } }
                        blast-radius: { share: 10% }
                        disrupt:
                          - { name: killed, at: 1s, inject: crash, target: { service: web, replicas: 1 } }
                          - { name: again, at: 9s, inject: crash, target: { service: web, share: 33% } }
                          - { name: twice, at: 9s, inject: crash, target: { service: web, share: 50%, replicas: 1 } }
                          - { name: never, at: 9s, inject: crash, target: { service: web, share: 0% } }
                        expect: test-holds
                        """, "file")).hasMessage("""
                        file:7:74: disruption 'again' is for 33% of web, which is none of its 3 replicas; the least share that is one is 34%
                        file:8:51: a target of 1 and of 50% of 'web'; say one of 'replicas' and 'share'
                        file:9:51: a target of 0% of 'web'; wanted more than 0% and at most 100%""");
        assertThatThrownBy(() -> ScenarioFile.parse("""
                        scenario: too little
                        on: docker:always
                        services: { web: { image: nginx, replicas: 3 } }
                        blast-radius: { share: 10% }
                        disrupt:
                          - { name: killed, at: 1s, inject: crash, target: { service: web, replicas: 1 } }
                          - { name: again, at: 9s, inject: crash, target: { service: web, share: 33% } }
                        expect: test-holds
                        """, "file")).hasMessage("""
                        file:4:24: the blast radius is 10% of service 'web', which is none of its 3 replicas; the least share that is one is 34%
                        file:7:74: disruption 'again' is for 33% of web, which is none of its 3 replicas; the least share that is one is 34%""");
    }

    @Test
    void more_targets_at_once_than_allowed_are_refused_also_when_several_disruptions_sum_up_to_them() {
        refused(
                crashed(replicas(3).blastRadius(targets(2)), Selector.all(WEB)),
                "disruption 'killed' is for all of web, which is 3 targets; the blast radius allows at most 2 targets at"
                        + " once");
        refused(
                replicas(2)
                        .blastRadius(targets(1))
                        .service(Service.of("db", "postgres"))
                        .disrupt(paused("held", 1, 5, 1))
                        .disrupt("killed", Duration.ofSeconds(5), new Crash(), Selector.all(new ServiceName("db"))),
                "at 5s 2 targets would be broken at once (db/1, web/1); the blast radius is 1");
        refused(
                crashed(replicas(3).blastRadius(share(0.5)), new Selector(WEB, Optional.of(2))),
                "disruption 'killed' is for 2 of web, which is 2 targets; the blast radius allows at most 50% of each"
                        + " service at once");
    }

    @Test
    void one_after_the_other_is_not_at_once() {
        Scenario scenario = replicas(2)
                .blastRadius(targets(1))
                .service(Service.of("db", "postgres"))
                .disrupt(paused("held", 1, 4, 1))
                .disrupt("killed", Duration.ofSeconds(5), new Crash(), Selector.all(new ServiceName("db")))
                .build();

        assertThat(plan(scenario).moves()).hasSize(2);
    }

    @Test
    void the_last_replica_of_what_was_deployed_may_be_broken_unless_it_is_to_be_spared() {
        assertThat(plan(crashed(replicas(1), Selector.all(WEB)).build()).moves())
                .hasSize(1);
        refused(
                crashed(
                        replicas(2)
                                .blastRadius(new BlastRadius(
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.of(BlastRadius.LastHealthy.SPARE))),
                        Selector.all(WEB)),
                "disruption 'killed' is for all of web, which leaves none of it healthy; choose fewer with 'replicas',"
                        + " or say 'blast-radius: { last-healthy: break }'");
    }

    private static Scenario.Builder adopting(String... containers) {
        return Scenario.named("a test")
                .on("as-found")
                .service(Service.adopted("web", Adoption.of(containers)))
                .expect(new TestHolds());
    }

    private static Plan planFound(Scenario scenario) {
        return Planner.plan(scenario, Supervisors.named("as-found", Path.of("")), new Setting("as-found", "user"), 1);
    }

    @Test
    void the_last_replica_of_what_was_adopted_is_spared_unless_it_may_be_broken() {
        assertThatThrownBy(() -> crashed(adopting("shop"), Selector.all(WEB)).build())
                .hasMessageStartingWith("disruption 'killed' is for all of web, which leaves none of it healthy");
        assertThatThrownBy(() -> planFound(adopting("shop-1", "shop-2", "shop-3")
                        .disrupt(paused("held", 1, 5, 2))
                        .disrupt(new Disruption(
                                "killed",
                                When.at(Duration.ofSeconds(2)),
                                new Crash(),
                                new Selector(WEB, Optional.of(2)),
                                Optional.empty(),
                                Disruption.WhenTargetRestarts.UNPROVEN))
                        .build()))
                .hasMessage(
                        "at 2s no replica of 'web' would be left healthy (web/1, web/2, web/3); break fewer at once,"
                                + " or say 'blast-radius: { last-healthy: break }'");
        assertThat(planFound(crashed(
                                        adopting("shop")
                                                .blastRadius(new BlastRadius(
                                                        Optional.empty(),
                                                        Optional.empty(),
                                                        Optional.of(BlastRadius.LastHealthy.BREAK))),
                                        Selector.all(WEB))
                                .build())
                        .moves())
                .hasSize(1);
    }

    @Test
    void who_deploys_does_not_adopt_and_who_adopts_does_not_deploy() {
        assertThatThrownBy(() -> plan(adopting("shop").build()))
                .hasMessage("service 'web' is adopted, but supervisor 'docker:always' looks after what it deploys"
                        + " itself; run it on as-found");
        assertThatThrownBy(() -> planFound(replicas(1).build()))
                .hasMessage("service 'web' would be deployed, and nobody would look after it; adopt it, or make it a"
                        + " fixture (supervisor 'as-found')");
    }
}
