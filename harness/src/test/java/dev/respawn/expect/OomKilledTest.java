package dev.respawn.expect;

import static dev.respawn.expect.Judged.outcome;
import static dev.respawn.expect.Judged.says;
import static dev.respawn.expect.Story.HOST;
import static dev.respawn.expect.Story.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.respawn.journal.Event;
import dev.respawn.model.Outcome;
import dev.respawn.model.Phase;
import dev.respawn.model.ServiceName;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OomKilledTest {
    private static final OomKilled WAS = new OomKilled(Optional.empty(), Optional.of("killed"), true);
    private static final OomKilled WAS_NOT = new OomKilled(Optional.empty(), Optional.of("killed"), false);
    private static final String NONE =
            "no process of web/1 was killed for want of memory: no event, no flag, and nothing of the kernel";

    // A SIGKILL at 2 s: 137 like an OOM, and the flag seen right after it and at the end.
    private static final Story KILLED =
            Story.crash().line(2_050, Story.seenEvent("one", 0, 137, 1)).replace(at(0), host("26.1.5", "1", "1.7.24"));

    @Test
    void each_source_proves_it_alone() {
        Story event = KILLED.said(2_005, "oom", Map.of());
        Story kernel = KILLED.killed(2_005, 100);
        Story flag = KILLED.replace(at(2_050), Story.seenEvent("one", 0, 137, 1, true));

        says(WAS, event, Outcome.PASSED, "a process of web/1 was killed for want of memory, says the engine's event");
        says(WAS, kernel, Outcome.PASSED, "a process of web/1 was killed for want of memory, says the kernel");
        says(
                WAS,
                flag.killed(2_005, 0),
                Outcome.PASSED,
                "a process of web/1 was killed for want of memory, says the kernel, and so does the engine's flag");
        for (Story story : new Story[] {event, kernel, flag}) {
            assertThat(outcome(WAS, story)).isEqualTo(Outcome.PASSED);
            assertThat(outcome(WAS_NOT, story)).isEqualTo(Outcome.FAILED);
        }
    }

    @Test
    void a_kill_is_told_apart_from_it_where_all_sources_were_there_and_silent() {
        says(WAS_NOT, KILLED, Outcome.PASSED, NONE);
        says(WAS, KILLED, Outcome.FAILED, NONE);
    }

    @Test
    void where_a_source_is_missing_its_silence_proves_nothing() {
        unproven(
                KILLED.blind(1_950, 1_990).blind(2_500, 2_600),
                "the event stream of 'local' was away while web/1 should have been watched");
        unproven(
                KILLED.without(event -> event.equals(Story.seenEvent("one", 0, 137, 1))),
                "nobody saw the flag of web/1 between its death and what came then");
        unproven(
                KILLED.without(event -> event.equals(Story.seenEvent("one", 200, 0, 1))),
                "nobody saw the flag of web/1 at the end");
        unproven(
                KILLED.without(event -> event instanceof Event.PhaseBegan began && began.phase() == Phase.REMOVE),
                "the journal breaks off, so its flag was not seen at the end");
        unproven(
                KILLED.replace(at(0), host("20.10.24", "1", "1.6.20")),
                "web/1 still runs, and this engine sets its flag only when it ends");
        unproven(
                KILLED.replace(at(0), host("26.1.5", "2", "1.7.24")),
                "on cgroup v2 this engine's flag may be missing although a process was killed");
        assertThat(outcome(WAS_NOT, KILLED.replace(at(0), host("29.0.0", "2", "2.3.1"))))
                .isEqualTo(Outcome.PASSED);
        unproven(
                KILLED.without(event -> event instanceof Event.Deployed).said(1_800, "start", Map.of()),
                "web/1 died so soon after its start that neither event nor flag need be there");
    }

    @Test
    void of_a_child_no_death_is_needed() {
        Story child = Story.begins()
                .replace(at(0), host("26.1.5", "1", "1.7.24"))
                .intended(2_000)
                .arrived(2_030)
                .seen(9_000, "one", 100, 0, 0)
                .ends(20_000);

        assertThat(outcome(WAS, child.said(2_010, "oom", Map.of()))).isEqualTo(Outcome.PASSED);
        assertThat(outcome(WAS, child.killed(2_010, 107))).isEqualTo(Outcome.PASSED);
        assertThat(outcome(WAS, child.replace(at(9_000), Story.seenEvent("one", 100, 0, 0, true))))
                .isEqualTo(Outcome.PASSED);
        assertThat(outcome(WAS_NOT, child)).isEqualTo(Outcome.PASSED);
    }

    @Test
    void what_was_before_the_disruption_does_not_count_nor_does_a_flag_that_stays() {
        assertThat(outcome(WAS, KILLED.said(1_500, "oom", Map.of()))).isEqualTo(Outcome.FAILED);
        // Ground truth 55: an old flag.
        Story sticky = KILLED.line(1_500, Story.seenEvent("one", 100, 0, 0, true))
                .replace(at(2_050), Story.seenEvent("one", 0, 137, 1, true))
                .replace(at(2_300), Story.seenEvent("one", 200, 0, 1, true))
                .replace(at(9_000), Story.seenEvent("one", 200, 0, 1, true));
        assertThat(outcome(WAS, sticky)).isEqualTo(Outcome.FAILED);
        assertThat(outcome(new OomKilled(Optional.of(new ServiceName("web")), Optional.empty(), true), sticky))
                .isEqualTo(Outcome.PASSED);
    }

    @Test
    void it_is_said_of_whom() {
        assertThatThrownBy(() -> new OomKilled(Optional.empty(), Optional.empty(), true))
                .hasMessage("'oom-killed' does not say of whom; add 'service', 'after' or both");
        says(
                WAS,
                KILLED.without(event -> event instanceof Event.FaultIntended),
                Outcome.UNPROVEN,
                "'killed' was never injected into web/1");
    }

    private static Event host(String engine, String cgroup, String containerd) {
        return new Event.HostFound(
                HOST,
                Map.of("engine", engine, "cgroup", cgroup, "containerd", containerd, "live-restore", "false"),
                Duration.ZERO);
    }

    private static void unproven(Story story, String reason) {
        says(WAS, story, Outcome.UNPROVEN, reason);
        says(WAS_NOT, story, Outcome.UNPROVEN, reason);
    }
}
