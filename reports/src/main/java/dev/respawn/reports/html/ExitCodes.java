package dev.respawn.reports.html;

import dev.respawn.model.Signal;
import java.util.Arrays;

/** What an exit code says. */
final class ExitCodes {
    private ExitCodes() {}

    /** The code in words: "exit 137 = 128 + 9 (KILL)". */
    static String text(int code) {
        if (code > 128 && code <= 128 + 64) {
            int number = code - 128;
            String name = Arrays.stream(Signal.values())
                    .filter(signal -> signal.number() == number)
                    .findFirst()
                    .map(Signal::name)
                    .orElse("signal " + number);
            return "exit " + code + " = 128 + " + number + " (" + name + ")";
        }
        return switch (code) {
            case 0 -> "exit 0";
            case 126 -> "exit 126 (by custom: found, but could not be run)";
            case 127 -> "exit 127 (by custom: command not found)";
            default -> "exit " + code + " (a code of its own)";
        };
    }
}
