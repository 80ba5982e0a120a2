package dev.respawn.scenarios;

import dev.respawn.host.Commands;
import dev.respawn.host.ProcessTable;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** The command line as a process of its own, leader of a process group, as a shell would start it. */
final class CliProcess implements AutoCloseable {
    private final Process process;
    private final List<String> out = new ArrayList<>();
    private final List<String> err = new ArrayList<>();
    private final Thread outReader;
    private final Thread errReader;

    private CliProcess(Process process) {
        this.process = process;
        this.outReader = reader(process.getInputStream(), out);
        this.errReader = reader(process.getErrorStream(), err);
    }

    /**
     * Starts a command.
     *
     * @param before what stands before the Java program, such as a change of the user
     */
    static CliProcess start(
            List<String> before,
            String classPath,
            Map<String, String> environment,
            Path directory,
            List<String> arguments)
            throws IOException {
        // A shell that starts us in the background has INT ignored, nohup has HUP, and that is handed down.
        List<String> argv = new ArrayList<>(List.of("setsid", "env", "--default-signal=INT,QUIT,HUP"));
        argv.addAll(before);
        argv.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-Xmx256m",
                "-cp",
                classPath,
                "dev.respawn.cli.Main"));
        argv.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(argv).directory(directory.toFile());
        builder.environment().remove("DOCKER_HOST");
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        return new CliProcess(process);
    }

    /** The same as the user who runs the tests, with the class path of the tests. */
    static CliProcess start(Map<String, String> environment, Path directory, String... arguments) throws IOException {
        return start(List.of(), System.getProperty("java.class.path"), environment, directory, List.of(arguments));
    }

    private static Thread reader(InputStream stream, List<String> lines) {
        Thread thread = new Thread(() -> read(stream, lines), "output of the command");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static void read(InputStream stream, List<String> lines) {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                synchronized (lines) {
                    lines.add(line);
                    lines.notifyAll();
                }
            }
        } catch (IOException e) {
            // It is gone; what it said until then is kept.
        }
    }

    /** Nobody listens to its results any more, as after {@code | head -1}. */
    void closeOut() throws IOException {
        process.getInputStream().close();
    }

    long pid() {
        return process.pid();
    }

    List<String> out() {
        synchronized (out) {
            return List.copyOf(out);
        }
    }

    List<String> err() {
        synchronized (err) {
            return List.copyOf(err);
        }
    }

    /** Waits for a line of progress. */
    String awaitProgress(Predicate<String> wanted, Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        synchronized (err) {
            while (true) {
                for (String line : err) {
                    if (wanted.test(line)) {
                        return line;
                    }
                }
                long left = (end - System.nanoTime()) / 1_000_000;
                if (left <= 0 || !errReader.isAlive()) {
                    throw new AssertionError("no such line of progress within " + limit.toSeconds()
                            + "s, or before the command's end: " + err);
                }
                err.wait(Math.min(left, 500));
            }
        }
    }

    /** Sends a signal to it alone. */
    void signal(String name) throws InterruptedException {
        Commands.run(List.of("kill", "-s", name, String.valueOf(pid())), Duration.ofSeconds(5));
    }

    /** Sends a signal to all of its process group, as a terminal does on Ctrl-C. */
    void signalGroup(String name) throws InterruptedException {
        Commands.run(List.of("kill", "-s", name, "--", "-" + pid()), Duration.ofSeconds(5));
    }

    /** Its exit code. */
    int await(Duration limit) throws InterruptedException {
        if (!process.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS)) {
            throw new AssertionError("the command still runs after " + limit.toSeconds() + "s; it said " + err());
        }
        outReader.join(2_000);
        errReader.join(2_000);
        return process.exitValue();
    }

    /** Its children, living ones only. */
    List<Long> children() {
        return ProcessTable.pids().stream()
                .filter(pid -> ProcessTable.row(pid)
                        .filter(row -> row.parent() == pid() && !row.zombie())
                        .isPresent())
                .toList();
    }

    /** For a test that failed half-way: TERM lets it clean up. */
    @Override
    public void close() {
        if (!process.isAlive()) {
            return;
        }
        process.destroy();
        boolean interrupted = false;
        try {
            if (!process.waitFor(100, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            interrupted = true;
            process.destroyForcibly();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
