package dev.respawn.outlook;

import dev.respawn.docker.Door;
import dev.respawn.docker.EngineException;
import dev.respawn.docker.FileStat;
import dev.respawn.docker.TarReader;
import dev.respawn.journal.Event;
import dev.respawn.journal.Journal;
import dev.respawn.model.EngineEvent;
import dev.respawn.model.FileState;
import dev.respawn.model.ServiceName;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What files in containers are, through the engine: so that links lead nowhere but where they lead inside the container,
 * and containers that are paused or dead can be looked into as well.
 */
final class FileLooks implements Gatherer {
    /** The longest file whose content is looked at. */
    static final long FILE_MOST = 64L << 20;

    private static final Duration READING = Duration.ofSeconds(20);

    private final Map<ServiceName, Set<String>> paths;
    private final RunContainers containers;
    private final Door door;
    private final Journal journal;

    FileLooks(Map<ServiceName, Set<String>> paths, RunContainers containers, Door door, Journal journal) {
        this.paths = Map.copyOf(paths);
        this.containers = containers;
        this.door = door;
        this.journal = journal;
    }

    @Override
    public String what() {
        return "a file";
    }

    // Files are looked at when something happened, and not in between.
    @Override
    public Duration every() {
        return Duration.ofDays(1);
    }

    @Override
    public boolean wakes(EngineEvent event) {
        return event.is("start");
    }

    @Override
    public void look(RunContainers.Known container) throws InterruptedException {
        Set<String> wanted = paths.getOrDefault(container.target().name(), Set.of());
        // What stands beside the container of now is another file of the same name.
        if (wanted.isEmpty()
                || containers
                        .latest(container.target())
                        .filter(container::equals)
                        .isEmpty()) {
            return;
        }
        for (String path : wanted) {
            journal.append(new Event.FileSeen(container.target(), container.id(), path, state(container, path)));
        }
    }

    private FileState state(RunContainers.Known container, String path) throws InterruptedException {
        try {
            Optional<FileStat> stat = door.stat(container.id(), path);
            String at = path;
            if (stat.isPresent() && !stat.get().linkTarget().isEmpty()) {
                // The engine has followed it to its end, within the container.
                at = stat.get().linkTarget();
                stat = door.stat(container.id(), at);
            }
            if (stat.isEmpty()) {
                return door.inspect(container.id()).isPresent()
                        ? new FileState.Missing()
                        : new FileState.Unknown("the engine has no container " + container.shortId());
            }
            return there(container.id(), at, stat.get());
        } catch (EngineException e) {
            return new FileState.Unknown(e.getMessage());
        }
    }

    private FileState there(String id, String path, FileStat stat) throws EngineException, InterruptedException {
        if (stat.directory()) {
            return new FileState.Unknown("it is a directory");
        }
        if (!stat.linkTarget().isEmpty()) {
            return new FileState.Unknown("it is a symbolic link that leads to itself");
        }
        if (stat.size() > FILE_MOST) {
            return new FileState.Unknown(
                    "it is " + stat.size() + " bytes long; files are looked at up to " + (FILE_MOST >> 20) + "MiB");
        }
        return door.readArchive(id, path, READING, in -> read(in, stat))
                .orElseGet(() -> new FileState.Unknown("it went while it was looked at"));
    }

    /** Reads the only entry of an archive. */
    static FileState read(InputStream in, FileStat stat) throws IOException {
        TarReader tar = new TarReader(in);
        Optional<TarReader.Entry> first = tar.next();
        if (first.isEmpty() || first.get().kind() != TarReader.Kind.FILE) {
            return new FileState.Unknown("it is no plain file");
        }
        TarReader.Entry entry = first.get();
        if (entry.size() > FILE_MOST) {
            return new FileState.Unknown("it grew while it was looked at");
        }
        MessageDigest digest = sha256();
        InputStream content = tar.content();
        byte[] piece = new byte[64 << 10];
        for (int count = content.read(piece); count >= 0; count = content.read(piece)) {
            digest.update(piece, 0, count);
        }
        // The archive rounds its times to seconds, the engine itself does not.
        return new FileState.There(
                entry.size(),
                HexFormat.of().formatHex(digest.digest()),
                stat.mode(),
                entry.user(),
                entry.group(),
                stat.modified());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
