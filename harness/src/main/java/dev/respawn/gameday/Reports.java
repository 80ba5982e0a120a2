package dev.respawn.gameday;

import dev.respawn.journal.json.JournalProblem;
import dev.respawn.journal.json.JsonJournal;
import dev.respawn.plan.Plan;
import dev.respawn.plan.PlanFile;
import dev.respawn.plan.RunDirectory;
import dev.respawn.report.Report;
import dev.respawn.verify.Verifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/** Reports from run directories: tomorrow, and without an engine. */
public final class Reports {
    private Reports() {}

    /** A directory that holds no run that can be read; the message says what was found. */
    public static final class Unreadable extends IOException {
        Unreadable(String message) {
            super(message);
        }
    }

    /**
     * Reads a run and judges it.
     *
     * @throws Unreadable if there is no run, or a file of it is broken
     */
    public static Report of(RunDirectory directory) throws IOException {
        return read(directory).report();
    }

    /**
     * A run as it was read.
     *
     * @param torn what of its journal was left out, and why
     */
    public record Read(Report report, Optional<String> torn) {}

    /** As {@link #of}, and says what of the files was left out. */
    public static Read read(RunDirectory directory) throws IOException {
        if (!Files.isDirectory(directory.path())) {
            throw new Unreadable("there is no run in '" + directory.path() + "'; wanted a directory with "
                    + directory.plan().getFileName() + " and "
                    + directory.journal().getFileName());
        }
        for (Path file : new Path[] {directory.plan(), directory.journal()}) {
            if (Files.isSymbolicLink(file)) {
                throw new Unreadable("'" + directory.path() + "' is no run: its " + file.getFileName()
                        + " is a symbolic link, and what lies elsewhere is not read");
            }
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                throw new Unreadable("'" + directory.path() + "' is no run: it has no " + file.getFileName());
            }
        }
        try {
            Plan plan = PlanFile.read(directory.plan());
            JsonJournal.Contents journal = JsonJournal.read(directory.journal());
            return new Read(
                    new Report(directory.run(), plan, journal.entries(), Verifier.verify(plan, journal.entries())),
                    journal.torn());
        } catch (PlanFile.Unreadable | JournalProblem e) {
            throw new Unreadable(String.valueOf(e.getMessage()));
        }
    }
}
