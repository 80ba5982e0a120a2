package dev.respawn.plan;

import java.nio.file.Path;

/** Where the files of one run are. */
public record RunDirectory(Path path) {
    /** The plan, with the scenario and the contracts in it. */
    public Path plan() {
        return path.resolve("plan.json");
    }

    /** The scenario alone, so that it can be run again. */
    public Path scenario() {
        return path.resolve("scenario.yaml");
    }

    /** The journal, a line for an entry. */
    public Path journal() {
        return path.resolve("journal.jsonl");
    }

    /** Room on the disk that is given up when the disk is full, for what must still be written then. */
    public Path reserve() {
        return path.resolve("reserve");
    }

    /** The run's name. */
    public String run() {
        return String.valueOf(path.getFileName());
    }
}
