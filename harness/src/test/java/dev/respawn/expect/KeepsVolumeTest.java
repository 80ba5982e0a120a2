package dev.respawn.expect;

import static dev.respawn.expect.Judged.outcome;
import static dev.respawn.expect.Judged.says;
import static dev.respawn.expect.Story.HOST;
import static dev.respawn.expect.Story.WEB;
import static dev.respawn.expect.Story.ms;
import static org.assertj.core.api.Assertions.assertThat;

import dev.respawn.journal.Event;
import dev.respawn.model.EngineEvent;
import dev.respawn.model.Outcome;
import dev.respawn.model.Phase;
import dev.respawn.model.ServiceName;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KeepsVolumeTest {
    private static final ServiceName SERVICE = new ServiceName("web");
    private static final KeepsVolume KEPT = new KeepsVolume(SERVICE, "/data", "killed", false);
    private static final KeepsVolume GONE = new KeepsVolume(SERVICE, "/data", "killed", true);

    // Its container is removed at 2 s; the volume that it had mounted is v1.
    private static final Story REMOVED = Story.begins()
            .line(60, volume(60, "mount", "v1", Map.of("container", "one", "destination", "/data")))
            .intended(2_000)
            .said(2_010, "die", Map.of("exitCode", "137"))
            .said(2_020, "destroy", Map.of())
            .arrived(2_030)
            .ends(9_000);

    @Test
    void a_volume_that_was_not_destroyed_is_still_there() {
        says(KEPT, REMOVED, Outcome.PASSED, "the volume at /data of web/1 was not destroyed");
        says(GONE, REMOVED, Outcome.FAILED, "the volume at /data of web/1 was not destroyed");
    }

    @Test
    void one_event_says_that_it_is_gone() {
        Story gone = REMOVED.line(2_025, volume(2_025, "destroy", "v1", Map.of()));

        says(GONE, gone, Outcome.PASSED, "the volume at /data of web/1 was destroyed");
        says(KEPT, gone, Outcome.FAILED, "the volume at /data of web/1 was destroyed");
        // Another volume does not matter, nor what the harness removes in the end.
        assertThat(outcome(KEPT, REMOVED.line(2_025, volume(2_025, "destroy", "v2", Map.of()))))
                .isEqualTo(Outcome.PASSED);
        assertThat(outcome(KEPT, REMOVED.line(9_100, volume(9_100, "destroy", "v1", Map.of()))))
                .isEqualTo(Outcome.PASSED);
    }

    @Test
    void what_the_container_that_took_its_place_has_mounted_is_not_meant() {
        Story replaced = REMOVED.line(2_500, Story.event(2_500, "start", "two", Map.of()))
                .line(2_500, volume(2_500, "mount", "v2", Map.of("container", "two", "destination", "/data")));
        Story gone = replaced.line(2_025, volume(2_025, "destroy", "v1", Map.of()));

        says(GONE, gone, Outcome.PASSED, "the volume at /data of web/1 was destroyed");
        says(KEPT, gone, Outcome.FAILED, "the volume at /data of web/1 was destroyed");
        says(KEPT, replaced, Outcome.PASSED, "the volume at /data of web/1 was not destroyed");
        // Of two that were mounted before, the last one counts.
        assertThat(outcome(
                        GONE,
                        gone.line(70, volume(70, "mount", "v0", Map.of("container", "one", "destination", "/data")))))
                .isEqualTo(Outcome.FAILED);
    }

    @Test
    void without_its_name_or_with_nobody_listening_nothing_is_known() {
        Story unnamed = REMOVED.without(event ->
                event instanceof Event.EngineSaid said && said.said().type().equals("volume"));

        says(KEPT, unnamed, Outcome.UNPROVEN, "nobody saw which volume was mounted at /data of web/1 before 'killed'");
        assertThat(outcome(
                        KEPT,
                        unnamed.line(
                                60, volume(60, "mount", "v1", Map.of("container", "one", "destination", "/other")))))
                .isEqualTo(Outcome.UNPROVEN);
        assertThat(outcome(
                        KEPT,
                        unnamed.line(
                                60, volume(60, "mount", "v1", Map.of("container", "two", "destination", "/data")))))
                .isEqualTo(Outcome.UNPROVEN);
        says(
                KEPT,
                REMOVED.blind(3_000, 4_000),
                Outcome.UNPROVEN,
                "the event stream of 'local' was away while web/1 should have been watched");
        says(
                KEPT,
                REMOVED.without(event -> event instanceof Event.PhaseBegan began && began.phase() == Phase.REMOVE),
                Outcome.UNPROVEN,
                "the journal breaks off, so the volume at /data of web/1 may have been destroyed");
        assertThat(KEPT.needs()).isEqualTo(Set.of(new Need.Volumes(SERVICE)));
    }

    private static Event volume(long at, String action, String name, Map<String, String> attributes) {
        return new Event.EngineSaid(
                HOST, ms(at), Optional.of(WEB), new EngineEvent(ms(at), "volume", action, name, attributes, false));
    }
}
