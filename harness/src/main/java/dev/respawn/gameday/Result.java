package dev.respawn.gameday;

import dev.respawn.report.Report;
import java.nio.file.Path;
import java.util.List;

/**
 * What became of a job.
 *
 * @param files those that a person opens
 */
public record Result(Job job, Report report, List<Path> files) {
    /** What it comes to, given what was wanted. */
    public ExitCode code() {
        return ExitCode.of(report.verdict(), job.wanted());
    }
}
