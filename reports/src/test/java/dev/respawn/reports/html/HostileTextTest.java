package dev.respawn.reports.html;

import static org.assertj.core.api.Assertions.assertThat;

import dev.respawn.journal.Entry;
import dev.respawn.journal.Event;
import dev.respawn.model.HostId;
import dev.respawn.model.Target;
import dev.respawn.report.Report;
import dev.respawn.reports.Runs;
import dev.respawn.reports.Told;
import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class HostileTextTest {
    /** Ends every context that HTML has, and turns the text around for a reader. */
    static final String HOSTILE =
            "\"'></td></style></title><script>alert(1)</script><img src=x onerror=alert(2)>&lt;\u202e\u0007\ud800";

    @Test
    void no_text_of_any_event_becomes_markup() {
        // Every kind of event that there is, each text of it hostile, found by its record components.
        List<Event> events = new ArrayList<>();
        for (Class<?> type : Event.class.getPermittedSubclasses()) {
            events.addAll(made(type).stream().map(Event.class::cast).toList());
        }
        assertThat(events).hasSizeGreaterThan(25);
        List<Entry> journal = new ArrayList<>();
        for (Event event : events) {
            journal.add(new Entry(journal.size() + 1L, Instant.EPOCH.plusMillis(journal.size()), event));
        }
        Report some = Runs.killedAndBack();

        String page = HtmlReporter.page(new Report(some.run(), some.plan(), journal, some.verdict()));

        assertClean(page);
        assertThat(page).contains("\\u202e\\u0007\\ud800");
    }

    @Test
    void no_text_of_plan_or_verdict_becomes_markup() {
        String page = HtmlReporter.page(Runs.hostile());

        assertClean(page);
        assertThat(page).contains("&lt;script&gt;alert(1)&lt;/script&gt;");
    }

    @Test
    void every_event_has_words_of_its_own() {
        for (Class<?> type : Event.class.getPermittedSubclasses()) {
            for (Object event : made(type)) {
                assertThat(EventWords.of((Event) event).source())
                        .as(type.getSimpleName())
                        .isNotEqualTo("journal");
            }
        }
    }

    static void assertClean(String page) {
        // Only elements of ours, and the text between them without a sign that could begin one.
        Set<String> elements = new TreeSet<>();
        Matcher matcher = Pattern.compile("<(/?[^\\s>/]+)").matcher(page.replace("<!DOCTYPE html>", ""));
        while (matcher.find()) {
            elements.add(matcher.group(1).replace("/", ""));
        }
        assertThat(elements)
                .isSubsetOf(
                        "a",
                        "body",
                        "caption",
                        "circle",
                        "code",
                        "dd",
                        "defs",
                        "div",
                        "dl",
                        "dt",
                        "figcaption",
                        "figure",
                        "footer",
                        "g",
                        "h1",
                        "h2",
                        "h3",
                        "head",
                        "header",
                        "html",
                        "li",
                        "line",
                        "main",
                        "meta",
                        "nav",
                        "p",
                        "path",
                        "pattern",
                        "pre",
                        "rect",
                        "section",
                        "span",
                        "strong",
                        "style",
                        "svg",
                        "table",
                        "tbody",
                        "td",
                        "text",
                        "th",
                        "thead",
                        "time",
                        "title",
                        "tr",
                        "ul");
        assertThat(page).doesNotContain("<script", "<img", "\u202e", "\u0007", "\ud800");
        String attribute = "\\s[a-zA-Z][a-zA-Z0-9-]*=\"[^\"<>]*\"";
        assertThat(page.replaceAll("<!DOCTYPE html>|</?[a-zA-Z][a-zA-Z0-9]*(" + attribute + ")*/?>", ""))
                .as("all that is not a tag")
                .doesNotContain("<");
    }

    /** Values of a type: one for each alternative of a sealed one, with hostile text wherever text may stand. */
    private static List<Object> made(Type type) {
        if (type instanceof ParameterizedType generic) {
            Type of = generic.getActualTypeArguments()[0];
            if (generic.getRawType() == Optional.class) {
                return made(of).stream()
                        .map(value -> (Object) Optional.of(value))
                        .toList();
            }
            return generic.getRawType() == Map.class
                    ? List.of(Map.of(HOSTILE, HOSTILE, "signal", HOSTILE, "exitCode", HOSTILE))
                    : List.of(made(of));
        }
        Class<?> raw = (Class<?>) type;
        if (raw == String.class) {
            return List.of(HOSTILE);
        } else if (raw == long.class || raw == Long.class) {
            return List.of(4L);
        } else if (raw == int.class || raw == Integer.class) {
            return List.of(4);
        } else if (raw == boolean.class) {
            return List.of(true);
        } else if (raw == Instant.class) {
            return List.of(Instant.EPOCH.plusMillis(7));
        } else if (raw == Duration.class) {
            return List.of(Duration.ofMillis(3));
        } else if (raw.isEnum()) {
            return List.of(raw.getEnumConstants()[0]);
        } else if (raw == HostId.class) {
            return List.of(new HostId("private"));
        } else if (raw == Target.class) {
            return List.of(Told.WEB);
        } else if (raw.isSealed()) {
            return Arrays.stream(raw.getPermittedSubclasses())
                    .flatMap(one -> made(one).stream())
                    .toList();
        }
        return records(raw);
    }

    private static List<Object> records(Class<?> raw) {
        RecordComponent[] components = raw.getRecordComponents();
        List<List<Object>> values = new ArrayList<>();
        int most = 1;
        for (RecordComponent component : components) {
            List<Object> one = made(component.getGenericType());
            values.add(one);
            most = Math.max(most, one.size());
        }
        List<Object> result = new ArrayList<>();
        try {
            Constructor<?> constructor = raw.getDeclaredConstructor(
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
            for (int i = 0; i < most; i++) {
                int n = i;
                result.add(constructor.newInstance(
                        values.stream().map(one -> one.get(n % one.size())).toArray()));
            }
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("cannot make a " + raw.getName(), e);
        }
        return result;
    }
}
