package dev.respawn.matrix;

import dev.respawn.catalogue.Field;
import dev.respawn.catalogue.Kinds;
import dev.respawn.catalogue.PlainJson;
import dev.respawn.catalogue.Reading;
import dev.respawn.catalogue.Shape;
import dev.respawn.yaml.Node;
import dev.respawn.yaml.Yaml;
import dev.respawn.yaml.YamlProblem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Which runs belong to which cell: written after every run, so that a matrix that was interrupted goes on where it was.
 * What the runs came to stands in their own directories.
 */
final class Trials {
    static final String FILE = "trials.json";

    /** A run of a scenario, by its name, on a supervisor on a host as they are written. */
    record Done(String scenario, String supervisor, String host, String engine, String run) {}

    private record Stored(List<Done> done) {}

    private static final Field<Done, String> SCENARIO =
            Field.wanted("scenario", "its name", Kinds.WORDS, Done::scenario);
    private static final Field<Done, String> SUPERVISOR =
            Field.wanted("supervisor", "under test", Kinds.WORDS, Done::supervisor);
    private static final Field<Done, String> HOST = Field.wanted("host", "on which", Kinds.WORDS, Done::host);
    private static final Field<Done, String> ENGINE =
            Field.orElse("engine", "its version", Kinds.TEXT, Done::engine, "");
    private static final Field<Done, String> RUN = Field.wanted("run", "its name", Kinds.WORDS, Done::run);
    private static final Shape<Done> DONE = Shape.of(
            "a trial",
            v -> new Done(v.get(SCENARIO), v.get(SUPERVISOR), v.get(HOST), v.get(ENGINE), v.get(RUN)),
            SCENARIO,
            SUPERVISOR,
            HOST,
            ENGINE,
            RUN);
    private static final Field<Stored, List<Done>> ALL =
            Field.wanted("trials", "in the order in which they ended", Kinds.list(DONE), Stored::done);
    private static final Shape<Stored> SHAPE = Shape.of("the trials of a matrix", v -> new Stored(v.get(ALL)), ALL);

    private final Path file;
    private final List<Done> done;

    private Trials(Path file, List<Done> done) {
        this.file = file;
        this.done = new ArrayList<>(done);
    }

    /**
     * Those that a directory has.
     *
     * @throws IOException if its file cannot be read, or is none
     */
    static Trials in(Path directory) throws IOException {
        Path file = directory.resolve(FILE);
        if (!Files.exists(file)) {
            return new Trials(file, List.of());
        }
        Reading reading = new Reading();
        try {
            Node node = Yaml.parse(file, file.toString());
            Stored stored = SHAPE.read(node, reading).orElse(null);
            if (stored != null && reading.mistakes().isEmpty()) {
                return new Trials(file, stored.done());
            }
        } catch (YamlProblem e) {
            throw new IOException(e.place() + ": " + e.getMessage(), e);
        }
        throw new IOException("'" + file + "' is no list of trials: "
                + reading.mistakes().get(0) + "; choose another --out, or remove it");
    }

    synchronized List<Done> all() {
        return List.copyOf(done);
    }

    synchronized void add(Done trial) throws IOException {
        done.add(trial);
        Path part = file.resolveSibling(FILE + ".part");
        Files.writeString(part, PlainJson.write(SHAPE.write(new Stored(done))) + "\n", StandardCharsets.UTF_8);
        Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }
}
