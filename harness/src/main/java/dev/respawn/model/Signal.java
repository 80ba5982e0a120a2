package dev.respawn.model;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A signal by its Linux number (x86 and ARM alike). */
public enum Signal {
    HUP(1),
    INT(2),
    QUIT(3),
    ILL(4),
    TRAP(5),
    ABRT(6),
    BUS(7),
    FPE(8),
    KILL(9),
    USR1(10),
    SEGV(11),
    USR2(12),
    PIPE(13),
    ALRM(14),
    TERM(15),
    CONT(18),
    STOP(19),
    WINCH(28);

    private final int number;

    Signal(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }

    /** What a process that dies of it reports: 128 and its number (ground truth 2). */
    public int exitCode() {
        return 128 + number;
    }

    /** Whether a process may neither catch nor ignore it. */
    public boolean certain() {
        return this == KILL || this == STOP;
    }

    /**
     * Reads KILL, SIGKILL or kill.
     *
     * @throws IllegalArgumentException if there is no such signal
     */
    public static Signal parse(String text) {
        String name = text.toUpperCase(Locale.ROOT);
        String bare = name.startsWith("SIG") ? name.substring(3) : name;
        return Arrays.stream(values())
                .filter(signal -> signal.name().equals(bare))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no signal is named '" + text + "'; these are: "
                        + names().stream().sorted().collect(Collectors.joining(", "))));
    }

    /** The names without SIG. */
    public static List<String> names() {
        return Arrays.stream(values()).map(Signal::name).toList();
    }
}
