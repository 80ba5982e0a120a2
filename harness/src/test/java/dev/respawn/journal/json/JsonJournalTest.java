package dev.respawn.journal.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.respawn.journal.Entry;
import dev.respawn.journal.Event;
import dev.respawn.model.EngineEvent;
import dev.respawn.model.HostId;
import dev.respawn.model.Target;
import dev.respawn.model.WayBack;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonJournalTest {
    private static final Instant NOON = Instant.parse("2026-01-31T12:00:00.123456789Z");
    private static final InstantSource CLOCK = InstantSource.fixed(NOON);

    @TempDir
    Path directory;

    @Test
    void what_is_masked_is_masked_before_it_is_cut_and_a_way_back_never_is(@TempDir Path scratch) throws IOException {
        Path path = scratch.resolve("masked.jsonl");
        WayBack.Undo undo = new WayBack.Undo("restore-file", Map.of("path", "/srv/hunter2/file"));
        String half = "x".repeat(Codec.CUTS.get(0).characters() - 4);
        try (JsonJournal journal = JsonJournal.create(
                path,
                InstantSource.fixed(Instant.EPOCH),
                JsonJournal.Limits.DEFAULT,
                text -> text.replace("hunter2", "***"))) {
            journal.append(new Event.Noted("login hunter2"));
            journal.append(new Event.Noted(half + "hunter2"));
            journal.append(new Event.WayBackKept("gone", Target.parse("web/1"), undo));
        }

        List<Entry> entries = JsonJournal.read(path).entries();
        assertThat(entries.get(0).event()).isEqualTo(new Event.Noted("login ***"));
        assertThat(entries.get(2).event()).isEqualTo(new Event.WayBackKept("gone", Target.parse("web/1"), undo));
        assertThat(Files.readString(path).replace("/srv/hunter2/file", "")).doesNotContain("hunt");
    }

    @Test
    void every_event_is_read_as_it_was_written() throws Exception {
        List<Event> events =
                Examples.of(Event.class).stream().map(Event.class::cast).toList();
        assertThat(events.stream().map(Object::getClass).distinct().toList())
                .containsExactlyInAnyOrder(Event.class.getPermittedSubclasses());
        try (JsonJournal journal = JsonJournal.create(file(), CLOCK)) {
            events.forEach(journal::append);
        }

        JsonJournal.Contents contents = JsonJournal.read(file());

        assertThat(contents.entries().stream().map(Entry::event).toList()).isEqualTo(events);
        assertThat(contents.entries().stream().map(Entry::seq).toList())
                .isEqualTo(LongStream.rangeClosed(1, events.size()).boxed().toList());
        assertThat(contents.entries()).allMatch(entry -> entry.at().equals(NOON));
        assertThat(contents.torn()).isEmpty();
    }

    @Test
    void an_entry_looks_like_this() throws Exception {
        try (JsonJournal journal = JsonJournal.create(file(), CLOCK)) {
            journal.append(new Event.EngineSaid(
                    new HostId("local"),
                    NOON,
                    Optional.of(Target.parse("web/1")),
                    new EngineEvent(NOON, "container", "die", "c0ffee", Map.of("exitCode", "137", "b", "\n"), false)));
            journal.appendDurably(new Event.HostFound(new HostId("local"), Map.of(), Duration.ofNanos(-1_500_000)));
        }

        assertThat(Files.readString(file())).isEqualTo("""
                {"seq":1,"at":"2026-01-31T12:00:00.123456789Z","event":{"kind":"engine-said","host":"local",\
                "at":"2026-01-31T12:00:00.123456789Z","target":"web/1","said":{"time":"2026-01-31T12:00:00.123456789Z",\
                "type":"container","action":"die","id":"c0ffee","attributes":{"b":"\\n","exitCode":"137"},\
                "reconstructed":false}}}
                {"seq":2,"at":"2026-01-31T12:00:00.123456789Z","event":{"kind":"host-found","host":"local","facts":{},\
                "clock-offset":"-1500us"}}
                """);
    }

    @Test
    void a_clock_far_off_is_read_back_to_the_nanosecond() throws Exception {
        Duration odd = Duration.ofDays(400).plusNanos(1).negated();
        Event found = new Event.HostFound(new HostId("local"), Map.of(), odd);
        try (JsonJournal journal = JsonJournal.create(file(), CLOCK)) {
            journal.append(found);
        }

        assertThat(JsonJournal.read(file()).entries()).containsExactly(new Entry(1, NOON, found));
    }

    @Test
    void long_foreign_texts_are_cut_with_a_mark_and_the_exit_code_survives() throws Exception {
        Map<String, String> labels = new TreeMap<>();
        IntStream.range(0, 5_000).forEach(i -> labels.put("label-" + i, "\u0001".repeat(500)));
        labels.put("exitCode", "137");
        labels.put("zz", "x".repeat(200_000));
        try (JsonJournal journal = JsonJournal.create(file(), CLOCK)) {
            journal.append(new Event.SupervisorSaid("y".repeat(100_000)));
            journal.append(new Event.EngineSaid(
                    new HostId("local"),
                    NOON,
                    Optional.empty(),
                    new EngineEvent(NOON, "container", "die", "c0ffee", labels, false)));
        }

        assertThat(Files.readAllLines(file())).allMatch(line -> line.length() < 64 * 1024);
        List<Entry> entries = JsonJournal.read(file()).entries();
        assertThat(((Event.SupervisorSaid) entries.get(0).event()).text())
                .isEqualTo("y".repeat(8_192) + "… [cut, of 100000 characters]");
        EngineEvent said = ((Event.EngineSaid) entries.get(1).event()).said();
        assertThat(said.exitCode()).contains(137);
        assertThat(said.attributes()).containsEntry("…", "[cut, of 5002 items]");
    }

    @Test
    void the_hardest_cut_always_fits() {
        String hostile = "\u0001".repeat(2_000);
        Map<String, String> many = new TreeMap<>();
        IntStream.range(0, 2_000).forEach(i -> many.put(hostile + i, hostile));

        byte[] wayBack = JsonJournal.line(
                new Entry(
                        Long.MAX_VALUE,
                        Instant.MAX,
                        new Event.WayBackKept(hostile, Target.parse("web/1"), new WayBack.Undo(hostile, many))),
                Codec.SHORTEST_LIMIT);
        byte[] residue = JsonJournal.line(
                new Entry(
                        1,
                        NOON,
                        new Event.ResidueChecked(
                                Collections.nCopies(3_000, hostile), Collections.nCopies(3_000, hostile))),
                Codec.SHORTEST_LIMIT);

        assertThat(wayBack.length).isLessThanOrEqualTo(Codec.SHORTEST_LIMIT);
        assertThat(residue.length).isLessThanOrEqualTo(Codec.SHORTEST_LIMIT);
    }

    @Test
    void half_a_character_is_replaced() throws Exception {
        try (JsonJournal journal = JsonJournal.create(file(), CLOCK)) {
            journal.append(new Event.Noted("a\ud800b"));
        }

        assertThat(JsonJournal.read(file()).entries().get(0).event()).isEqualTo(new Event.Noted("a\ufffdb"));
    }

    @Test
    void many_threads_write_one_order_without_gaps() throws Exception {
        CountDownLatch together = new CountDownLatch(1);
        try (JsonJournal journal = JsonJournal.create(file(), CLOCK)) {
            List<Thread> threads = IntStream.range(0, 4)
                    .mapToObj(t -> new Thread(() -> {
                        awaitQuietly(together);
                        IntStream.range(0, 250).forEach(i -> journal.append(new Event.Noted(t + " " + i)));
                    }))
                    .toList();
            threads.forEach(Thread::start);
            together.countDown();
            for (Thread thread : threads) {
                thread.join();
            }
        }

        assertThat(JsonJournal.read(file()).entries()).hasSize(1_000);
    }

    @Test
    void an_interrupted_thread_still_writes_and_does_not_close_the_journal() throws Exception {
        try (JsonJournal journal = JsonJournal.create(file(), CLOCK)) {
            Thread.currentThread().interrupt();
            journal.appendDurably(new Event.Noted("interrupted"));
            assertThat(Thread.interrupted()).isTrue();
            journal.append(new Event.Noted("after"));
        }

        assertThat(JsonJournal.read(file()).entries()).hasSize(2);
    }

    @Test
    void a_full_journal_keeps_room_for_what_must_be_durable() throws Exception {
        JsonJournal.Limits limits = new JsonJournal.Limits(JsonJournal.Limits.RESERVED + 2, 64 * 1024);
        try (JsonJournal journal = JsonJournal.create(file(), CLOCK, limits)) {
            journal.append(new Event.Noted("1"));
            journal.append(new Event.Noted("2"));

            assertThatThrownBy(() -> journal.append(new Event.Noted("3")))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("is full: it has 2 entries, and the most is 1002"
                            + " (of which 1000 are kept for what must be durable)");
            assertThat(journal.appendDurably(new Event.Noted("undo"))).isEqualTo(3);
        }
    }

    @Test
    void after_a_write_that_failed_only_what_must_be_durable_is_taken() throws Exception {
        // A file may have 8 KiB there: the long entry does not fit, and the short ones behind it would.
        Process process = new ProcessBuilder(
                        "bash",
                        "-c",
                        "ulimit -f 8; exec \"$@\"",
                        "bash",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:-UsePerfData",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LittleRoom.class.getName(),
                        file().toString())
                .redirectErrorStream(true)
                .start();

        assertThat(new String(process.getInputStream().readAllBytes(), UTF_8)).matches("""
                        journal '.*' could not be written: File too large
                        journal '.*' takes only what must be durable any more: an earlier write failed: File too large
                        """);
        assertThat(JsonJournal.read(file()).entries())
                .extracting(Entry::event)
                .containsExactly(new Event.Noted("short"), new Event.Noted("undone"));
    }

    /** A process whose files may not become long. */
    static final class LittleRoom {
        private LittleRoom() {}

        public static void main(String[] arguments) throws IOException {
            try (JsonJournal journal = JsonJournal.create(Path.of(arguments[0]), CLOCK)) {
                journal.append(new Event.Noted("short"));
                for (String text : List.of("long".repeat(5_000), "short")) {
                    try {
                        journal.append(new Event.Noted(text));
                    } catch (UncheckedIOException e) {
                        System.out.println(e.getMessage());
                    }
                }
                journal.appendDurably(new Event.Noted("undone"));
            }
        }
    }

    @Test
    void a_closed_journal_says_so() throws Exception {
        JsonJournal journal = JsonJournal.create(file(), CLOCK);
        journal.close();

        assertThatThrownBy(() -> journal.append(new Event.Noted("late"))).isInstanceOf(UncheckedIOException.class);
    }

    @Test
    void a_journal_that_is_there_is_not_overwritten() throws Exception {
        Files.writeString(file(), "mine");

        assertThatThrownBy(() -> JsonJournal.create(file(), CLOCK)).isInstanceOf(IOException.class);
        assertThat(Files.readString(file())).isEqualTo("mine");
    }

    @Test
    void a_torn_last_line_is_left_out_and_told() throws Exception {
        write(2);
        Files.writeString(file(), Files.readString(file()) + "{\"seq\":3,\"at\":\"20");

        JsonJournal.Contents contents = JsonJournal.read(file());

        assertThat(contents.entries()).hasSize(2);
        assertThat(contents.torn())
                .contains("journal.jsonl:3: the last line is torn after 17 bytes and was left out;"
                        + " its writer was ended in the middle of it");
    }

    @Test
    void a_journal_is_resumed_after_its_torn_line() throws Exception {
        write(2);
        Files.writeString(file(), Files.readString(file()) + "{\"seq\":3,\"at\":\"20");

        try (JsonJournal journal = JsonJournal.resume(file(), CLOCK)) {
            assertThat(journal.append(new Event.Noted("again"))).isEqualTo(3);
        }

        assertThat(JsonJournal.read(file()).entries().get(2).event()).isEqualTo(new Event.Noted("again"));
        assertThat(JsonJournal.read(file()).torn()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"seq\":2,\"at\":\"2026-01-31T12:00:00Z\",\"event\":{\"kind\":\"noted\",\"text\":\"\"}}"
                        + "| entry 2 stands where entry 1 was wanted",
                "{\"seq\":1,\"at\":\"2026-01-31T12:00:00Z\"}| the entry has no 'event'",
                "{\"seq\":1,\"at\":\"noon\",\"event\":{}}"
                        + "| 'at' is 'noon'; wanted a time such as 2026-01-31T12:00:00Z",
                "{\"seq\":1,\"at\":\"2026-01-31T12:00:00Z\",\"event\":[]}| the event is a list; wanted an object",
                "{\"seq\":1,\"at\":\"2026-01-31T12:00:00Z\",\"event\":{\"text\":\"\"}}| the event has no 'kind'",
                "{\"seq\":1,\"at\":\"2026-01-31T12:00:00Z\",\"event\":{\"kind\":\"noted\"}}| 'noted' has no 'text'",
                "{\"seq\":1,\"at\":\"2026-01-31T12:00:00Z\",\"event\":{\"kind\":\"noted\",\"text\":5}}"
                        + "| 'text' of 'noted' is '5'; wanted text",
                "{\"seq\":1,\"at\":\"2026-01-31T12:00:00Z\",\"event\":{\"kind\":\"noted\",\"text\":\"\",\"x\":1}}"
                        + "| 'noted' has no place for 'x'",
                "{\"seq\":1,\"at\":\"2026-01-31T12:00:00Z\",\"event\":{\"kind\":\"phase-began\",\"phase\":\"rest\"}}"
                        + "| 'phase' of 'phase-began' is 'rest'; wanted one of begin, deploy, disrupt, observe, prepare,"
                        + " remove, undo",
                "{\"seq\":1,\"seq\":1}| no JSON: Duplicate field 'seq' for `ObjectNode`: not allowed when"
                        + " `DeserializationFeature.FAIL_ON_READING_DUP_…",
                "[]| the line is a list; wanted an object",
                "1 2| no JSON: Trailing token (of type VALUE_NUMBER_INT) found after value (bound as `JsonNode`…",
            })
    void what_is_malformed_is_one_line_with_its_place(String line, String message) throws Exception {
        Files.writeString(file(), line + "\n");

        assertThatThrownBy(() -> JsonJournal.read(file()))
                .isInstanceOf(JournalProblem.class)
                .hasMessageStartingWith("journal.jsonl:1: ")
                .hasMessageNotContaining("\n")
                .satisfies(e -> assertThat(String.valueOf(e.getMessage()).substring(17))
                        .startsWith(message.substring(0, Math.min(50, message.length()))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\u0000",
                "null",
                "{",
                "{\"seq\":1e999999999,\"at\":\"2026-01-31T12:00:00Z\",\"event\":{}}",
                "{\"seq\":99999999999999999999999,\"at\":\"2026-01-31T12:00:00Z\",\"event\":{}}",
                "{\"seq\":1,\"at\":\"+1000000000-12-31T23:59:59.999999999Z\",\"event\":{\"kind\":\"java.lang.Runtime\"}}",
                "{\"seq\":1,\"at\":\"2026-01-31T12:00:00Z\",\"event\":{\"kind\":\"seen-absent\",\"target\":\"web/0\",\"proof\":\"\"}}",
                "{\"seq\":1,\"at\":\"2026-01-31T12:00:00Z\",\"event\":{\"kind\":\"seen-absent\",\"target\":\"link:link:link:\",\"proof\":\"\"}}",
                "{\"seq\":1,\"at\":\"2026-01-31T12:00:00Z\",\"event\":{\"kind\":\"fault-injected\",\"disruption\":\"d\","
                        + "\"target\":\"web/1\",\"on\":{},\"witness\":{\"kind\":\"arrived\",\"evidence\":[]}}}",
                "{\"seq\":1,\"at\":\"2026-01-31T12:00:00Z\",\"event\":{\"kind\":\"host-found\",\"host\":\"a\",\"facts\":{},"
                        + "\"clock-offset\":\"999999999h\"}}",
            })
    void what_is_hostile_is_a_problem_and_never_another_exception(String line) throws Exception {
        write(1);
        Files.writeString(file(), line.replace("\"seq\":1,", "\"seq\":2,") + "\n", StandardOpenOption.APPEND);

        assertThatThrownBy(() -> JsonJournal.read(file()))
                .isInstanceOf(JournalProblem.class)
                .hasMessageStartingWith("journal.jsonl:2: ")
                .hasMessageMatching("\\P{Cntrl}+");
    }

    @Test
    void a_record_that_refuses_its_values_is_told_with_its_own_words() throws Exception {
        Files.writeString(
                file(),
                "{\"seq\":1,\"at\":\"2026-01-31T12:00:00Z\",\"event\":{\"kind\":\"fault-injected\",\"disruption\":\"d\","
                        + "\"target\":\"web/1\",\"on\":{\"host\":\"h\",\"id\":\"c\",\"pid\":1,"
                        + "\"pid-start\":\"2026-01-31T12:00:00Z\",\"image\":\"i\",\"address\":\"\"},"
                        + "\"witness\":{\"kind\":\"arrived\",\"evidence\":[]}}}\n");

        assertThatThrownBy(() -> JsonJournal.read(file()))
                .isInstanceOf(JournalProblem.class)
                .hasMessage("journal.jsonl:1: 'arrived' cannot be: a witness" + " without evidence; say NotSeen");
    }

    @Test
    void bytes_that_are_no_text_and_lines_without_end_are_problems() throws Exception {
        Files.write(file(), new byte[] {'"', (byte) 0xC3, (byte) 0x28, '"', '\n'});
        assertThatThrownBy(() -> JsonJournal.read(file())).hasMessage("journal.jsonl:1: the line is not UTF-8");

        Files.write(file(), "x".repeat((1 << 20) + 1).getBytes(UTF_8));
        assertThatThrownBy(() -> JsonJournal.read(file())).hasMessage("journal.jsonl:1: a line of more than 1MiB");

        Files.write(file(), ("[".repeat(100_000) + "\n").getBytes(UTF_8));
        assertThatThrownBy(() -> JsonJournal.read(file()))
                .isInstanceOf(JournalProblem.class)
                .hasMessageContaining("no JSON: Document nesting depth (33) exceeds the maximum allowed");
    }

    @Test
    void a_target_nested_deeper_than_the_stack_is_a_problem() throws Exception {
        Files.writeString(
                file(),
                "{\"seq\":1,\"at\":\"2026-01-31T12:00:00Z\",\"event\":{\"kind\":\"seen-absent\",\"target\":\""
                        + "link:".repeat(100_000) + ">\",\"proof\":\"\"}}\n");

        assertThatThrownBy(() -> JsonJournal.read(file()))
                .isInstanceOf(JournalProblem.class)
                .hasMessageEndingWith("…'; wanted a target such as web/1");
    }

    @Test
    void a_missing_entry_is_noticed() throws Exception {
        write(3);
        List<String> lines = Files.readAllLines(file());
        Files.write(file(), List.of(lines.get(0), lines.get(2)));

        assertThatThrownBy(() -> JsonJournal.read(file()))
                .hasMessage("journal.jsonl:2: entry 3 stands where entry 2 was wanted");
    }

    private Path file() {
        return directory.resolve("journal.jsonl");
    }

    private void write(int entries) throws IOException {
        Files.deleteIfExists(file());
        try (JsonJournal journal = JsonJournal.create(file(), CLOCK)) {
            IntStream.range(0, entries).forEach(i -> journal.append(new Event.Noted("note " + i)));
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Values of any type that occurs in the journal: of a sealed family every member, of an Optional both forms. */
    private static final class Examples {
        static List<?> of(Type type) {
            Class<?> raw = (Class<?>) (type instanceof ParameterizedType generic ? generic.getRawType() : type);
            if (raw == Target.class) {
                return List.of(
                        Target.parse("web/1"),
                        Target.parse("engine:local"),
                        Target.parse("machine:vm-1"),
                        Target.parse("link:web/1>db/2"));
            } else if (raw == String.class) {
                return List.of("", "plain", "\"quoted\\\n\u2028 \ud83d\ude00");
            } else if (raw == int.class) {
                return List.of(0, -1, Integer.MAX_VALUE);
            } else if (raw == long.class || raw == Long.class) {
                return List.of(0L, Long.MIN_VALUE);
            } else if (raw == boolean.class) {
                return List.of(true, false);
            } else if (raw == Instant.class) {
                return List.of(NOON, Instant.EPOCH);
            } else if (raw == Duration.class) {
                return List.of(Duration.ZERO, Duration.ofNanos(-1), Duration.ofMillis(1_500));
            } else if (raw == HostId.class) {
                return List.of(new HostId("local"));
            } else if (raw == List.class) {
                return List.of(of(argument(type)));
            } else if (raw == Map.class) {
                return List.of(Map.of("a", "1", "b", ""), Map.of());
            } else if (raw == Optional.class) {
                List<Object> both = new ArrayList<>(List.of(Optional.empty()));
                of(argument(type)).forEach(value -> both.add(Optional.of(value)));
                return both;
            } else if (raw.isEnum()) {
                return Arrays.asList(raw.getEnumConstants());
            } else if (raw.isSealed()) {
                return Arrays.stream(raw.getPermittedSubclasses())
                        .flatMap(member -> of(member).stream())
                        .toList();
            }
            return records(raw);
        }

        private static Type argument(Type type) {
            return ((ParameterizedType) type).getActualTypeArguments()[0];
        }

        /** One with the first example of each component, and one for every other example. */
        private static List<Object> records(Class<?> type) {
            RecordComponent[] components = type.getRecordComponents();
            List<Object[]> all = new ArrayList<>();
            all.add(new Object[components.length]);
            for (int i = 0; i < components.length; i++) {
                List<?> examples = of(components[i].getGenericType());
                for (Object[] values : all) {
                    values[i] = examples.get(0);
                }
                for (Object other : examples.subList(1, examples.size())) {
                    Object[] values = all.get(0).clone();
                    values[i] = other;
                    all.add(values);
                }
            }
            return all.stream().map(values -> make(type, components, values)).toList();
        }

        private static Object make(Class<?> type, RecordComponent[] components, Object[] values) {
            try {
                return type.getDeclaredConstructor(Arrays.stream(components)
                                .map(RecordComponent::getType)
                                .toArray(Class<?>[]::new))
                        .newInstance(values);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
