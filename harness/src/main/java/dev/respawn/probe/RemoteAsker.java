package dev.respawn.probe;

import dev.respawn.catalogue.Text;
import dev.respawn.model.Durations;
import dev.respawn.probe.Reach.HttpAnswer;
import dev.respawn.probe.Reach.TcpAnswer;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;

/**
 * Asks from another network namespace, through a {@link Prober} that was started there. A prober that ends or
 * falls silent fails its questions: it is a part of the harness, and says nothing about the service.
 */
public final class RemoteAsker implements Asker {
    /** How much later than its deadline an answer may come through the pipe. */
    private static final Duration ON_THE_WAY = Duration.ofMillis(40);

    /** Questions on their way; what comes on top is not asked. */
    private static final int UNANSWERED_MOST = LocalAsker.UNANSWERED_MOST;

    private static final int STDERR_MOST = 2_000;

    private final Process process;
    private final String where;
    private final Duration onTheWay;
    private final AtomicLong names = new AtomicLong();
    private final Map<Long, CompletableFuture<HttpAnswer>> unanswered = new ConcurrentHashMap<>();
    private final LinkedBlockingQueue<String> lines = new LinkedBlockingQueue<>(UNANSWERED_MOST);
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    // Guarded by itself.
    private final StringBuilder stderr = new StringBuilder();
    private final Thread errors;
    private volatile boolean ended;

    private RemoteAsker(Process process, String where, Duration onTheWay) {
        this.onTheWay = onTheWay;
        this.process = process;
        this.where = where;
        errors = start("errors", this::keepErrors);
        start("answers", this::receive);
        start("questions", this::send);
    }

    /**
     * Starts a prober in a network namespace and returns when it is ready.
     *
     * @param namespace such as /run/netns/NAME or /proc/PID/ns/net
     * @throws IOException if it is not ready within the limit, with what it said
     */
    public static RemoteAsker start(Path namespace, Duration limit) throws IOException, InterruptedException {
        return start(namespace, Map.of(), limit);
    }

    /** As {@link #start(Path, Duration)}, with more in its environment. */
    public static RemoteAsker start(Path namespace, Map<String, String> environment, Duration limit)
            throws IOException, InterruptedException {
        return start(List.of("nsenter", "--net=" + namespace), environment, namespace.toString(), limit, ON_THE_WAY);
    }

    static RemoteAsker start(List<String> before, String where, Duration limit, Duration onTheWay)
            throws IOException, InterruptedException {
        return start(before, Map.of(), where, limit, onTheWay);
    }

