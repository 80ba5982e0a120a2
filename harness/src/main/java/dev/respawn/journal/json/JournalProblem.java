package dev.respawn.journal.json;

import java.io.IOException;

/** A journal that is not what we write, in one line with its file and line. */
public final class JournalProblem extends IOException {
    JournalProblem(String file, long line, String message) {
        super(file + ":" + line + ": " + message);
    }
}
