package dev.respawn.outlook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.respawn.journal.Event;
import dev.respawn.model.EngineEvent;
import dev.respawn.model.HostId;
import dev.respawn.model.Incarnation;
import dev.respawn.model.Labels;
import dev.respawn.model.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HearingTest {
    private static final HostId HERE = new HostId("here");
    private static final Incarnation WEB = new Incarnation(HERE, World.ID, 7, Instant.EPOCH, "image", "");

    private final World world = new World();
    private final List<String> told = new ArrayList<>();
    private final Hearing hearing =
            new Hearing(HERE, world.containers, world.clocks, world.journal, new Hearing.Listener() {
                @Override
                public void heard(Target.Service target, EngineEvent event) {
                    // By then it is known whose container it is.
                    assertThat(world.containers.byId(event.id())).isPresent();
                    told.add(target + " " + event.action());
                }

                @Override
                public void heardElse(EngineEvent event) {
                    told.add("else " + event.action());
                }

                @Override
                public void seesAgain() {
                    told.add("sees again");
                }
            });

    @Test
    void an_event_of_the_runs_containers_is_written_down_on_the_runs_clock_and_told() {
        EngineEvent start = World.event("start");

        hearing.event(start);

        assertThat(world.written(Event.EngineSaid.class))
                .containsExactly(new Event.EngineSaid(HERE, World.at(0), Optional.of(World.WEB_1), start));
        assertThat(told).containsExactly("web/1 start");
        assertThat(hearing.first()).contains(World.engine(0));
    }

    @Test
    void events_of_helpers_are_told_and_not_written_down_and_those_of_others_are_neither() {
        hearing.event(event("start", Map.of(Labels.RUN, World.RUN, Labels.HELPER, "names")));
        hearing.event(event("start", Map.of(Labels.RUN, "another", Labels.SERVICE, "web", Labels.REPLICA, "1")));
        hearing.event(event("start", Map.of()));

        assertThat(world.journal.entries()).isEmpty();
        assertThat(told).containsExactly("else start");
        assertThat(hearing.first()).isEmpty();
    }

    @Test
    void who_waits_for_an_event_gets_the_first_that_is_not_too_early_and_fits() throws InterruptedException {
        hearing.event(World.event("die"));

        assertThat(hearing.await(WEB, World.at(0), event -> event.is("die"), Duration.ZERO))
                .contains(World.event("die"));
        assertThat(hearing.await(WEB, World.at(1), event -> event.is("die"), Duration.ZERO))
                .isEmpty();
        assertThat(hearing.await(WEB, World.at(0), event -> event.is("start"), Duration.ZERO))
                .isEmpty();
    }

    @Test
    void of_many_events_the_latest_are_kept_and_when_the_first_was() throws InterruptedException {
        hearing.event(World.event("start"));
        for (int i = 0; i < Hearing.HEARD_MOST; i++) {
            hearing.event(World.event("exec_die"));
        }
        hearing.event(World.event("die"));

        assertThat(hearing.await(WEB, World.at(0), event -> event.is("start"), Duration.ZERO))
                .isEmpty();
        assertThat(hearing.await(WEB, World.at(0), event -> event.is("die"), Duration.ZERO))
                .isPresent();
        assertThat(hearing.first()).contains(World.engine(0));
    }

    @Test
    void a_blind_span_is_written_down_from_its_begin_to_its_end() {
        hearing.blind("the engine is gone");
        world.timeline.stall(Duration.ofSeconds(3));
        hearing.seeing();

        assertThat(world.written(Event.BlindBegan.class))
                .containsExactly(new Event.BlindBegan(HERE, "the engine is gone"));
        assertThat(world.written(Event.BlindEnded.class))
                .containsExactly(new Event.BlindEnded(HERE, World.at(0), World.at(3000)));
        assertThat(told).containsExactly("sees again");
    }

    private static EngineEvent event(String action, Map<String, String> labels) {
        return new EngineEvent(World.engine(0), "container", action, "d".repeat(64), labels, false);
    }
}