    private static RemoteAsker start(
            List<String> before, Map<String, String> environment, String where, Duration limit, Duration onTheWay)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(before);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // Small and soon ready: it waits for sockets, and no more.
        command.addAll(List.of("-Xmx64m", "-Xss512k", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Prober.class.getName()));
        ProcessBuilder builder = new ProcessBuilder(command);
        // They would make it print lines of its own, or listen where nobody expects it.
        builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS", "JDK_JAVA_OPTIONS"));
        builder.environment().putAll(environment);
        RemoteAsker asker = new RemoteAsker(builder.start(), where, onTheWay);
        try {
            asker.ready.get(limit.toNanos(), TimeUnit.NANOSECONDS);
            return asker;
        } catch (ExecutionException e) {
            asker.close();
            throw new IOException(asker.obituary(), e);
        } catch (TimeoutException e) {
            asker.close();
            throw new IOException(
                    "the prober in " + where + " was not ready within " + Durations.exact(limit) + asker.lastWords(),
                    e);
        } catch (InterruptedException e) {
            asker.close();
            throw e;
        }
    }

    @Override
    public CompletionStage<HttpAnswer> ask(Reach.HttpAsk ask, Duration deadline) {
        return question(name -> ProberLine.Question.http(name, ask, deadline), deadline);
    }

    @Override
    public CompletionStage<TcpAnswer> open(InetSocketAddress to, Duration deadline) {
        return question(name -> ProberLine.Question.tcp(name, to, deadline), deadline)
                .thenApply(answer -> new TcpAnswer(answer.failure()));
    }

    private CompletionStage<HttpAnswer> question(LongFunction<ProberLine.Question> make, Duration deadline) {
        long name = names.incrementAndGet();
        CompletableFuture<HttpAnswer> promise = new CompletableFuture<>();
        unanswered.put(name, promise);
        if (unanswered.size() > UNANSWERED_MOST || !lines.offer(make.apply(name).line())) {
            promise.completeExceptionally(new IOException("shed: " + UNANSWERED_MOST + " questions are on their way"));
        } else if (ended) {
            // The thread that fails them may have looked for the last time already.
            promise.completeExceptionally(new IOException(obituary()));
        }
        long most = deadline.plus(onTheWay).toNanos();
        return promise.orTimeout(most, TimeUnit.NANOSECONDS).handle((answer, failure) -> {
            unanswered.remove(name);
            if (failure == null) {
                return answer;
            }
            throw new CompletionException(
                    failure instanceof TimeoutException
                            ? new IOException("the prober in " + where + " did not answer", failure)
                            : failure);
        });
    }

    /** The process in the namespace. */
    public long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        // The end of its input would end it as well, but not one that hangs.
        process.destroyForcibly();
        fail();
    }

    private void send() {
        try (OutputStream out = new BufferedOutputStream(process.getOutputStream(), 16 * 1024)) {
            while (!ended) {
                String line = lines.poll(1, TimeUnit.SECONDS);
                if (line != null) {
                    out.write((line + "\n").getBytes(StandardCharsets.US_ASCII));
                    if (lines.isEmpty()) {
                        out.flush();
                    }
                }
            }
        } catch (IOException e) {
            // It is gone, and whoever reads its answers says so.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void receive() {
        try (InputStream in = new BufferedInputStream(process.getInputStream(), 64 * 1024)) {
            for (Optional<String> line = read(in); line.isPresent(); line = read(in)) {
                if (!ready.isDone()) {
                    if (!line.get().equals(ProberLine.READY)) {
                        throw new IOException("it began with '" + Text.shown(line.get()) + "'");
                    }
                    ready.complete(null);
                } else {
                    take(ProberLine.Answered.of(line.get()));
                }
            }
        } catch (IOException | IllegalArgumentException e) {
            note(" (" + e.getMessage() + ")");
        } finally {
            try {
                // First its last words: to destroy a process also closes what of them was not read yet.
                errors.join(1_000);
                process.destroyForcibly();
                process.waitFor(10, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            fail();
        }
    }

    private static Optional<String> read(InputStream in) throws IOException {
        return ProberLine.read(in, ProberLine.ANSWER_MOST);
    }

    private void take(ProberLine.Answered answered) {
        CompletableFuture<HttpAnswer> promise = unanswered.get(answered.name());
        if (promise == null) {
            // Its time was over.
            return;
        }
        if (answered.unasked().isPresent()) {
            promise.completeExceptionally(new IOException(answered.unasked().get()));
        } else {
            promise.complete(answered.answer());
        }
    }

    private void fail() {
        ended = true;
        IOException why = new IOException(obituary());
        ready.completeExceptionally(why);
        unanswered.values().forEach(promise -> promise.completeExceptionally(why));
    }

    private String obituary() {
        return "the prober in " + where + " ended" + (process.isAlive() ? "" : " with code " + process.exitValue())
                + lastWords();
    }

    private String lastWords() {
        String words;
        synchronized (stderr) {
            words = stderr.toString().strip();
        }
        return words.isEmpty() ? "" : ": " + Text.shown(words);
    }

    private void note(String text) {
        synchronized (stderr) {
            if (stderr.length() < STDERR_MOST) {
                stderr.append(text);
            }
        }
    }

    private void keepErrors() {
        try (InputStream in = process.getErrorStream()) {
            byte[] piece = new byte[1024];
            for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
                note(new String(piece, 0, count, StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            // It is gone.
        }
    }

    private Thread start(String what, Runnable run) {
        Thread thread = new Thread(run, "respawn-prober-" + what);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
