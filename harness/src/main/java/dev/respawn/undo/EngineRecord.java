package dev.respawn.undo;

import dev.respawn.host.PrivateOptions;
import dev.respawn.host.PrivateRecipe;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Properties;

/**
 * What is on disk about a private engine, from before anything of it exists. What is to be removed follows from the
 * recipe; this says who owns it, and what was on the host before.
 *
 * @param owner the PID of the keeper
 * @param ownerStart its start, in ticks since boot
 * @param boot the start of the kernel in which this was written
 * @param containerdWasThere whether /run/containerd was there before
 * @param dockerWasThere whether /run/docker was there before
 * @param enginePid the engine's process, 0 before its first start
 */
record EngineRecord(
        PrivateRecipe recipe,
        PrivateOptions options,
        long owner,
        long ownerStart,
        String boot,
        boolean containerdWasThere,
        boolean dockerWasThere,
        long enginePid,
        long engineStart) {
    private static final String FILE = "engine.properties";

    EngineRecord withEngine(long pid, long start) {
        return new EngineRecord(
                recipe, options, owner, ownerStart, boot, containerdWasThere, dockerWasThere, pid, start);
    }

    /** Writes it; it is on disk when this returns. */
    void write() throws IOException {
        Properties properties = new Properties();
        properties.setProperty("number", String.valueOf(recipe.number()));
        properties.setProperty("directory", recipe.directory().toString());
        properties.setProperty("network-namespace", recipe.networkNamespace().toString());
        properties.setProperty("link", recipe.link());
        properties.setProperty("route", recipe.addresses());
        properties.setProperty("cgroup-parent", recipe.cgroupParent());
        properties.setProperty("options", options.text());
        properties.setProperty("owner", String.valueOf(owner));
        properties.setProperty("owner-start", String.valueOf(ownerStart));
        properties.setProperty("boot", boot);
        properties.setProperty("containerd-was-there", String.valueOf(containerdWasThere));
        properties.setProperty("docker-was-there", String.valueOf(dockerWasThere));
        properties.setProperty("engine", String.valueOf(enginePid));
        properties.setProperty("engine-start", String.valueOf(engineStart));
        StringWriter text = new StringWriter();
        properties.store(text, "A private engine of Respawn; `respawn undo` removes it when its owner is gone.");

        Path directory = recipe.directory();
        Path staging = directory.resolve(FILE + ".new");
        try (FileChannel channel = FileChannel.open(
                staging, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer bytes = ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(staging, directory.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
        sync(directory);
        sync(PrivateRecipe.enginesDirectory(recipe.root()));
    }

    private static void sync(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** What is written of an engine; empty if that is nothing, or not to be understood. */
    static Optional<EngineRecord> read(PrivateRecipe recipe) {
        try {
            Properties properties = new Properties();
            properties.load(new StringReader(Files.readString(recipe.directory().resolve(FILE))));
            return Optional.of(new EngineRecord(
                    recipe,
                    PrivateOptions.parse(properties.getProperty("options", "")),
                    Long.parseLong(properties.getProperty("owner", "0")),
                    Long.parseLong(properties.getProperty("owner-start", "0")),
                    properties.getProperty("boot", ""),
                    !"false".equals(properties.getProperty("containerd-was-there")),
                    !"false".equals(properties.getProperty("docker-was-there")),
                    Long.parseLong(properties.getProperty("engine", "0")),
                    Long.parseLong(properties.getProperty("engine-start", "0"))));
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
