package dev.respawn.expect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.respawn.catalogue.Reading;
import dev.respawn.contract.Promise.As;
import dev.respawn.model.ByteSize;
import dev.respawn.model.ServiceName;
import dev.respawn.yaml.Node;
import dev.respawn.yaml.Place;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ExpectationTest {
    private static final Place SOMEWHERE = new Place("scenario.yaml", 1, 1);
    private static final List<Expectation> ALL = List.of(
            new BacksOff(
                    Optional.of(new ServiceName("web")),
                    Optional.of("killed"),
                    5,
                    true,
                    Optional.of(Duration.ofSeconds(40))),
            new ComesBack("killed", As.NEW_CONTAINER, Duration.ofSeconds(2)),
            new EventsInOrder(
                    new ServiceName("web"),
                    List.of(
                            EventPattern.Group.of(EventPattern.Step.parse("kill(15)")),
                            new EventPattern.Group(List.of(
                                    EventPattern.Step.parse("health_status(healthy)"),
                                    EventPattern.Step.parse("die(143)?")))),
                    Optional.of("killed"),
                    Optional.of("killed"),
                    List.of("oom"),
                    true,
                    Duration.ofSeconds(9)),
            new Exits(
                    "killed",
                    137,
                    Optional.of(new Exits.Took(Optional.of(Duration.ofSeconds(3)), Optional.empty())),
                    Optional.of(Duration.ofSeconds(9))),
            new HealthBecomes(
                    new ServiceName("web"),
                    HealthBecomes.Is.UNHEALTHY,
                    Optional.of("killed"),
                    Duration.ofSeconds(5),
                    Optional.of(3),
                    Optional.of("refused")),
            new IsRemoved(Optional.of(new ServiceName("web")), Optional.of("killed"), Duration.ofSeconds(9)),
            new KeepsContract(),
            new KeepsFile(new ServiceName("web"), "/data/x", Optional.of("killed"), Optional.of("hello\n"), false),
            new KeepsSettings(new ServiceName("web"), Optional.of("killed")),
            new KeepsVolume(new ServiceName("web"), "/data", "killed", true),
            new MemoryStaysUnder(new ServiceName("web"), ByteSize.parse("64MiB")),
            new OomKilled(Optional.of(new ServiceName("web")), Optional.of("killed"), true),
            new Recovers(
                    "home",
                    Optional.of("killed"),
                    Duration.ofSeconds(3),
                    Duration.ofSeconds(2),
                    Optional.of(Duration.ofMillis(100))),
            new RestartCount(Optional.of(new ServiceName("web")), Optional.empty(), 1),
            new Says(
                    new ServiceName("web"),
                    "ready",
                    Optional.of("killed"),
                    new Says.Times(Optional.of(1), Optional.of(2))),
            new StartFails(new ServiceName("web"), 127, Optional.of("not found")),
            new StaysDown("killed", Duration.ofSeconds(5)),
            new StaysSingle(new ServiceName("web")),
            new StaysUp("home", Optional.of(0.999), Optional.of(Duration.ofMillis(100))));

    @Test
    void every_word_is_read_as_it_was_written() {
        assertThat(ALL.stream().map(Expectation.catalogue()::nameOf).toList())
                .isEqualTo(Expectation.catalogue().words().stream()
                        .map(word -> word.name())
                        // Those that other tests bring along.
                        .filter(name -> !name.startsWith("test-"))
                        .toList());
        for (Expectation expectation : ALL) {
            Reading reading = new Reading();
            reading.gives(Reading.Space.DISRUPTION, "killed", SOMEWHERE);
            reading.gives(Reading.Space.PROBE, "home", SOMEWHERE);
            reading.gives(Reading.Space.SERVICE, "web", SOMEWHERE);

            Optional<Expectation> read =
                    Expectation.catalogue().read(node(Expectation.catalogue().write(expectation)), reading);

            assertThat(reading.mistakes()).isEmpty();
            assertThat(read).contains(expectation);
        }
    }

    @Test
    void a_share_is_written_in_percent() {
        assertThat(Expectation.catalogue().write(ALL.get(ALL.size() - 1)))
                .isEqualTo(Map.of("stays-up", Map.of("probe", "home", "share", "99.9%", "longest-gap", "100ms")));
    }

    @Test
    void an_event_is_written_as_it_is_told_and_several_under_any_order() {
        assertThat(Expectation.catalogue().write(ALL.get(2)))
                .isEqualTo(Map.of(
                        "events-in-order",
                        Map.of(
                                "service", "web",
                                "events",
                                        List.of(
                                                "kill(15)",
                                                Map.of("any-order", List.of("health_status(healthy)", "die(143)?"))),
                                "after", "killed",
                                "before", "killed",
                                "ignoring", List.of("oom"),
                                "asked-again", true,
                                "for", "9s")));
    }

    @Test
    void what_nothing_can_be_is_refused() {
        assertThatThrownBy(() -> new StaysUp("home", Optional.of(1.01), Optional.empty()))
                .hasMessage("a share of 101%; wanted more than 0% and at most 100%");
        assertThatThrownBy(() -> new Exits.Took(Optional.of(Duration.ofSeconds(3)), Optional.of(Duration.ofSeconds(1))))
                .hasMessage("'took' wants at least 3s and at most 1s, which nothing can be");
        assertThatThrownBy(() -> new Exits("killed", 256)).hasMessage("an exit code of 256; they go from 0 to 255");
    }

    private static Node node(Object data) {
        if (data instanceof Map<?, ?> map) {
            return new Node.Mapping(
                    map.entrySet().stream()
                            .map(e -> new Node.Pair(e.getKey().toString(), SOMEWHERE, node(e.getValue())))
                            .toList(),
                    SOMEWHERE);
        }
        if (data instanceof List<?> list) {
            return new Node.Sequence(list.stream().map(ExpectationTest::node).toList(), SOMEWHERE);
        }
        return new Node.Scalar(data.toString(), false, SOMEWHERE);
    }
}
