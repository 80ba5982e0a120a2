package dev.respawn.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * For how long work on this machine had to wait for want of something, as its kernel counts it (pressure stall information:
 * the time in which at least one task waited, in microseconds since the start).
 */
public final class Pressure {
    private static final Pattern SOME = Pattern.compile("some .*\\btotal=([0-9]{1,18})");

    private final Path files;

    Pressure(Path files) {
        this.files = files;
    }

    /** That of the machine that the harness runs on. */
    public static Pressure ofThisKernel() {
        return new Pressure(Path.of("/proc/pressure"));
    }

    /** How long was waited so far, by what for: cpu, io, memory. What the kernel does not count is not in it. */
    public Map<String, Duration> waited() {
        Map<String, Duration> waited = new TreeMap<>();
        for (String what : new String[] {"cpu", "io", "memory"}) {
            try {
                for (String line : Files.readAllLines(files.resolve(what))) {
                    Matcher some = SOME.matcher(line);
                    if (some.matches()) {
                        waited.put(what, Duration.ofNanos(Long.parseLong(some.group(1)) * 1_000));
                    }
                }
            } catch (IOException e) {
                // A kernel may be built or booted without it; nothing is known of its waiting then.
            }
        }
        return waited;
    }
}
