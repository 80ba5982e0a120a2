package dev.respawn.expect;

import static dev.respawn.expect.Judged.outcome;
import static dev.respawn.expect.Judged.says;
import static dev.respawn.expect.Story.WEB;
import static dev.respawn.expect.Story.at;
import static org.assertj.core.api.Assertions.assertThat;

import dev.respawn.journal.Event;
import dev.respawn.model.Outcome;
import dev.respawn.model.Phase;
import dev.respawn.model.ServiceName;
import dev.respawn.model.Veil;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KeepsSettingsTest {
    private static final ServiceName SERVICE = new ServiceName("web");
    private static final KeepsSettings KEPT = new KeepsSettings(SERVICE, Optional.of("killed"));
    private static final Veil VEIL = new Veil(new byte[] {1});
    private static final Map<String, String> SETTINGS =
            Map.of("image", "sha256:0", "memory limit", "64MiB", "environment KEY", VEIL.over("secret"));

    // Its container dies at 2 s, and another takes its place.
    private static final Story REPLACED = Story.begins()
            .line(200, seen("one", SETTINGS))
            .intended(2_000)
            .said(2_010, "die", Map.of("exitCode", "137"))
            .said(2_020, "destroy", Map.of())
            .arrived(2_030)
            .line(2_500, Story.event(2_500, "start", "two", Map.of()))
            .line(2_600, seen("two", SETTINGS))
            .line(8_900, seen("two", SETTINGS))
            .ends(9_000);

    private static Event seen(String container, Map<String, String> settings) {
        return new Event.SettingsSeen(WEB, container, settings);
    }

    private static Map<String, String> with(String name, String value) {
        Map<String, String> other = new HashMap<>(SETTINGS);
        other.put(name, value);
        return other;
    }

    private static Map<String, String> without(String name) {
        Map<String, String> other = new HashMap<>(SETTINGS);
        other.remove(name);
        return other;
    }

    private static Story endsWith(Map<String, String> settings) {
        return REPLACED.replace(at(8_900), seen("two", settings));
    }

    @Test
    void a_new_container_that_was_asked_for_in_the_same_way_passes() {
        says(KEPT, REPLACED, Outcome.PASSED, "all 3 settings of web/1 are as they were, in a new container");
        assertThat(KEPT.needs()).isEqualTo(Set.of(new Need.Settings(SERVICE)));
    }

    @Test
    void the_finding_says_which_differ_and_tells_no_secrets() {
        says(
                KEPT,
                endsWith(without("memory limit")),
                Outcome.FAILED,
                "of container two of web/1 'memory limit' is missing, was 64MiB");
        says(
                KEPT,
                endsWith(with("memory limit", "32MiB")),
                Outcome.FAILED,
                "of container two of web/1 'memory limit' is 32MiB, was 64MiB");
        says(
                KEPT,
                endsWith(with("label tier", "front")),
                Outcome.FAILED,
                "of container two of web/1 'label tier' is front, was not there");
        says(
                KEPT,
                endsWith(with("environment KEY", VEIL.over("other"))),
                Outcome.FAILED,
                "of container two of web/1 'environment KEY' is another one");
        says(
                KEPT,
                endsWith(without("environment KEY")),
                Outcome.FAILED,
                "of container two of web/1 'environment KEY' is missing");
    }

    @Test
    void of_each_container_the_last_look_counts() {
        assertThat(outcome(KEPT, REPLACED.replace(at(2_600), seen("two", without("memory limit")))))
                .isEqualTo(Outcome.PASSED);
        Story between = REPLACED.line(2_200, Story.event(2_200, "start", "half", Map.of()))
                .line(2_300, seen("half", without("image")))
                .line(2_400, Story.event(2_400, "die", "half", Map.of("exitCode", "1")));
        assertThat(outcome(KEPT, between)).isEqualTo(Outcome.FAILED);
    }

    @Test
    void the_same_container_may_have_been_changed_as_well() {
        Story same = Story.crash().line(200, seen("one", SETTINGS)).line(10_000, seen("one", SETTINGS));

        says(KEPT, same, Outcome.PASSED, "all 3 settings of web/1 are as they were, in the same container");
        assertThat(outcome(KEPT, same.line(11_000, seen("one", without("memory limit")))))
                .isEqualTo(Outcome.FAILED);
    }

    @Test
    void where_nobody_looked_nothing_is_proved() {
        says(
                KEPT,
                REPLACED.without(event -> event.equals(seen("one", SETTINGS))),
                Outcome.UNPROVEN,
                "nobody looked at the settings of web/1 before 'killed'");
        says(
                KEPT,
                REPLACED.without(event -> event.equals(seen("two", SETTINGS))),
                Outcome.UNPROVEN,
                "nobody looked at the settings of container two of web/1");
        says(
                KEPT,
                Story.crash().line(200, seen("one", SETTINGS)),
                Outcome.UNPROVEN,
                "nobody looked at the settings of web/1 after 'killed'");
        says(
                KEPT,
                REPLACED.line(3_000, Story.event(3_000, "start", "three", Map.of())),
                Outcome.UNPROVEN,
                "nobody looked at the settings of container three of web/1");
        says(
                KEPT,
                REPLACED.without(event -> event instanceof Event.PhaseBegan began && began.phase() == Phase.REMOVE),
                Outcome.UNPROVEN,
                "the journal breaks off, so nobody looked at the settings of web/1 at the end");
        says(
                KEPT,
                endsWith(with("…", "[cut, of 2000 items]")),
                Outcome.UNPROVEN,
                "the settings of container two of web/1 are too many to be compared");
        // What the harness removes in the end does not count.
        assertThat(outcome(KEPT, REPLACED.line(9_100, seen("two", Map.of())))).isEqualTo(Outcome.PASSED);
    }

    @Test
    void without_a_disruption_they_are_what_they_were_at_first() {
        KeepsSettings ever = new KeepsSettings(SERVICE, Optional.empty());

        says(ever, REPLACED, Outcome.PASSED, "all 3 settings of web/1 are as they were, in a new container");
        assertThat(ever.claim()).isEqualTo("every replica of 'web' keeps its settings");
        assertThat(KEPT.claim()).isEqualTo("every replica of 'web' keeps its settings after 'killed'");
        says(
                ever,
                Story.begins().line(200, seen("one", SETTINGS)).ends(9_000),
                Outcome.UNPROVEN,
                "nobody looked at the settings of web/1 a second time");
        assertThat(outcome(ever, endsWith(without("image")))).isEqualTo(Outcome.FAILED);
    }
}
