package dev.respawn.scenarios;

import dev.respawn.docker.ContainerFacts;
import dev.respawn.docker.ContainerSpec;
import dev.respawn.docker.Door;
import dev.respawn.docker.EngineException;
import dev.respawn.host.Commands;
import dev.respawn.host.Content;
import dev.respawn.host.ProcessTable;
import dev.respawn.model.ByteSize;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A container of somebody else's that a run may break, and everything about it that a fault may change, looked at from
 * the kernel's side and by nothing that takes faults back.
 */
record Bystander(String id, String name) {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final int BYTES = 3_000;

    /** Makes one, with a file whose mode, owner and times nobody would guess. */
    static Bystander make(Door door, String image, String name)
            throws EngineException, IOException, InterruptedException {
        String id = door.create(ContainerSpec.plain(
                        name, image, List.of("sh", "-c", SweptFault.SERVES), Map.of("dev.respawn.may-break", "yes"))
                .restarting("always", 0)
                .limitedTo(new ByteSize(32L << 20))
                .mounting(new ContainerSpec.Mount.Memory(SweptFault.DISK, new ByteSize(8L << 20))));
        door.start(id);
        long pid = door.inspect(id).map(ContainerFacts::pid).orElse(0L);
        Path file = within(pid, SweptFault.FILE);
        byte[] content = new byte[BYTES];
        SplittableRandom random = new SplittableRandom(pid);
        for (int i = 0; i < content.length; i++) {
            content[i] = (byte) random.nextInt(256);
        }
        Files.write(file, content);
        for (List<String> command : List.of(
                List.of("chown", "1234:2345", file.toString()),
                List.of("chmod", "4751", file.toString()),
                List.of("touch", "-m", "-d", "2001-02-03 04:05:06.123456789 UTC", file.toString()),
                List.of("touch", "-a", "-d", "2002-03-04 05:06:07.987654321 UTC", file.toString()))) {
            Commands.Ran ran = Commands.run(command, LIMIT);
            if (!ran.well()) {
                throw new IOException(command + " ended with " + ran);
            }
        }
        return new Bystander(id, name);
    }

    private static Path within(long pid, String path) {
        return Path.of("/proc/" + pid + "/root" + path);
    }

    /** Everything about it; a container that is gone has nothing. */
    List<String> now(Door door) throws InterruptedException {
        List<String> lines = new ArrayList<>();
        Optional<ContainerFacts> found;
        try {
            found = door.inspect(id);
        } catch (EngineException e) {
            return List.of("the engine does not tell: " + e.getMessage());
        }
        if (found.isEmpty()) {
            return lines;
        }
        ContainerFacts facts = found.get();
        lines.add("it is " + facts.condition().status());
        lines.add("name " + facts.name() + ", image " + facts.image() + ", labels " + new TreeMap<>(facts.labels()));
        lines.add("policy " + facts.restartPolicy() + ":" + facts.retries());
        lines.add("memory limit " + facts.memory());
        long pid = facts.pid();
        if (pid == 0) {
            return lines;
        }
        try {
            lines.add("kernel's memory limit " + group(pid, "memory", "memory.limit_in_bytes", "memory.max"));
            lines.add("frozen: " + group(pid, "freezer", "freezer.state", "cgroup.freeze"));
            lines.add("willing to be killed for memory: "
                    + Files.readString(Path.of("/proc/" + pid + "/oom_score_adj"))
                            .strip());
            lines.add(file(pid));
            for (String directory : List.of("/", "/etc", SweptFault.DISK)) {
                try (Stream<Path> names = Files.list(within(pid, directory))) {
                    lines.add("in " + directory + ": "
                            + names.map(path -> String.valueOf(path.getFileName()))
                                    .sorted()
                                    .toList());
                }
            }
        } catch (IOException | UncheckedIOException e) {
            lines.add("not seen: " + e);
        }
        lines.add("stopped: " + stopped());
        return lines;
    }

    /** Read in such a way that it is no access, whose time is compared as well. */
    private static String file(long pid) throws IOException {
        Path file = within(pid, SweptFault.FILE);
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return SweptFault.FILE + " is not there";
        }
        Map<String, Object> is = Files.readAttributes(
                file, "unix:mode,uid,gid,nlink,size,lastModifiedTime,lastAccessTime", LinkOption.NOFOLLOW_LINKS);
        Process reading = new ProcessBuilder("dd", "if=" + file, "iflag=noatime", "bs=64k", "status=none").start();
        reading.getOutputStream().close();
        byte[] content = reading.getInputStream().readAllBytes();
        return SweptFault.FILE + " " + new TreeMap<>(is) + ", " + new Content(content) + " "
                + new Content(content).sha256();
    }

    private static String group(long pid, String controller, String first, String unified) throws IOException {
        for (String line : Files.readString(Path.of("/proc/" + pid + "/cgroup"), StandardCharsets.ISO_8859_1)
                .lines()
                .toList()) {
            String[] parts = line.split(":", 3);
            if (List.of(parts[1].split(",")).contains(controller)) {
                return Files.readString(Path.of("/sys/fs/cgroup", controller, parts[2], first))
                        .strip();
            }
        }
        for (String line : Files.readString(Path.of("/proc/" + pid + "/cgroup"), StandardCharsets.ISO_8859_1)
                .lines()
                .toList()) {
            if (line.startsWith("0::")) {
                return Files.readString(Path.of("/sys/fs/cgroup", line.substring(3), unified))
                        .strip();
            }
        }
        throw new IOException("process " + pid + " is in no cgroup of " + controller);
    }

    private List<String> stopped() {
        return ProcessTable.pids().stream()
                .filter(pid ->
                        ProcessTable.row(pid).filter(row -> row.state() == 'T').isPresent())
                .filter(pid -> ProcessTable.cgroups(pid).contains(id))
                .map(pid -> pid + " " + ProcessTable.arguments(pid))
                .toList();
    }

    /**
     * What is different now; empty if it is as it was.
     *
     * @param mayBeGone whether what was done to it cannot be taken back
     */
    List<String> difference(List<String> was, List<String> is, boolean mayBeGone) {
        if (is.isEmpty()) {
            return mayBeGone ? List.of() : List.of("container '" + name + "' is gone");
        }
        List<String> difference = new ArrayList<>();
        was.stream()
                .filter(line -> !is.contains(line))
                .forEach(line -> difference.add("container '" + name + "' was: " + line));
        is.stream()
                .filter(line -> !was.contains(line))
                .forEach(line -> difference.add("container '" + name + "' is: " + line));
        return difference;
    }
}
