package dev.respawn.reports.html;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.respawn.journal.Event;
import dev.respawn.model.Sample;
import dev.respawn.plan.Plan;
import dev.respawn.report.Report;
import dev.respawn.report.Reporter;
import dev.respawn.reports.Runs;
import dev.respawn.reports.Told;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HtmlReporterTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden/killed-and-back.html");

    static Map<String, Report> runs() {
        Map<String, Report> runs = new LinkedHashMap<>();
        runs.put("killed-and-back", Runs.killedAndBack());
        runs.put("crash-loop", Runs.crashLoop());
        runs.put("blind-and-replaced", Runs.blindAndReplaced());
        runs.put("broke-off", Runs.brokeOff());
        runs.put("empty", Runs.empty());
        runs.put("without-probes", Runs.withoutProbes());
        runs.put("long", Runs.long20000());
        runs.put("many", Runs.many(15));
        runs.put("hostile", Runs.hostile());
        return runs;
    }

    @Test
    void the_command_line_finds_the_reporter() {
        assertThat(ServiceLoader.load(Reporter.class)).anyMatch(HtmlReporter.class::isInstance);
    }

    @Test
    void every_run_becomes_one_file_of_a_readable_size(@TempDir Path directory) throws IOException {
        for (Map.Entry<String, Report> run : runs().entrySet()) {
            Path of = Files.createDirectories(directory.resolve(run.getKey()));

            new HtmlReporter().write(run.getValue(), of);

            try (var files = Files.list(of)) {
                assertThat(files.map(file -> file.getFileName().toString())).containsExactly("report.html");
            }
            assertThat(Files.size(of.resolve("report.html"))).as(run.getKey()).isBetween(10_000L, 1_000_000L);
            // -Dreports.keep=DIRECTORY keeps the pages for somebody to look at.
            String keep = System.getProperty("reports.keep", "");
            if (!keep.isEmpty()) {
                Files.copy(
                        of.resolve("report.html"),
                        Files.createDirectories(Path.of(keep)).resolve(run.getKey() + ".html"),
                        StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    @Test
    void the_page_is_the_golden_one() throws IOException {
        String page = HtmlReporter.page(Runs.killedAndBack());

        if (Boolean.getBoolean("golden.rewrite")) {
            Files.createDirectories(GOLDEN.getParent());
            Files.writeString(GOLDEN, page);
        } else if (!Files.exists(GOLDEN)) {
            fail(GOLDEN + " is missing; -Dgolden.rewrite=true writes it");
        }

        assertThat(page)
                .as("rewrite with -Dgolden.rewrite=true, and look at it")
                .isEqualTo(Files.readString(GOLDEN));
    }

    @Test
    void the_same_report_is_the_same_page() {
        assertThat(HtmlReporter.page(Runs.killedAndBack())).isEqualTo(HtmlReporter.page(Runs.killedAndBack()));
    }

    @Test
    void nothing_on_the_page_can_fetch_or_run_anything() {
        runs().forEach((name, report) -> {
            String page = HtmlReporter.page(report);
            // Without the values of attributes: those are text, and may say anything.
            List<String> tags = all("<[^!/][^>]*>", page.replaceAll("=\"[^\"]*\"", "="));

            assertThat(tags)
                    .as(name)
                    .noneMatch(tag -> tag.matches("(?s)<(script|img|link|iframe|object|embed|base|form|a:).*"));
            assertThat(tags)
                    .as(name)
                    .noneMatch(tag -> tag.matches("(?s).*\\s(src|srcset|style|action|xlink:href|on[a-z]+)=.*"));
            assertThat(all("href=\"[^\"]*\"", page)).as(name).allMatch(link -> link.startsWith("href=\"#"));
            assertThat(Stylesheet.ours().text())
                    .doesNotContain("@import", "@font-face")
                    .doesNotContainPattern("url\\(");
            assertThat(page).as(name).contains("default-src &#39;none&#39;");
        });
    }

    @Test
    void every_entry_that_is_linked_to_has_its_place() {
        runs().forEach((name, report) -> {
            String page = HtmlReporter.page(report);
            List<String> anchors = all("(?<= id=\")[^\"]+", page);
            Set<String> links = new HashSet<>(all("(?<=href=\"#)[^\"]+", page));

            assertThat(anchors).as(name).doesNotHaveDuplicates().containsAll(links);
        });
        assertThat(all("href=\"#e\\d+\"", HtmlReporter.page(Runs.killedAndBack())))
                .hasSizeGreaterThan(50);
    }

    @Test
    void every_entry_but_samples_has_a_row_of_its_own() {
        String page = HtmlReporter.page(Runs.blindAndReplaced());

        Runs.blindAndReplaced().journal().stream()
                .filter(entry -> !(entry.event() instanceof Event.Sampled))
                .forEach(entry -> assertThat(page).contains("<tr id=\"e" + entry.seq() + "\""));
    }

    @Test
    void twenty_thousand_samples_are_no_more_than_the_picture_has_pixels() {
        String page = HtmlReporter.page(Runs.long20000());

        assertThat(all("<rect", page)).hasSizeLessThan(3_000);
        assertThat(all("<tr", page)).hasSizeLessThan(1_000);
    }

    @Test
    void lanes_that_are_not_drawn_are_counted_and_the_event_log_has_them() {
        String page = HtmlReporter.page(Runs.many(15));
        String pictures = page.substring(page.indexOf("id=\"timeline\""), page.indexOf("id=\"findings\""));
        String log = page.substring(page.indexOf("id=\"log\""));

        // Links begin lines of their own in the page's text.
        assertThat(pictures.replace("\n<a", "<a"))
                .contains("Only the first 12 of 15 disruptions and the first 12 of 15 targets have a lane;"
                        + " of the others tells the <a href=\"#log\">event log</a>.")
                .contains("aria-label=\"killed-12\"", "aria-label=\"web/12\"")
                .doesNotContain("aria-label=\"killed-13\"", "aria-label=\"web/13\"");
        assertThat(log).contains("killed-13", "killed-15", "web/13", "web/15");
    }

    @Test
    void where_all_is_drawn_nothing_is_said_of_lanes() {
        String page = HtmlReporter.page(Runs.many(12));

        assertThat(page)
                .contains("aria-label=\"killed-12\"", "aria-label=\"web/12\"")
                .doesNotContain("have a lane");
    }

    @Test
    void what_was_planned_and_never_happened_is_not_drawn() {
        String page = HtmlReporter.page(Runs.blindAndReplaced());
        String pictures = page.substring(page.indexOf("id=\"timeline\""), page.indexOf("id=\"findings\""));

        assertThat(pictures).contains(">killed<", ">slow<").doesNotContain(">never", "never on");
        assertThat(page).contains("never: planned, but the journal has no trace of it.");
    }

    @Test
    void everything_can_be_read_without_a_script() {
        runs().forEach((name, report) -> assertThat(HtmlReporter.page(report))
                .as(name)
                .doesNotContain("<details", " hidden", "<noscript")
                .contains(report.verdict().outcome().word()));
        assertThat(all("display: none", Stylesheet.ours().text()))
                .as("only the navigation, on paper")
                .hasSize(1);
    }

    @Test
    void a_run_that_broke_off_says_how_it_ended_and_that_its_fault_was_never_injected() {
        assertThat(HtmlReporter.page(Runs.brokeOff()))
                .contains("the run was broken", "unproven: the run broke before its stack stood", "never injected");
        assertThat(HtmlReporter.page(Runs.empty()))
                .contains("The journal is empty: nothing that happened was written down.");
    }

    @Test
    void who_came_back_is_told_from_the_lives() {
        assertThat(HtmlReporter.page(Runs.killedAndBack())).contains("same container, restarted", "#4711", "#4832");
        assertThat(HtmlReporter.page(Runs.blindAndReplaced())).contains("a new container");
        assertThat(HtmlReporter.page(Runs.crashLoop())).contains("never back while it was observed");
    }

    @Test
    void a_death_says_its_code_and_who_did_it() {
        assertThat(HtmlReporter.page(Runs.killedAndBack()))
                .contains("exit 137 = 128 + 9 (KILL)", "the fault &#39;killed&#39;: it died while that was injected");
        assertThat(HtmlReporter.page(Runs.crashLoop())).contains("exit 1 (a code of its own)", "the process itself");
    }

    @Test
    void the_command_that_runs_it_again_is_the_one_that_was_said() {
        Report report = Runs.killedAndBack();
        Report said = new Report(
                report.run(),
                report.plan().said(new Plan.Again("my stories/killed.yaml", "command:./healer.sh --contract c.yaml")),
                report.journal(),
                report.verdict());

        assertThat(HtmlReporter.page(said))
                .contains("<code>ci/respawn run &#39;my stories/killed.yaml&#39; --on"
                        + " &#39;command:./healer.sh --contract c.yaml&#39; --host private --seed 7</code>");
    }

    /** What a badge says is what is defined, and what is defined of samples is what the samples are. */
    @Test
    void the_words_are_defined_as_they_are_used() {
        String page = HtmlReporter.page(Runs.killedAndBack());
        String text = page.replaceAll("\\s+", " ");

        assertThat(all("(?<=<dt>)[^<]+", page.substring(page.indexOf("class=\"definitions\""))))
                .contains("Arrived")
                .doesNotContain("Landed");
        assertThat(text).contains("</span> arrived</span>");
        assertThat(new Sample(Told.BEGIN, Told.BEGIN, Told.BEGIN, new Sample.Late(true, "")).good())
                .isTrue();
        assertThat(text)
                .contains("it says something, good or bad, of when it was asked")
                .contains("or was asked by a harness that looked too late or had ended. It is never taken for good.")
                .doesNotContain("never asked. Neither");
    }

    private static List<String> all(String pattern, String text) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        return matcher.results().map(MatchResult::group).toList();
    }
}
