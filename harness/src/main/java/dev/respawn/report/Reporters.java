package dev.respawn.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;

/** All reporters on the class path. */
public final class Reporters {
    private Reporters() {}

    /** Lets each write, and returns the files that a person opens. */
    public static List<Path> writeAll(Report report, Path directory) throws IOException {
        List<Path> files = new ArrayList<>();
        for (Reporter reporter : ServiceLoader.load(Reporter.class, Reporter.class.getClassLoader())) {
            reporter.write(report, directory);
            files.add(directory.resolve(reporter.file()));
        }
        return files;
    }
}
