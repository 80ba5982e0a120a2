package dev.respawn.healer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.respawn.docker.ContainerFacts;
import dev.respawn.docker.EngineException;
import dev.respawn.docker.EngineFacts;
import dev.respawn.docker.NoDoor;
import dev.respawn.model.Condition;
import dev.respawn.model.EngineEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

class HandsTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final String OLD = "a".repeat(64);
    private static final String HALF = "b".repeat(64);

    /** An engine with an unhealthy container, on which another one is half made. */
    private static final class OneEngine extends NoDoor {
        private final Map<String, ContainerFacts> there = new LinkedHashMap<>();
        private final List<String> finished = new ArrayList<>();
        private List<EngineEvent> remembered = List.of();
        private Callable<?> meanwhile = () -> "";

        @Override
        public List<String> containers(Map<String, String> labels) {
            return List.copyOf(there.keySet());
        }

        @Override
        public Optional<ContainerFacts> inspect(String idOrName) {
            return there.values().stream()
                    .filter(facts -> facts.id().equals(idOrName) || facts.name().equals(idOrName))
                    .findFirst();
        }

        @Override
        public String recreate(String id, OwnVolumes volumes, Optional<Duration> grace, Preparation beforeStart) {
            there.put(HALF, facts(HALF, "web" + HALF_RECREATED, "created", "", 0));
            try {
                meanwhile.call();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
            there.remove(OLD);
            there.put(HALF, facts(HALF, "web", "running", "starting", 0));
            return HALF;
        }

        @Override
        public Optional<String> finishRecreation(String half) {
            finished.add(half);
            there.remove(half);
            return Optional.empty();
        }

        @Override
        public List<EngineEvent> eventsBetween(Instant since, Instant until, Map<String, String> labels) {
            return remembered;
        }

        @Override
        public EngineFacts describe() throws EngineException {
            return new EngineFacts("", "", "", "", "", "", "", "", "", "", false, "", "", NOW, "", "", true);
        }
    }

    private final OneEngine engine = new OneEngine();
    private final Hands hands = new Hands(engine, Whom.of(List.of("app=shop")), Care.USUAL);

    private static ContainerFacts facts(String id, String name, String status, String health, int code) {
        return new ContainerFacts(
                id,
                name,
                "image",
                0,
                new Condition(
                        status,
                        code,
                        false,
                        0,
                        Optional.of(NOW.minusSeconds(60)),
                        Optional.of(NOW.minusSeconds(30)),
                        Optional.of(health),
                        0,
                        ""),
                Map.of("app", "shop"),
                Map.of(),
                Map.of(),
                "no",
                0,
                Optional.empty(),
                List.of());
    }

    private static EngineEvent event(int secondsAgo, String action, Map<String, String> attributes) {
        return new EngineEvent(NOW.minusSeconds(secondsAgo), "container", action, OLD, attributes, false);
    }

    @Test
    void what_is_being_made_is_not_taken_for_what_was_cut_off() throws Exception {
        engine.there.put(OLD, facts(OLD, "web", "running", "unhealthy", 0));
        engine.meanwhile = hands::look;

        Deed.Result result = hands.does(new Deed(Deed.Kind.RECREATE, OLD, "web", "is unhealthy"));

        assertThat(result).isInstanceOf(Deed.Result.Done.class);
        assertThat(engine.finished).isEmpty();
        assertThat(hands.look()).extracting(Seen::id).containsExactly(HALF);
    }

    @Test
    void what_was_cut_off_is_finished() throws Exception {
        engine.there.put(HALF, facts(HALF, "web.anew", "created", "", 0));

        assertThat(hands.look()).isEmpty();

        assertThat(engine.finished).containsExactly(HALF);
    }

    @Test
    void nothing_is_done_to_what_is_well_paused_or_running_by_now() throws Exception {
        for (String status : List.of("running", "paused", "restarting")) {
            engine.there.put(OLD, facts(OLD, "web", status, "healthy", 0));
            for (Deed.Kind kind : Deed.Kind.values()) {
                assertThat(hands.does(new Deed(kind, OLD, "web", "died")))
                        .as(kind + " of one that is " + status)
                        .isInstanceOf(Deed.Result.NoNeed.class);
            }
        }
        engine.there.put(OLD, facts(OLD, "web", "paused", "unhealthy", 0));
        assertThat(hands.does(new Deed(Deed.Kind.RECREATE, OLD, "web", "is unhealthy")))
                .isInstanceOf(Deed.Result.NoNeed.class);
    }

    @Test
    void who_ended_it_is_what_the_engine_remembers() throws Exception {
        engine.there.put(OLD, facts(OLD, "web", "exited", "", 137));
        Seen seen = hands.look().get(0);
        assertThat(hands.withWhoEndedIt(seen).byHand()).isEmpty();

        EngineEvent die = event(30, "die", Map.of("exitCode", "137"));
        engine.remembered = List.of(die);
        assertThat(hands.withWhoEndedIt(seen).byHand()).contains(false);

        engine.remembered = List.of(event(31, "kill", Map.of("signal", "9")), die);
        assertThat(hands.withWhoEndedIt(seen).byHand()).contains(true);

        engine.remembered = List.of(event(90, "kill", Map.of("signal", "9")), die);
        assertThat(hands.withWhoEndedIt(seen).byHand()).as("of a life before").contains(false);
    }

    @Test
    void an_engine_that_forgot_what_it_told_was_started_anew() throws Exception {
        EngineEvent told = event(30, "start", Map.of());
        engine.remembered = List.of(told, event(20, "die", Map.of()));
        assertThat(hands.remembers(told)).isTrue();

        engine.remembered = List.of(event(20, "die", Map.of()));
        assertThat(hands.remembers(told)).isFalse();
    }
}
