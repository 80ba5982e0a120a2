package dev.respawn.undo;

import dev.respawn.host.Commands;
import dev.respawn.host.PrivateRecipe;
import dev.respawn.host.ProcessTable;
import dev.respawn.model.Signal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A private engine in the hands of the process that is its parent. One thing is done to it at a time. */
final class KeptEngine {
    /** How long an engine may take until it answers. */
    static final Duration READY_LIMIT = Duration.ofSeconds(40);

    /** How long it may take to end by itself: it gives its containers 10 s, and itself 15. */
    static final Duration STOP_LIMIT = Duration.ofSeconds(30);

    private static final Duration COMMAND_LIMIT = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(20);

    private final Claim claim;
    private final PrivateRecipe recipe;
    private final PrivateRecipe.Version version;
    private final BooleanSupplier closing;
    private final Consumer<String> log;

    private EngineRecord record;
    // Read without the lock: what an engine is doing must not keep anybody from seeing or killing it.
    private volatile @Nullable Process process;
    private boolean removed;

    KeptEngine(Claim claim, PrivateRecipe.Version version, BooleanSupplier closing, Consumer<String> log) {
        this.claim = claim;
        this.record = claim.record();
        this.recipe = record.recipe();
        this.version = version;
        this.closing = closing;
        this.log = log;
    }

    /** Somebody else, who lives under another root, was quicker; another number may be free. */
    static final class Taken extends IOException {
        Taken(String message) {
            super(message);
        }
    }

    /** What the keeper calls it. */
    String id() {
        return String.valueOf(recipe.number());
    }

    PrivateRecipe recipe() {
        return recipe;
    }

    /** Makes its place and starts it; it answers when this returns. */
    synchronized void make() throws IOException, InterruptedException {
        Files.createFile(recipe.networkNamespace());
        for (List<String> argv : recipe.networkCommands()) {
            stopIfClosing();
            Commands.Ran ran = Commands.run(argv, COMMAND_LIMIT);
            if (ran.output().contains("File exists")) {
                throw new Taken(recipe.addresses() + " was taken by somebody else meanwhile: " + ran.output());
            }
            if (!ran.well()) {
                String what = "'" + String.join(" ", argv) + "' ended with code " + ran.code() + ": " + ran.output();
                throw ran.output().contains("File exists") ? new Taken(what) : new IOException(what);
            }
        }
        Files.writeString(recipe.configuration(), recipe.configurationText(version));
        launch();
    }

    /** Starts it again on what it left. */
    synchronized void startAgain() throws IOException, InterruptedException {
        if (pid().isPresent()) {
            throw new IOException("engine " + id() + " runs");
        }
        awaitEndOfContainerd();
        // Both name a process that is dead, or that is somebody else's by now.
        Files.deleteIfExists(recipe.pidFile());
        Files.deleteIfExists(recipe.containerdPidFile());
        launch();
    }

    private void launch() throws IOException, InterruptedException {
        stopIfClosing();
        ProcessBuilder builder = Commands.builder(recipe.engineCommand(record.options(), version));
        builder.environment()
                .putAll(recipe.engineEnvironment(
                        record.options(), builder.environment().getOrDefault("PATH", "")));
        builder.directory(recipe.directory().toFile());
        builder.redirectErrorStream(true);
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(recipe.log().toFile()));
        Process started = builder.start();
        process = started;
        record = record.withEngine(
                started.pid(),
                ProcessTable.row(started.pid())
                        .map(ProcessTable.Row::startTicks)
                        .orElse(0L));
        record.write();

        long end = System.nanoTime() + READY_LIMIT.toNanos();
        while (!answers(recipe.socket())) {
            stopIfClosing();
            if (started.waitFor(POLL.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new IOException("dockerd ended with code " + started.exitValue()
                        + " before it answered; its last lines: " + lastLines());
            }
            if (System.nanoTime() > end) {
                throw new IOException("dockerd did not answer within " + READY_LIMIT.toSeconds() + "s; its last lines: "
                        + lastLines());
            }
        }
    }

    private void stopIfClosing() throws IOException {
        if (closing.getAsBoolean()) {
            throw new IOException("the keeper ends");
        }
    }

