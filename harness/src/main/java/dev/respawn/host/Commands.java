package dev.respawn.host;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Programs of the host, run by their arguments, never through a shell, never for longer than their limit. */
public final class Commands {
    private static final int OUTPUT_MOST = 1 << 20;

    private Commands() {}

    /**
     * What became of a program.
     *
     * @param code 127 if it could not be started, 124 if it was killed at its limit
     * @param output of both its streams
     */
    public record Ran(int code, String output) {
        public boolean well() {
            return code == 0;
        }
    }

    /** Runs a program to its end. */
    public static Ran run(List<String> argv, Duration limit) throws InterruptedException {
        Process process;
        try {
            process = builder(argv).redirectErrorStream(true).start();
        } catch (IOException e) {
            return new Ran(127, e.getMessage() == null ? e.toString() : e.getMessage());
        }
        StringBuilder output = new StringBuilder();
        Thread reader = new Thread(() -> read(process, output), "output of " + argv.get(0));
        reader.setDaemon(true);
        reader.start();
        try {
            boolean ended = process.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS);
            if (!ended) {
                process.destroyForcibly();
                process.waitFor(1, TimeUnit.SECONDS);
            }
            // A grandchild may hold the stream open for ever; its output is not waited for.
            reader.join(500);
            synchronized (output) {
                return new Ran(
                        ended ? process.exitValue() : 124, output.toString().strip());
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            throw e;
        }
    }

    /** A program to be run: nothing on its input, and the places where administrators' programs are on its path. */
    public static ProcessBuilder builder(List<String> argv) {
        ProcessBuilder builder = new ProcessBuilder(argv).redirectInput(new File("/dev/null"));
        Map<String, String> environment = builder.environment();
        environment.merge("PATH", "/usr/sbin:/usr/bin:/sbin:/bin", (own, more) -> own + ":" + more);
        environment.put("LC_ALL", "C");
        return builder;
    }

    private static void read(Process process, StringBuilder output) {
        byte[] buffer = new byte[8192];
        try (var stream = process.getInputStream()) {
            for (int count = stream.read(buffer); count >= 0; count = stream.read(buffer)) {
                synchronized (output) {
                    if (output.length() < OUTPUT_MOST) {
                        output.append(new String(buffer, 0, count, StandardCharsets.UTF_8));
                    }
                }
            }
        } catch (IOException e) {
            // The program was killed; what it said until then is kept.
        }
    }
}
