package dev.respawn.undo;

import dev.respawn.docker.Access;
import dev.respawn.host.Commands;
import dev.respawn.host.MachineRecipe;
import dev.respawn.host.PrivateOptions;
import dev.respawn.host.PrivateRecipe;
import dev.respawn.host.ProcessTable;
import dev.respawn.model.Signal;
import java.io.BufferedInputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The process that holds what must not outlive a run, and outlives the harness by just as long as it takes to remove it.
 * It reads requests from its input; the end of the input is the end of the harness, however that came.
 *
 * <p>Verbs: {@code start}, {@code kill}, {@code stop}, {@code again}, {@code signal}, {@code look}, {@code remove} for
 * engines; {@code keep}, {@code release} for processes; {@code lease}, {@code end-lease} for runs; {@code bye} to remove
 * everything and end. Answers: {@code ok} or {@code refused} with {@code why}.
 */
public final class Keeper {
    private static final int ATTEMPTS_MOST = 5;

    private final Path root;
    private final OutputStream answers;
    private final PrintStream log;
    private final Map<String, KeptEngine> engines = new ConcurrentHashMap<>();
    private final KeptProcesses processes;
    private final KeptRuns runs;
    private final ExecutorService workers = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "request");
        thread.setDaemon(true);
        return thread;
    });
    private final CountDownLatch removed = new CountDownLatch(1);
    private volatile boolean closing;

    private Keeper(Path root, OutputStream answers, PrintStream log) {
        this.root = root;
        this.answers = answers;
        this.log = log;
        this.processes = new KeptProcesses(root);
        this.runs =
                new KeptRuns(root, "the keeper (PID " + ProcessHandle.current().pid() + ")", this::say);
    }

    /** Arguments: the directory of private engines, the log's file. */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 2) {
            System.err.println("the keeper is started by the harness; wanted: ROOT LOG");
            System.exit(2);
        }
        PrintStream log = new PrintStream(new FileOutputStream(arguments[1], true), true, StandardCharsets.UTF_8);
        OutputStream answers = new FileOutputStream(FileDescriptor.out);
        // Whatever else prints must not end up among the answers.
        System.setOut(log);
        System.setErr(log);
        Keeper keeper = new Keeper(Path.of(arguments[0]), answers, log);
        Runtime.getRuntime().addShutdownHook(new Thread(keeper::removeAll, "shutdown"));
        keeper.converse(new BufferedInputStream(new FileInputStream(FileDescriptor.in)));
        System.exit(0);
    }

    private void converse(InputStream requests) {
        say("keeper " + ProcessHandle.current().pid() + " began");
        answer(Line.of(
                0, "ready", Map.of("pid", String.valueOf(ProcessHandle.current().pid()))));
        try {
            for (var text = Line.read(requests); text.isPresent(); text = Line.read(requests)) {
                Line request;
                try {
                    request = Line.parse(text.get());
                } catch (IllegalArgumentException e) {
                    answer(Line.of(0, "refused", Map.of("why", "not understood: " + e.getMessage())));
                    continue;
                }
                if (request.verb().equals("bye")) {
                    say("the harness said good-bye");
                    List<String> left = removeAll();
                    answer(
                            left.isEmpty()
                                    ? Line.of(request.number(), "ok", Map.of())
                                    : Line.of(request.number(), "refused", Map.of("why", String.join("; ", left))));
                    return;
                }
                workers.execute(() -> answer(carryOut(request)));
            }
            say("the harness is gone");
        } catch (IOException e) {
            say("the harness cannot be heard any more: " + e);
        }
        removeAll();
    }

    private Line carryOut(Line request) {
        try {
            return Line.of(request.number(), "ok", act(request));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return refusal(request, e);
        } catch (IOException | RuntimeException e) {
            return refusal(request, e);
        }
    }

    private Line refusal(Line request, Exception e) {
        String why =
                e instanceof IOException || e instanceof IllegalArgumentException || e instanceof NoSuchElementException
                        ? String.valueOf(e.getMessage())
                        : e.toString();
        say("refused " + request.verb() + " " + request.words() + ": " + why);
        return Line.of(request.number(), "refused", Map.of("why", why));
    }

    private Map<String, String> act(Line request) throws IOException, InterruptedException {
        switch (request.verb()) {
            case "start" -> {
                KeptEngine engine = start(PrivateOptions.parse(request.word("options")));
                return Map.of(
                        "id",
                        engine.id(),
                        "number",
                        String.valueOf(engine.recipe().number()),
                        "pid",
                        String.valueOf(engine.pid().orElse(0)));
            }
            case "kill" -> engine(request).kill();
            case "stop" -> engine(request).stop();
            case "again" -> {
                KeptEngine engine = engine(request);
                engine.startAgain();
                return Map.of("pid", String.valueOf(engine.pid().orElse(0)));
            }
            case "signal" -> engine(request).signal(Signal.parse(request.word("signal")));
            case "look" -> {
                return Map.of("pid", String.valueOf(engine(request).pid().orElse(0)));
            }
            case "lease" ->
                runs.lease(
                        request.word("run"),
                        Path.of(request.word("directory")),
                        Access.of(request.words()),
                        request.word("engine-id"),
                        Long.parseLong(request.word("harness")),
                        Duration.ofMillis(Long.parseLong(request.word("limit"))));
            case "end-lease" -> runs.end(request.word("run"));
            case "keep" -> processes.keep(Long.parseLong(request.word("process")));
            case "release" -> processes.release(Long.parseLong(request.word("process")));
            case "remove" -> {
                KeptEngine engine = engines.get(request.word("engine"));
                if (engine != null) {
                    List<String> left = engine.remove();
                    if (!left.isEmpty()) {
                        throw new IOException("engine " + engine.id() + " is not removed: " + String.join("; ", left));
                    }
                    engines.remove(engine.id(), engine);
                }
            }
            default -> throw new IllegalArgumentException("no verb of the keeper is '" + request.verb() + "'");
        }
        return Map.of();
    }

    private KeptEngine engine(Line request) {
        KeptEngine engine = engines.get(request.word("engine"));
        if (engine == null) {
            throw new NoSuchElementException("no engine is '" + request.word("engine") + "'; these are: "
                    + String.join(", ", engines.keySet().stream().sorted().toList()));
        }
        return engine;
    }

    private KeptEngine start(PrivateOptions options) throws IOException, InterruptedException {
        if (!ProcessTable.root()) {
            throw new IOException("a private engine needs root, and this runs as '" + System.getProperty("user.name")
                    + "'; the user's engine does without (--host user)");
        }
        String dockerd = options.programs()
                .map(programs -> programs.resolve("dockerd").toString())
                .orElse("dockerd");
        Commands.Ran ran = Commands.run(List.of(dockerd, "--version"), Duration.ofSeconds(10));
        if (!ran.well()) {
            throw new IOException("'" + dockerd + " --version' ended with code " + ran.code() + ": " + ran.output());
        }
        PrivateRecipe.Version version = PrivateRecipe.Version.parse(ran.output());
        for (int attempt = 1; ; attempt++) {
            KeptEngine engine = claim(options, version);
            try {
                engine.make();
                say("engine " + engine.id() + " answers, PID " + engine.pid().orElse(0));
                return engine;
            } catch (KeptEngine.Taken e) {
                discard(engine);
                if (attempt == ATTEMPTS_MOST) {
                    throw e;
                }
            } catch (IOException | RuntimeException | InterruptedException e) {
                discard(engine);
                throw e;
            }
        }
    }

    private void discard(KeptEngine engine) throws InterruptedException {
        if (engine.remove().isEmpty()) {
            engines.remove(engine.id(), engine);
        }
    }

    /** Under the lock that removal takes first: an engine is either refused, or among those that are removed. */
    private synchronized KeptEngine claim(PrivateOptions options, PrivateRecipe.Version version) throws IOException {
        if (closing) {
            throw new IOException("the keeper ends");
        }
        KeptEngine engine = new KeptEngine(Claim.next(root, options), version, () -> closing, this::say);
        engines.put(engine.id(), engine);
        return engine;
    }

    /** Removes all engines; whoever comes second waits for the first. Says what is left. */
    private List<String> removeAll() {
        synchronized (this) {
            if (closing) {
                try {
                    removed.await(60, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                return List.of();
            }
            closing = true;
        }
        long begin = System.nanoTime();
        List<String> left = new ArrayList<>();
        try {
            // Before the engines: a supervisor would heal what is being removed, and a way back may lead through one.
            left.addAll(removed("processes", processes::endAll));
            left.addAll(removed(
                    "runs",
                    () -> runs.takeBackAll(engines.values().stream()
                            .map(KeptEngine::recipe)
                            .flatMap(recipe -> Stream.of(recipe.address(), new MachineRecipe(recipe).address()))
                            .collect(Collectors.toSet()))));
            left.addAll(engines.values().parallelStream()
                    .flatMap(engine -> removal(engine).stream())
                    .toList());
            say("removed " + engines.size() + " engines in "
                    + Duration.ofNanos(System.nanoTime() - begin).toMillis() + "ms; left: " + left);
        } finally {
            removed.countDown();
        }
        return left;
    }

    private interface Part {
        List<String> remove() throws InterruptedException;
    }

    /** Whatever becomes of one part, what comes after it is removed. */
    private List<String> removed(String what, Part part) {
        try {
            return part.remove();
        } catch (InterruptedException e) {
            // The next part has not been interrupted.
            return List.of("the removal of the " + what + " was interrupted");
        } catch (RuntimeException | Error e) {
            say(what + ": " + e);
            return List.of("the " + what + ": " + e);
        }
    }

    private List<String> removal(KeptEngine engine) {
        try {
            List<String> left = engine.remove();
            // Once more, because nobody is there to ask for it: what was busy may be free by now.
            return left.isEmpty() ? left : engine.remove();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of("engine " + engine.id() + ": the removal was interrupted");
        } catch (RuntimeException | Error e) {
            say("engine " + engine.id() + ": " + e);
            return List.of("engine " + engine.id() + ": " + e);
        }
    }

    private void say(String text) {
        log.println(Instant.now() + " " + text);
    }

    private void answer(Line line) {
        byte[] bytes = (line.text() + "\n").getBytes(StandardCharsets.UTF_8);
        synchronized (answers) {
            try {
                answers.write(bytes);
                answers.flush();
            } catch (IOException e) {
                // Nobody listens any more; the end of the input says so too.
                say("not heard: " + line.number() + " " + line.verb());
            }
        }
    }
}