    /** The managed containerd dies with the engine; as long as it has not, it holds the lock on its own files. */
    private void awaitEndOfContainerd() throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(2).toNanos();
        while (containerd().isPresent() && System.nanoTime() < end) {
            Thread.sleep(5);
        }
        containerd().flatMap(row -> ProcessHandle.of(row.pid())).ifPresent(ProcessHandle::destroyForcibly);
    }

    private Optional<ProcessTable.Row> containerd() {
        try {
            String pid = Files.readString(recipe.containerdPidFile()).strip();
            return pid.matches("\\d{1,10}")
                    ? ProcessTable.row(Long.parseLong(pid))
                            .filter(row -> !row.zombie()
                                    && ProcessTable.arguments(row.pid())
                                            .contains(recipe.execRoot().toString()))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    OptionalLong pid() {
        Process current = process;
        return current != null && current.isAlive() ? OptionalLong.of(current.pid()) : OptionalLong.empty();
    }

    void kill() throws IOException, InterruptedException {
        Process current = process;
        if (current == null) {
            return;
        }
        current.destroyForcibly();
        if (!current.waitFor(10, TimeUnit.SECONDS)) {
            throw new IOException("dockerd (PID " + current.pid() + ") lives 10s after it was killed");
        }
    }

    synchronized void stop() throws IOException, InterruptedException {
        Process current = process;
        if (current == null) {
            return;
        }
        current.destroy();
        long end = System.nanoTime() + STOP_LIMIT.toNanos();
        while (!current.waitFor(POLL.toNanos(), TimeUnit.NANOSECONDS)) {
            stopIfClosing();
            if (System.nanoTime() > end) {
                throw new IOException("dockerd (PID " + current.pid() + ") lives " + STOP_LIMIT.toSeconds()
                        + "s after it was told to end");
            }
        }
    }

    void signal(Signal signal) throws IOException, InterruptedException {
        Process current = process;
        if (current == null || !current.isAlive()) {
            throw new IOException("engine " + id() + " is dead");
        }
        Commands.Ran ran =
                Commands.run(List.of("kill", "-s", signal.name(), String.valueOf(current.pid())), COMMAND_LIMIT);
        if (!ran.well()) {
            throw new IOException("'kill' ended with code " + ran.code() + ": " + ran.output());
        }
    }

    /** Removes it; says what could not be removed. */
    synchronized List<String> remove() throws InterruptedException {
        if (removed) {
            return List.of();
        }
        List<String> left = EngineRemoval.remove(record, log);
        removed = left.isEmpty();
        if (removed) {
            claim.close();
        }
        return left;
    }

    /** Asks an engine for a sign of life, without the libraries of the harness. */
    static boolean answers(Path socket) {
        try (SocketChannel channel = SocketChannel.open(java.net.StandardProtocolFamily.UNIX)) {
            channel.connect(java.net.UnixDomainSocketAddress.of(socket));
            channel.configureBlocking(false);
            ByteBuffer request = StandardCharsets.US_ASCII.encode(
                    "GET /_ping HTTP/1.1\r\nHost: respawn\r\nConnection: close\r\n\r\n");
            ByteBuffer answer = ByteBuffer.allocate(15);
            long end = System.nanoTime() + Duration.ofSeconds(2).toNanos();
            while (answer.hasRemaining() && System.nanoTime() < end) {
                channel.write(request);
                if (channel.read(answer) < 0) {
                    break;
                }
                if (answer.hasRemaining()) {
                    Thread.sleep(2);
                }
            }
            return StandardCharsets.US_ASCII.decode(answer.flip()).toString().startsWith("HTTP/1.1 200");
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private String lastLines() {
        try {
            List<String> lines = Files.readAllLines(recipe.log(), StandardCharsets.ISO_8859_1);
            List<String> last = lines.subList(Math.max(0, lines.size() - 5), lines.size());
            String text = String.join(" | ", last);
            return text.length() > 2000 ? text.substring(text.length() - 2000) : text;
        } catch (IOException e) {
            return "(none: " + e.getMessage() + ")";
        }
    }
}
