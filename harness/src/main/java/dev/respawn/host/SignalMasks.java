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
 * @param taking whether it waits for signals to take them one by one, as an init does: the kernel keeps those for it
 *     which it has no handler for, and tells nobody which
 */
record SignalMasks(boolean first, long caught, long ignored, boolean taking) {
    private static final Pattern LINE = Pattern.compile("(?m)^(NSpid|SigCgt|SigIgn|Wchan):\\s*(.*)$");

    /** Reads the status of a process, and where it waits if that is there; empty if it lacks what is needed. */
    static Optional<SignalMasks> parse(String status) {
        String pids = "";
        String caught = "";
        String ignored = "";
        boolean taking = false;
        Matcher matcher = LINE.matcher(status);
        while (matcher.find()) {
            String value = matcher.group(2).strip();
            switch (matcher.group(1)) {
                case "NSpid" -> pids = value;
                case "SigCgt" -> caught = value;
                case "Wchan" -> taking = value.contains("sigtimedwait");
                default -> ignored = value;
            }
        }
        if (pids.isEmpty() || !caught.matches("[0-9a-f]{1,16}") || !ignored.matches("[0-9a-f]{1,16}")) {
            return Optional.empty();
        }
        // The last number is the one in the innermost namespace.
        boolean first = pids.matches("(?s)(.*\\s)?1");
        return Optional.of(new SignalMasks(
                first, Long.parseUnsignedLong(caught, 16), Long.parseUnsignedLong(ignored, 16), taking));
    }

    /** A line for {@link #parse} on where in the kernel the process waits, which its status does not say. */
    static String waiting(String where) {
        return "\nWchan:\t" + where + "\n";
    }

    /** Whether the kernel certainly drops that signal. */
    boolean drops(Signal signal) {
        if (signal.certain()) {
            return false;
        }
        long bit = 1L << (signal.number() - 1);
        if ((ignored & bit) != 0) {
            return true;
        }
        if ((caught & bit) != 0 || taking) {
            return false;
        }
        // A change of the window's size is nothing to whoever did not ask for it. CONT wakes also without a handler.
        return signal == Signal.WINCH || (first && signal != Signal.CONT);
    }
}
