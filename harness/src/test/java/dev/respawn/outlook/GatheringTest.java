package dev.respawn.outlook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.respawn.docker.ContainerFacts;
import dev.respawn.docker.EngineException;
import dev.respawn.docker.MemoryUse;
import dev.respawn.docker.NoDoor;
import dev.respawn.docker.PrintedLine;
import dev.respawn.docker.Printout;
import dev.respawn.expect.Need;
import dev.respawn.expect.Needing;
import dev.respawn.host.OnlyEngine;
import dev.respawn.journal.Event;
import dev.respawn.model.EngineEvent;
import dev.respawn.model.HostId;
import dev.respawn.model.Labels;
import dev.respawn.model.ServiceName;
import dev.respawn.scenario.Begins;
import dev.respawn.scenario.Form;
import dev.respawn.scenario.Scenario;
import dev.respawn.supervisor.Service;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GatheringTest {
    private final World world = new World().started();
    private final Engine engine = new Engine();
    private final Gathering gathering =
            new Gathering(World.RUN, new OnlyEngine(engine), world.containers, world.clocks, world.journal);

    @AfterEach
    void close() {
        gathering.close();
    }

    @Test
    void what_no_claim_asks_for_is_not_asked_of_the_engine() throws Exception {
        gathering.open(scenario(Set.of()));
        gathering.heard(World.WEB_1, World.event("start"));
        gathering.now();
        gathering.askForEventsAgain(Optional.of(World.engine(0)));

        // The engine of this test fails every call that it does not know.
        assertThat(world.journal.entries()).isEmpty();
    }

    @Test
    void what_one_claim_asks_for_is_gathered_and_nothing_else() throws Exception {
        engine.prints = true;
        gathering.open(scenario(Set.of(new Need.Output(World.WEB), new Need.Memory(new ServiceName("db")))));
        gathering.now();
        gathering.now();

        assertThat(world.written(Event.Printed.class)).hasSize(1);
        assertThat(world.journal.entries())
                .allMatch(entry -> entry.event() instanceof Event.Printed || entry.event() instanceof Event.OutputRead);
    }

    @Test
    void an_engine_that_does_not_answer_is_told_once_until_it_answers_again() throws Exception {
        gathering.open(scenario(Set.of(new Need.Memory(World.WEB))));
        engine.silent = true;
        gathering.now();
        gathering.now();
        engine.silent = false;
        gathering.now();
        engine.silent = true;
        gathering.now();

        assertThat(world.written(Event.Noted.class))
                .extracting(Event.Noted::text)
                .filteredOn(text -> text.equals("the memory of web/1 could not be gathered: no answer"))
                .hasSizeBetween(2, 3);
        assertThat(world.written(Event.MemorySeen.class))
                .isNotEmpty()
                .allSatisfy(seen -> assertThat(seen)
                        .isEqualTo(new Event.MemorySeen(World.WEB_1, World.ID, 5, Optional.of(9L), Optional.empty())));
    }

    @Test
    void the_events_are_asked_for_again_from_the_first_on_and_helpers_are_left_out() throws Exception {
        world.timeline.stall(Duration.ofSeconds(10));
        engine.remembered = List.of(
                World.event("create"),
                new EngineEvent(
                        World.engine(1),
                        "container",
                        "start",
                        "d".repeat(64),
                        Map.of(Labels.RUN, World.RUN, Labels.HELPER, "names"),
                        false),
                World.event("die"));
        gathering.open(scenario(Set.of(new Need.EventsAgain())));

        gathering.askForEventsAgain(Optional.of(World.engine(0)));

        assertThat(engine.asked).isEqualTo(World.engine(0) + " " + World.engine(10_000) + " " + World.RUN);
        assertThat(world.written(Event.ToldAgain.class))
                .containsExactly(new Event.ToldAgain(
                        new HostId("here"),
                        World.at(0),
                        World.at(10_000),
                        List.of(World.event("create"), World.event("die"))));
    }

    @Test
    void without_a_first_event_there_is_nothing_to_ask_for_again() throws Exception {
        gathering.open(scenario(Set.of(new Need.EventsAgain())));

        gathering.askForEventsAgain(Optional.empty());

        assertThat(world.journal.entries()).isEmpty();
    }

    private static Scenario scenario(Set<Need> needs) {
        return new Scenario(
                "a test",
                Form.CORPUS,
                "",
                List.of(),
                Begins.WELL,
                Duration.ofMinutes(1),
                List.of(Service.of("web", "busybox"), Service.of("db", "busybox")),
                List.of(),
                List.of(),
                List.of(new Needing(needs)));
    }

    private static final class Engine extends NoDoor {
        private volatile boolean prints;
        private volatile boolean silent;
        private List<EngineEvent> remembered = List.of();
        private String asked = "";

        @Override
        public Optional<Printout> printed(String id, Instant since) {
            assertThat(prints).isTrue();
            return Optional.of(new Printout(List.of(new PrintedLine(World.engine(5), false, "hello")), false));
        }

        @Override
        public Optional<ContainerFacts> inspect(String id) {
            return Optional.empty();
        }

        @Override
        public Optional<MemoryUse> memory(String id) throws EngineException {
            if (silent) {
                throw new EngineException.Slow("no answer", new IOException());
            }
            return Optional.of(new MemoryUse(5, Optional.of(9L), Optional.empty()));
        }

        @Override
        public List<EngineEvent> eventsBetween(Instant since, Instant until, Map<String, String> labels) {
            asked = since + " " + until + " " + labels.get(Labels.RUN);
            return remembered;
        }
    }
}
