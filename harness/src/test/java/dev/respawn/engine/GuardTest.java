package dev.respawn.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.respawn.model.Condition;
import dev.respawn.model.HostId;
import dev.respawn.model.Incarnation;
import dev.respawn.model.Lookup;
import dev.respawn.model.ServiceName;
import dev.respawn.model.Target;
import dev.respawn.scenario.BlastRadius;
import dev.respawn.scenario.Scenario;
import dev.respawn.scenario.testwords.Only;
import dev.respawn.scenario.testwords.TestHolds;
import dev.respawn.supervisor.Deployment;
import dev.respawn.supervisor.Service;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class GuardTest {
    private static final HostId HOST = new HostId("host");

    /** What the engine says of each container: its status, or with a word behind a blank its health. */
    private final Map<String, String> said =
            new TreeMap<>(Map.of("web/1", "running", "web/2", "running", "web/3", "running", "db/1", "running"));

    private boolean engineAnswers = true;

    private final Deployment deployment = Only.of(Deployment.class, Map.of("find", arguments -> {
        String target = String.valueOf(arguments[0]);
        return !engineAnswers
                ? new Lookup.Unknown(HOST, "the engine is away")
                : said.containsKey(target)
                        ? new Lookup.Found(List.of(new Incarnation(HOST, target, 1, Instant.EPOCH, "", "")))
                        : new Lookup.Absent("it is gone");
    }));

    private final Outlook outlook = Only.of(Outlook.class, Map.of("inspect", arguments -> {
        String[] words =
                said.getOrDefault(((Incarnation) arguments[0]).id(), "").split(" ");
        return Optional.of(new Condition(
                words[0],
                0,
                false,
                0,
                Optional.empty(),
                Optional.empty(),
                words.length > 1 ? Optional.of(words[1]) : Optional.empty(),
                0,
                ""));
    }));

    private Guard guard(BlastRadius radius) {
        Scenario scenario = Scenario.named("a test")
                .on("docker:always")
                .service(Service.of("web", "nginx").replicated(3))
                .service(Service.of("db", "postgres"))
                .blastRadius(radius)
                .expect(new TestHolds())
                .build();
        return new Guard(scenario, deployment, outlook);
    }

    private static Target web(int replica) {
        return new Target.Service(new ServiceName("web"), replica);
    }

    private static final Target DB = new Target.Service(new ServiceName("db"), 1);

    private static BlastRadius radius(Optional<Integer> targets, Optional<Double> share, boolean spare) {
        return new BlastRadius(
                targets, share, Optional.of(spare ? BlastRadius.LastHealthy.SPARE : BlastRadius.LastHealthy.BREAK));
    }

    @Test
    void without_limits_nobody_is_asked() throws Exception {
        engineAnswers = false;

        assertThat(guard(BlastRadius.UNLIMITED).enter(web(1))).isEmpty();
    }

    @Test
    void what_is_broken_counts_until_it_is_left() throws Exception {
        Guard guard = guard(radius(Optional.of(1), Optional.empty(), false));

        assertThat(guard.enter(web(1))).isEmpty();
        assertThat(guard.enter(DB))
                .contains("it would be one of 2 targets that are not well (web/1 already); the blast radius is 1");
        assertThat(guard.enter(web(1))).as("the same once more").isEmpty();
        guard.leave(web(1));
        assertThat(guard.enter(DB)).isEmpty();
    }

    @Test
    void what_is_unwell_without_us_counts_as_well() throws Exception {
        said.put("web/2", "running unhealthy");
        said.put("web/3", "restarting");
        Guard guard = guard(radius(Optional.empty(), Optional.of(0.7), false));

        assertThat(guard.enter(web(1)))
                .contains("it would be one of 3 replicas of 'web' that are not well (web/2, web/3 already); the blast"
                        + " radius is 2");
        assertThat(guard.enter(web(2))).isEmpty();
        assertThat(guard.enter(DB)).as("none of web").isPresent();
    }

    @Test
    void the_last_healthy_one_is_spared() throws Exception {
        said.put("web/2", "running starting");
        said.remove("web/3");
        Guard guard = guard(radius(Optional.empty(), Optional.empty(), true));

        assertThat(guard.enter(web(1))).contains("no replica of 'web' would be left healthy (web/2, web/3 already)");
        said.put("web/2", "running healthy");
        assertThat(guard.enter(web(1))).isEmpty();
        assertThat(guard.enter(web(2))).contains("no replica of 'web' would be left healthy (web/1, web/3 already)");
    }

    @Test
    void when_nobody_knows_what_is_well_nothing_is_broken() throws Exception {
        Guard guard = guard(radius(Optional.of(4), Optional.empty(), true));
        engineAnswers = false;

        assertThat(guard.enter(web(1)))
                .contains("the blast radius cannot be kept, since nobody knows what is well: the engine is away");
        engineAnswers = true;
        assertThat(guard.enter(web(1))).isEmpty();
    }
}
