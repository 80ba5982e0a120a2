package dev.respawn.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Somebody who can be asked while a command runs. */
interface Terminal {
    /** Nobody is there: a script, a pipe, a pipeline. */
    Terminal NOBODY = question -> Optional.empty();

    /** What was typed in a line; empty if nobody is there to type. */
    Optional<String> ask(String question);

    /** Whoever sits before this process, if its questions are seen and its answers are typed. */
    static Terminal ofProcess(Console console) {
        if (!terminal(0) || !terminal(2)) {
            return NOBODY;
        }
        BufferedReader typed = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        return question -> {
            console.progress(question);
            try {
                return Optional.ofNullable(typed.readLine());
            } catch (IOException e) {
                return Optional.empty();
            }
        };
    }

    private static boolean terminal(int descriptor) {
        try {
            String device = Files.readSymbolicLink(Path.of("/proc/self/fd", String.valueOf(descriptor)))
                    .toString();
            return device.matches("/dev/(?:pts/[0-9]+|tty[A-Za-z0-9]*|console)");
        } catch (IOException e) {
            return false;
        }
    }
}
