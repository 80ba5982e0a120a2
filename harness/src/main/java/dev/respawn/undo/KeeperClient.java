package dev.respawn.undo;

import dev.respawn.docker.Access;
import dev.respawn.host.EngineKeeper;
import dev.respawn.host.PrivateEngine;
import dev.respawn.host.PrivateOptions;
import dev.respawn.host.PrivateRecipe;
import dev.respawn.host.ProcessTable;
import dev.respawn.host.Unreached;
import dev.respawn.model.Signal;
import java.io.BufferedInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/** The harness's side of a keeper: it starts the process, and is its only customer. */
public final class KeeperClient implements EngineKeeper {
    private static final Duration BEGIN_LIMIT = Duration.ofSeconds(20);
    private static final Duration START_LIMIT = KeptEngine.READY_LIMIT.plusSeconds(20);
    private static final Duration STOP_LIMIT = KeptEngine.STOP_LIMIT.plusSeconds(5);
    private static final Duration ACT_LIMIT = Duration.ofSeconds(15);
    private static final Duration REMOVE_LIMIT = Duration.ofSeconds(60);

    private final Path root;
    private final Path log;
    private final Process process;
    private final OutputStream requests;
    private final AtomicLong last = new AtomicLong();
    private final Map<Long, CompletableFuture<Line>> open = new ConcurrentHashMap<>();
    private final CompletableFuture<Line> ready = new CompletableFuture<>();
    private volatile boolean gone;
    private volatile boolean closing;
    // Guarded by itself.
    private final List<Mourner> mourners = new ArrayList<>();
    // A keeper that does not read must not hold up whoever asks it: the writing waits, not the asking.
    private final ExecutorService writer = Executors.newSingleThreadExecutor(work -> {
        Thread thread = new Thread(work, "keeper requests");
        thread.setDaemon(true);
        return thread;
    });

    private KeeperClient(Path root, Path log, Process process) {
        this.root = root;
        this.log = log;
        this.process = process;
        this.requests = process.getOutputStream();
        Thread reader = new Thread(this::listen, "keeper answers");
        reader.setDaemon(true);
        reader.start();
    }

    /** Starts a keeper whose engines live where they do by default. */
    public static KeeperClient start(Path log) throws NotKept, InterruptedException {
        return start(PrivateRecipe.rootDefault(), log);
    }

    /**
     * Starts a keeper of a lab, whose engines live where they do by default.
     *
     * @param lab the name by which it and all that it starts are known in the process table
     */
    public static KeeperClient startFor(String lab, Path log) throws NotKept, InterruptedException {
        return start(PrivateRecipe.rootDefault(), log, Map.of(ProcessTable.LAB, lab));
    }

    /**
     * Starts a keeper.
     *
     * @param root where its engines live
     * @param log where it writes what it does, in a directory that is there
     */
    public static KeeperClient start(Path root, Path log) throws NotKept, InterruptedException {
        return start(root, log, Map.of());
    }

    private static KeeperClient start(Path root, Path log, Map<String, String> environment)
            throws NotKept, InterruptedException {
        try {
            return launch(root, log, environment);
        } catch (EndedAtOnce first) {
            // A Ctrl-C of the terminal also ends a child that has not left our process group yet. It comes only once:
            // what it was meant for, the harness, is interrupted by it as well and ends with a keeper that lives.
            try {
                return launch(root, log, environment);
            } catch (EndedAtOnce second) {
                throw new NotKept(String.valueOf(second.getMessage()), second);
            }
        }
    }

    /** The keeper's process was not there, or not any more, before it said that it is ready. */
    private static final class EndedAtOnce extends Exception {
        EndedAtOnce(String message, Throwable cause) {
            super(message, cause);
        }
    }

