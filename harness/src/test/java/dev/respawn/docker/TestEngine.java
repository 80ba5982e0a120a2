package dev.respawn.docker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A dockerd of the tests' own, in a network namespace of its own, with everything of it under one directory. Closing it
 * leaves nothing: no process, mount, cgroup or file.
 */
public final class TestEngine implements AutoCloseable {
    private final Path root;
    private final boolean liveRestore;
    private final List<String> listening;
    private @Nullable Process daemon;

    private TestEngine(Path root, boolean liveRestore, List<String> listening) {
        this.root = root;
        this.liveRestore = liveRestore;
        this.listening = List.copyOf(listening);
    }

    /** Starts one and waits until it answers. */
    public static TestEngine start(boolean liveRestore) {
        return start(liveRestore, List.of());
    }

    /**
     * Starts one that listens here as well, and waits until it answers; its containers have no network.
     *
     * @param options that say where and how
     */
    public static TestEngine listening(List<String> options) {
        return start(false, options);
    }

    private static TestEngine start(boolean liveRestore, List<String> listening) {
        try {
            TestEngine engine = new TestEngine(Files.createTempDirectory("rsp-engine"), liveRestore, listening);
            try {
                engine.startDaemon();
                return engine;
            } catch (RuntimeException | Error e) {
                engine.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public URI address() {
        return URI.create("unix://" + root.resolve("docker.sock"));
    }

    /** An image like another one, whose containers all get a volume at this path. */
    public String imageWithVolume(String image, String path) throws EngineException, InterruptedException {
        try (DockerDoor door = DockerDoor.open(address());
                Wire wire = new Wire(Access.plain(address()))) {
            String id = door.create(ContainerSpec.plain("with-volume", image, List.of("true"), Map.of()));
            try {
                String changes = Answers.encode("VOLUME " + path);
                wire.tell("/commit?container=" + id + "&repo=with-volume&changes=" + changes, Map.of());
            } finally {
                door.remove(id);
            }
            return "with-volume:latest";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts the daemon and waits until it answers. */
    public void startDaemon() {
        try {
            // A killed daemon leaves both, and either keeps the next from starting.
            Files.deleteIfExists(root.resolve("docker.pid"));
            Files.deleteIfExists(root.resolve("exec/containerd/containerd.pid"));
            List<String> command = new ArrayList<>(
                    listening.isEmpty()
                            ? List.of("unshare", "--net", "sh", "-c", "ip link set lo up && exec dockerd \"$@\"", "sh")
                            : List.of("dockerd", "--bridge=none", "--iptables=false", "--ip-forward=false"));
            command.addAll(listening);
            command.addAll(List.of(
                    "--data-root=" + root.resolve("data"),
                    "--exec-root=" + root.resolve("exec"),
                    "--host=" + address(),
                    "--pidfile=" + root.resolve("docker.pid"),
                    "--cgroup-parent=/" + root.getFileName(),
                    "--log-level=warn"));
            if (liveRestore) {
                command.add("--live-restore");
            }
            daemon = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(
                            ProcessBuilder.Redirect.appendTo(root.resolve("log").toFile()))
                    .start();
            waitUntilItAnswers(Duration.ofSeconds(60));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void waitUntilItAnswers(Duration limit) throws IOException {
        long end = System.nanoTime() + limit.toNanos();
        try (DockerDoor door = DockerDoor.open(address())) {
            while (true) {
                try {
                    door.ping(Duration.ofSeconds(2));
                    return;
                } catch (EngineException e) {
                    if (System.nanoTime() > end || !daemon().isAlive()) {
                        throw new IllegalStateException(
                                "dockerd does not answer: " + Files.readString(root.resolve("log")), e);
                    }
                    Thread.sleep(20);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private Process daemon() {
        if (daemon == null) {
            throw new IllegalStateException("the daemon was never started");
        }
        return daemon;
    }

    public long pid() {
        return daemon().pid();
    }

    /** Stops every thread of the daemon, and waits until it has. */
    public void freeze() {
        run("kill", "-STOP", String.valueOf(pid()));
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!stopped()) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("dockerd does not stop");
            }
            Thread.onSpinWait();
        }
    }

    private boolean stopped() {
        try (Stream<Path> tasks = Files.list(Path.of("/proc", String.valueOf(pid()), "task"))) {
            for (Path task : tasks.toList()) {
                String stat = Files.readString(task.resolve("stat"));
                if (stat.charAt(stat.lastIndexOf(')') + 2) != 'T') {
                    return false;
                }
            }
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Takes {@link #freeze} back. */
    public void thaw() {
        run("kill", "-CONT", String.valueOf(pid()));
    }

    /** Kills the daemon at once; containers live on. */
    public void killDaemon() {
        daemon().destroyForcibly();
        try {
            daemon().waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Ends everything of it and removes it. */
    @Override
    public void close() {
        if (daemon != null && daemon.isAlive()) {
            run("kill", "-CONT", String.valueOf(daemon.pid()));
            try (DockerDoor door = DockerDoor.open(address())) {
                for (String id : door.containers(Map.of())) {
                    door.remove(id);
                }
            } catch (EngineException e) {
                System.err.println("clean-up of the test engine: " + e.getMessage());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            daemon.destroy();
            try {
                if (!daemon.waitFor(15, TimeUnit.SECONDS)) {
                    daemon.destroyForcibly().waitFor();
                }
            } catch (InterruptedException e) {
                daemon.destroyForcibly();
                Thread.currentThread().interrupt();
            }
        }
        endProcesses();
        unmount();
        removeControlGroups();
        try (Stream<Path> files = Files.walk(root)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(path -> path.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (Files.exists(root)) {
            throw new IllegalStateException("the test engine left files in " + root);
        }
    }

    /** Whatever names our directory on its command line, or lives in our cgroups, is ours. */
    private void endProcesses() {
        List<ProcessHandle> ours = new ArrayList<>();
        ProcessHandle.allProcesses().forEach(process -> {
            try {
                String line = Files.readString(Path.of("/proc", String.valueOf(process.pid()), "cmdline"));
                String groups = Files.readString(Path.of("/proc", String.valueOf(process.pid()), "cgroup"));
                if (line.contains(root.toString() + "/") || groups.contains("/" + root.getFileName() + "/")) {
                    ours.add(process);
                }
            } catch (IOException e) {
                // Gone meanwhile.
            }
        });
        ours.forEach(ProcessHandle::destroyForcibly);
        for (ProcessHandle process : ours) {
            process.onExit().completeOnTimeout(process, 5, TimeUnit.SECONDS).join();
        }
    }

    private void unmount() {
        try {
            List<String> points = Files.readAllLines(Path.of("/proc/self/mounts")).stream()
                    .map(line -> line.split(" ")[1])
                    .filter(point -> point.startsWith(root.toString()))
                    .sorted(Comparator.reverseOrder())
                    .toList();
            points.forEach(point -> run("umount", "-l", point));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void removeControlGroups() {
        try (Stream<Path> controllers = Files.list(Path.of("/sys/fs/cgroup"))) {
            for (Path controller : controllers.toList()) {
                Path group = controller.resolve(root.getFileName());
                if (Files.isDirectory(group)) {
                    try (Stream<Path> groups = Files.walk(group)) {
                        groups.filter(Files::isDirectory)
                                .sorted(Comparator.reverseOrder())
                                .forEach(path -> path.toFile().delete());
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void run(String... command) {
        try {
            Process process = new ProcessBuilder(command).inheritIO().start();
            process.waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
