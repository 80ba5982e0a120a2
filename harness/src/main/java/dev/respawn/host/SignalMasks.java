package dev.respawn.host;

import dev.respawn.model.Signal;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a process does with signals that come from outside its PID namespace.
 *
 * @param first whether it is PID 1 of its namespace, which the kernel protects from signals it does not catch
 * @param caught a bit for each signal it has a handler for, the lowest for number 1
 * @param ignored a bit for each signal it ignores
 */
record SignalMasks(boolean first, long caught, long ignored) {
    private static final Pattern LINE = Pattern.compile("(?m)^(NSpid|SigCgt|SigIgn):\\s*(.*)$");

    /** Reads the status of a process; empty if it lacks what is needed. */
    static Optional<SignalMasks> parse(String status) {
        String pids = "";
        String caught = "";
        String ignored = "";
        Matcher matcher = LINE.matcher(status);
        while (matcher.find()) {
            String value = matcher.group(2).strip();
            switch (matcher.group(1)) {
                case "NSpid" -> pids = value;
                case "SigCgt" -> caught = value;
                default -> ignored = value;
            }
        }
        if (pids.isEmpty() || !caught.matches("[0-9a-f]{1,16}") || !ignored.matches("[0-9a-f]{1,16}")) {
            return Optional.empty();
        }
        // The last number is the one in the innermost namespace.
        boolean first = pids.matches("(?s)(.*\\s)?1");
        return Optional.of(
                new SignalMasks(first, Long.parseUnsignedLong(caught, 16), Long.parseUnsignedLong(ignored, 16)));
    }

    /** Whether the kernel drops that signal. */
    boolean drops(Signal signal) {
        if (signal.certain()) {
            return false;
        }
        long bit = 1L << (signal.number() - 1);
        if ((ignored & bit) != 0) {
            return true;
        }
        if ((caught & bit) != 0) {
            return false;
        }
        // A change of the window's size is nothing to whoever did not ask for it. CONT wakes also without a handler.
        return signal == Signal.WINCH || (first && signal != Signal.CONT);
    }
}
