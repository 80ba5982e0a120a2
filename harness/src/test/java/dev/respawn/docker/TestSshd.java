package dev.respawn.docker;

import dev.respawn.host.Commands;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * An ssh server of the tests' own, on a port of the loopback, with keys of its own and a client that knows only these.
 * Nothing of the system's or of any user's is read or written.
 */
final class TestSshd implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    // It wants an empty directory there, which is nobody else's business.
    private static final String WITH_ITS_OWN_RUN =
            "mount -t tmpfs run /run && mkdir /run/sshd && exec /usr/sbin/sshd -D -e -f \"$1\"";

    private final Path directory;
    private final int port;
    private final Process server;

    private TestSshd(Path directory, int port, Process server) {
        this.directory = directory;
        this.port = port;
        this.server = server;
    }

    /** Whether there is one to start. */
    static boolean there() {
        return Files.isExecutable(Path.of("/usr/sbin/sshd"));
    }

    /** Starts one that lets root in by a key, in an empty directory. */
    static TestSshd start(Path directory) throws Exception {
        for (String key : List.of("host", "mine", "nobodys")) {
            run(
                    "ssh-keygen",
                    "-q",
                    "-t",
                    "ed25519",
                    "-N",
                    "",
                    "-f",
                    directory.resolve(key).toString());
        }
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Files.copy(directory.resolve("mine.pub"), directory.resolve("authorized"));
        Files.writeString(directory.resolve("sshd"), """
                Port %d
                ListenAddress 127.0.0.1
                HostKey %s
                AuthorizedKeysFile %s
                PermitRootLogin prohibit-password
                PasswordAuthentication no
                KbdInteractiveAuthentication no
                StrictModes no
                UsePAM no
                PidFile none
                """.formatted(
                        port, directory.resolve("host"), directory.resolve("authorized")));
        Process server = new ProcessBuilder(
                        "unshare",
                        "--mount",
                        "sh",
                        "-c",
                        WITH_ITS_OWN_RUN,
                        "sh",
                        directory.resolve("sshd").toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile())
                .start();
        TestSshd started = new TestSshd(directory, port, server);
        started.knowing(started.directory.resolve("known"), "host");
        started.awaitListening();
        return started;
    }

    private static void run(String... argv) throws InterruptedException {
        Commands.Ran ran = Commands.run(List.of(argv), LIMIT);
        if (!ran.well()) {
            throw new IllegalStateException(String.join(" ", argv) + ": " + ran.output());
        }
    }

    private void awaitListening() throws Exception {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (true) {
            try {
                new Socket(InetAddress.getLoopbackAddress(), port).close();
                return;
            } catch (IOException e) {
                if (!server.isAlive() || System.nanoTime() > end) {
                    throw new IllegalStateException(
                            "sshd does not listen: " + Files.readString(directory.resolve("log")), e);
                }
                Thread.sleep(10);
            }
        }
    }

    private void knowing(Path file, String key) throws IOException {
        Files.writeString(file, "[127.0.0.1]:" + port + " " + Files.readString(directory.resolve(key + ".pub")));
    }

    int port() {
        return port;
    }

    /** A client that knows the server, and whom it knows: the directory of its program, and its arguments. */
    Client client() throws IOException {
        return client("client", "known", "mine");
    }

    /** One that shows another key. */
    Client stranger() throws IOException {
        return client("stranger", "known", "nobodys");
    }

    /** One that knows another server under that address. */
    Client mistaken() throws IOException {
        knowing(directory.resolve("mistaken-known"), "nobodys");
        return client("mistaken", "mistaken-known", "mine");
    }

    /** One that knows no server at all. */
    Client newcomer() throws IOException {
        return client("newcomer", "unknown", "mine");
    }

    /**
     * How a client is started.
     *
     * @param bin to stand first in a PATH
     */
    record Client(Path bin) {}

    /** ssh looks for its files in the home that the system knows, not in HOME, so that a wrapper names them. */
    private Client client(String name, String known, String key) throws IOException {
        Path bin = Files.createDirectories(directory.resolve(name));
        Path configuration = Files.writeString(
                bin.resolve("config"), """
                Host *
                  UserKnownHostsFile %s
                  GlobalKnownHostsFile /dev/null
                  IdentityFile %s
                  IdentitiesOnly yes
                  IdentityAgent none
                """.formatted(directory.resolve(known), directory.resolve(key)));
        Path program = Files.writeString(
                bin.resolve("ssh"), "#!/bin/sh\nexec /usr/bin/ssh -F '" + configuration + "' \"$@\"\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        return new Client(bin);
    }

    /** How many connections it serves. */
    long sessions() {
        return server.descendants().filter(ProcessHandle::isAlive).count();
    }

    @Override
    public void close() {
        List<ProcessHandle> sessions = server.descendants().toList();
        server.destroy();
        server.onExit().completeOnTimeout(server, 5, TimeUnit.SECONDS).join();
        sessions.forEach(ProcessHandle::destroyForcibly);
    }
}