    private static KeeperClient launch(Path root, Path log, Map<String, String> environment)
            throws NotKept, EndedAtOnce, InterruptedException {
        List<String> argv = List.of(
                // A session of its own: what ends the harness's process group, Ctrl-C above all, leaves the keeper
                // alone.
                "setsid",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-Xss512k",
                "-Xms8m",
                // A limit and no cost: what is kept of one file is in memory four times while it is put back.
                "-Xmx512m",
                "-cp",
                classPath(),
                Keeper.class.getName(),
                root.toString(),
                log.toAbsolutePath().toString());
        ProcessBuilder builder = new ProcessBuilder(argv)
                .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .directory(Path.of("/").toFile());
        builder.environment().putAll(environment);
        KeeperClient client;
        try {
            client = new KeeperClient(root, log, builder.start());
        } catch (IOException e) {
            throw new EndedAtOnce("the keeper could not be started: " + e.getMessage(), e);
        }
        try {
            client.ready.get(BEGIN_LIMIT.toNanos(), TimeUnit.NANOSECONDS);
            return client;
        } catch (ExecutionException e) {
            client.process.destroyForcibly();
            throw new EndedAtOnce("the keeper ended before it began; its log is '" + log + "'", e);
        } catch (TimeoutException e) {
            client.process.destroyForcibly();
            throw new NotKept(
                    "the keeper did not begin within " + BEGIN_LIMIT.toSeconds() + "s; its log is '" + log + "'", e);
        } catch (InterruptedException e) {
            client.process.destroyForcibly();
            throw e;
        }
    }

    /** The keeper works in another directory, so what stands relative to this one must not. */
    private static String classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** The PID of the keeper's process. */
    public long keeperPid() {
        return process.pid();
    }

    @Override
    public PrivateEngine start(PrivateOptions options) throws NotKept, InterruptedException {
        Line answer = ask("start", Map.of("options", options.text()), START_LIMIT);
        return new PrivateEngine(
                answer.word("id"),
                new PrivateRecipe(root, (int) number(answer, "number")),
                options,
                number(answer, "pid"));
    }

    @Override
    public void kill(String id) throws NotKept, InterruptedException {
        ask("kill", Map.of("engine", id), ACT_LIMIT);
    }

    @Override
    public void stop(String id) throws NotKept, InterruptedException {
        ask("stop", Map.of("engine", id), STOP_LIMIT);
    }

    @Override
    public long startAgain(String id) throws NotKept, InterruptedException {
        return number(ask("again", Map.of("engine", id), START_LIMIT), "pid");
    }

    @Override
    public void signal(String id, Signal signal) throws NotKept, InterruptedException {
        ask("signal", Map.of("engine", id, "signal", signal.name()), ACT_LIMIT);
    }

    @Override
    public OptionalLong pid(String id) throws NotKept, InterruptedException {
        long pid = number(ask("look", Map.of("engine", id), ACT_LIMIT), "pid");
        return pid == 0 ? OptionalLong.empty() : OptionalLong.of(pid);
    }

    @Override
    public void keep(ProcessHandle leader) throws Unreached, InterruptedException {
        try {
            ask("keep", Map.of("process", String.valueOf(leader.pid())), ACT_LIMIT);
        } catch (NotKept e) {
            throw new Unreached(String.valueOf(e.getMessage()), e);
        }
    }

