package dev.respawn.reports.html;

import static org.assertj.core.api.Assertions.assertThat;

import dev.respawn.report.Report;
import dev.respawn.reports.Runs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HtmlReporterTest {
    static Map<String, Report> runs() {
        Map<String, Report> runs = new LinkedHashMap<>();
        runs.put("killed-and-back", Runs.killedAndBack());
        runs.put("crash-loop", Runs.crashLoop());
        runs.put("blind-and-replaced", Runs.blindAndReplaced());
        runs.put("broke-off", Runs.brokeOff());
        runs.put("empty", Runs.empty());
        runs.put("without-probes", Runs.withoutProbes());
        runs.put("long", Runs.long20000());
        return runs;
    }

    @Test
    void every_run_becomes_one_file_of_a_readable_size(@TempDir Path directory) throws IOException {
        for (Map.Entry<String, Report> run : runs().entrySet()) {
            Path of = Files.createDirectories(directory.resolve(run.getKey()));

            new HtmlReporter().write(run.getValue(), of);

            try (var files = Files.list(of)) {
                assertThat(files.map(file -> file.getFileName().toString())).containsExactly("report.html");
            }
            assertThat(Files.size(of.resolve("report.html"))).as(run.getKey()).isBetween(10_000L, 2_000_000L);
            String keep = System.getProperty("reports.keep", "");
            if (!keep.isEmpty()) {
                Files.copy(
                        of.resolve("report.html"),
                        Files.createDirectories(Path.of(keep)).resolve(run.getKey() + ".html"),
                        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }
}
