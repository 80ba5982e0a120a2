package dev.respawn.report;

import java.io.IOException;
import java.nio.file.Path;

/** Renders a report; found through META-INF/services. */
public interface Reporter {
    /** The file that a person opens first, from the run's directory; several reporters may write several. */
    String file();

    /** Writes its files into a directory that is empty; they are moved into the run's. */
    void write(Report report, Path directory) throws IOException;
}