    @Override
    public void release(ProcessHandle leader) {
        boolean interrupted = Thread.interrupted();
        try {
            ask("release", Map.of("process", String.valueOf(leader.pid())), ACT_LIMIT);
        } catch (NotKept e) {
            // It is over, and a keeper tells a process by its start as well: nothing wrong can be ended for it.
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void lease(String run, Path directory, Access engine, String engineId, Duration limit)
            throws NotKept, InterruptedException {
        Map<String, String> words = new TreeMap<>(engine.words());
        words.put("run", run);
        words.put("directory", directory.toAbsolutePath().normalize().toString());
        words.put("engine-id", engineId);
        words.put("harness", String.valueOf(ProcessHandle.current().pid()));
        words.put("limit", String.valueOf(limit.toMillis()));
        ask("lease", words, ACT_LIMIT);
    }

    @Override
    public void endLease(String run) {
        boolean interrupted = Thread.interrupted();
        try {
            ask("end-lease", Map.of("run", run), ACT_LIMIT);
        } catch (NotKept e) {
            // A run that is over is taken back once more, which finds nothing.
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public Watch whenGone(Runnable what) {
        synchronized (mourners) {
            if (!gone) {
                Mourner mourner = new Mourner(what);
                mourners.add(mourner);
                return () -> {
                    mourner.close();
                    synchronized (mourners) {
                        mourners.remove(mourner);
                    }
                };
            }
        }
        what.run();
        return () -> {};
    }

    /** Who is told once that the keeper is gone, unless it was closed before: then it is not, and whoever closes it may rely on that. */
    static final class Mourner {
        private final Runnable what;
        private boolean over;

        Mourner(Runnable what) {
            this.what = what;
        }

        synchronized void tell() {
            if (over) {
                return;
            }
            over = true;
            try {
                what.run();
            } catch (RuntimeException e) {
                // Those after it must hear it as well.
            }
        }

        synchronized void close() {
            over = true;
        }
    }

    @Override
    public void remove(String id) throws NotKept, InterruptedException {
        ask("remove", Map.of("engine", id), REMOVE_LIMIT);
    }

    /** Removes all engines and ends the keeper; what is left is in its log, and {@code respawn undo} finds it. */
    @Override
    public void close() {
        closing = true;
        boolean interrupted = Thread.interrupted();
        try {
            ask("bye", Map.of(), REMOVE_LIMIT);
        } catch (NotKept e) {
            // The end of its input says the same, and its log says what it did.
        } catch (InterruptedException e) {
            interrupted = true;
        }
        // TERM makes a keeper that did not hear the request remove everything as well.
        process.destroy();
        writer.shutdownNow();
        try {
            process.waitFor(REMOVE_LIMIT.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        try {
            // A keeper that was killed has left its engines and processes; nobody else has a reason to remove them.
            new Leftovers(root).removeOf(process.pid(), line -> {});
        } catch (IOException e) {
            // `respawn undo` finds them as well, and says why they stay.
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private Line ask(String verb, Map<String, String> words, Duration limit) throws NotKept, InterruptedException {
        long number = last.incrementAndGet();
        CompletableFuture<Line> answer = new CompletableFuture<>();
        open.put(number, answer);
        try {
            byte[] bytes = (Line.of(number, verb, words).text() + "\n").getBytes(StandardCharsets.UTF_8);
            writer.execute(() -> write(bytes, answer));
            if (gone) {
                throw goneMessage();
            }
            // Whoever halted it has made nobody undo anything any more; it is ours, and is needed now.
            Halted.letGoOn(process.pid());
            Line line = answer.get(limit.toNanos(), TimeUnit.NANOSECONDS);
            if (!line.verb().equals("ok")) {
                throw new NotKept("the keeper could not " + verb + ": " + line.word("why"));
            }
            return line;
        } catch (TimeoutException e) {
            throw new NotKept("the keeper did not answer '" + verb + "' within " + limit.toSeconds() + "s", e);
        } catch (ExecutionException | RejectedExecutionException e) {
            throw goneMessage();
        } finally {
            open.remove(number);
        }
    }

    private NotKept goneMessage() {
        return new NotKept("the keeper (PID " + process.pid() + ") is gone; its log is '" + log
                + "', and `respawn undo` removes what it has left");
    }

    private void write(byte[] bytes, CompletableFuture<Line> answer) {
        try {
            requests.write(bytes);
            requests.flush();
        } catch (IOException e) {
            answer.completeExceptionally(e);
        }
    }

    private void listen() {
        try (InputStream answers = new BufferedInputStream(process.getInputStream())) {
            for (var text = Line.read(answers); text.isPresent(); text = Line.read(answers)) {
                Line line = Line.parse(text.get());
                CompletableFuture<Line> asked = line.verb().equals("ready") ? ready : open.get(line.number());
                if (asked != null) {
                    asked.complete(line);
                }
            }
        } catch (IOException | IllegalArgumentException e) {
            // Not to be understood is not there.
            process.destroy();
        } finally {
            List<Mourner> told;
            synchronized (mourners) {
                gone = true;
                told = List.copyOf(mourners);
                mourners.clear();
            }
            if (!closing) {
                told.forEach(Mourner::tell);
            }
            IOException end = new IOException("the keeper's answers ended");
            ready.completeExceptionally(end);
            open.values().forEach(asked -> asked.completeExceptionally(end));
        }
    }

    private static long number(Line answer, String word) throws NotKept {
        try {
            return Long.parseLong(answer.word(word));
        } catch (NumberFormatException e) {
            throw new NotKept("the keeper's answer has no number '" + word + "': " + answer.words(), e);
        }
    }
}
