package dev.respawn.supervisor.command;

import dev.respawn.docker.Access;
import dev.respawn.host.ProcessKeeper;
import dev.respawn.host.ProcessTable;
import dev.respawn.host.Unreached;
import dev.respawn.model.Labels;
import dev.respawn.supervisor.Service;
import dev.respawn.supervisor.Site;
import dev.respawn.supervisor.Stack;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The user's supervisor while it runs, as the leader of a process group of its own. */
final class RunningCommand {
    private static final long GRACE_SECONDS = 5;
    private static final long READY_SECONDS = 60;
    private static final int LINES_MOST = 2_000;
    private static final int LINE_LONGEST = 2_000;

    private final Process process;
    private final ProcessKeeper keeper;
    private final CompletableFuture<Boolean> ready = new CompletableFuture<>();
    private volatile boolean ending;

    private RunningCommand(Process process, ProcessKeeper keeper) {
        this.process = process;
        this.keeper = keeper;
    }

    /**
     * Starts it, and waits until it says that it has begun.
     *
     * @param says told what it prints, and when it ends by itself
     * @param begun the line by which it says so
     */
    static RunningCommand start(
            List<String> program, Stack stack, Site site, Consumer<String> says, Predicate<String> begun)
            throws Unreached, InterruptedException {
        RunningCommand command = start(program, stack, site, says, begun, program.get(0));
        String problem = "within " + READY_SECONDS + "s";
        try {
            if (command.ready.get(READY_SECONDS, TimeUnit.SECONDS)) {
                return command;
            }
            problem = "before it ended";
        } catch (TimeoutException | ExecutionException e) {
            // Told below.
        } catch (InterruptedException e) {
            command.end();
            throw e;
        }
        command.end();
        throw new Unreached("the supervisor '" + program.get(0) + "' did not say " + problem + " that it has begun");
    }

    /**
     * Starts it.
     *
     * @param says told what it prints, and when it ends by itself
     */
    static RunningCommand start(List<String> program, Stack stack, Site site, Consumer<String> says)
            throws Unreached, InterruptedException {
        return start(program, stack, site, says, line -> false, String.join(" ", program));
    }

    private static RunningCommand start(
            List<String> program, Stack stack, Site site, Consumer<String> says, Predicate<String> begun, String shown)
            throws Unreached, InterruptedException {
        List<String> argv = new ArrayList<>(List.of("setsid", "--"));
        argv.addAll(program);
        ProcessBuilder builder = new ProcessBuilder(argv).redirectErrorStream(true);
        Map<String, String> environment = builder.environment();
        environment.put(ProcessTable.RUN, stack.run());
        environment.put("RESPAWN_LABEL", Labels.RUN + "=" + stack.run());
        environment.put("RESPAWN_SERVICE_LABEL", Labels.SERVICE);
        environment.put(
                "RESPAWN_SUBJECTS",
                stack.services().stream()
                        .filter(service -> service.role() == Service.Role.SUBJECT)
                        .map(service -> service.name().value())
                        .collect(Collectors.joining(" ")));
        // What is left of the user's own would lead docker's client elsewhere.
        environment.keySet().removeAll(Access.variables());
        environment.putAll(site.first().door().access().environment());
        try {
            RunningCommand command = new RunningCommand(builder.start(), site.keeper());
            command.process.getOutputStream().close();
            site.keeper().keep(command.process.toHandle());
            says.accept("started as process " + command.process.pid() + ": " + shown);
            Thread reader = new Thread(() -> command.read(says, begun), "supervisor-output");
            reader.setDaemon(true);
            reader.start();
            return command;
        } catch (IOException e) {
            throw new Unreached("the supervisor '" + program.get(0) + "' could not be started: " + e.getMessage(), e);
        }
    }

    private void read(Consumer<String> says, Predicate<String> begun) {
        int lines = 0;
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                if (begun.test(line)) {
                    ready.complete(true);
                }
                if (lines++ < LINES_MOST) {
                    says.accept(line.length() > LINE_LONGEST ? line.substring(0, LINE_LONGEST) + "…" : line);
                } else if (lines == LINES_MOST + 1) {
                    says.accept("(more than " + LINES_MOST + " lines; the rest is not kept)");
                }
            }
            int code = process.waitFor();
            if (!ending) {
                says.accept("ended by itself with exit code " + code);
            }
        } catch (IOException e) {
            if (!ending) {
                says.accept("its output cannot be read any more: " + e.getMessage());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            ready.complete(false);
        }
    }

    /** Ends it and all it started: TERM, and KILL after 5 s. */
    void end() {
        ending = true;
        boolean interrupted = Thread.interrupted();
        try {
            signalGroup("TERM");
            if (!process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS)) {
                signalGroup("KILL");
                process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS);
            }
            // Its children, if it left any behind; the group's number is not used again while one of them lives.
            signalGroup("KILL");
        } catch (InterruptedException e) {
            interrupted = true;
            process.destroyForcibly();
        } finally {
            keeper.release(process.toHandle());
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void signalGroup(String signal) throws InterruptedException {
        try {
            Process kill = new ProcessBuilder("kill", "-s", signal, "--", "-" + process.pid())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            kill.waitFor(GRACE_SECONDS, TimeUnit.SECONDS);
        } catch (IOException e) {
            process.destroyForcibly();
        }
    }
}
