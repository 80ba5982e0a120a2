package dev.respawn.reports.html;

import dev.respawn.report.Report;
import dev.respawn.report.Reporter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes {@code report.html}: one file, readable without network and script. */
public final class HtmlReporter implements Reporter {
    @Override
    public String file() {
        return "report.html";
    }

    @Override
    public void write(Report report, Path directory) throws IOException {
        Files.writeString(directory.resolve(file()), page(report), StandardCharsets.UTF_8);
    }

    /** The page, as text; the same for the same report. */
    static String page(Report report) {
        return new Page(report).html();
    }
}
