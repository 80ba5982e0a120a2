package dev.respawn.host;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a private engine is made, and what of it is on the host. All names follow from the root and the number, so that
 * whoever knows these two can remove it.
 *
 * <p>It lives in a network namespace of its own, so that neither its bridge nor its packet filter touches the user's
 * engine. One block of 256 addresses from the range set aside for benchmarks (RFC 2544) is all it takes of the host's
 * routes: clouds use 172.31.0.0/16 and parts of 169.254.0.0/16 for themselves.
 *
 * @param root the directory under which all private engines live
 * @param number from 1 to 254, its own on this host
 */
public record PrivateRecipe(Path root, int number) {
    /** The highest number an engine may have. */
    public static final int NUMBER_LAST = 254;

    private static final Path ROOT_USUAL = Path.of("/var/lib/respawn");
    private static final Pattern VERSION = Pattern.compile("(\\d{1,4})\\.(\\d{1,4})(\\.\\d+)?");
    private static final int ROOT_LENGTH_MOST = 60;

    public PrivateRecipe {
        if (number < 1 || number > NUMBER_LAST) {
            throw new IllegalArgumentException(
                    "a private engine is numbered " + number + "; wanted 1 to " + NUMBER_LAST);
        }
        if (!root.isAbsolute() || !root.normalize().equals(root)) {
            throw new IllegalArgumentException("private engines live under '" + root + "'; wanted an absolute path");
        }
        // A socket's path has room for 107 bytes, and the longest below it takes 45.
        if (root.toString().length() > ROOT_LENGTH_MOST) {
            throw new IllegalArgumentException("private engines live under '" + root + "', which is longer than "
                    + ROOT_LENGTH_MOST + " characters; sockets below it could not be opened");
        }
    }

    /** Where private engines live: property {@code respawn.root}, else variable RESPAWN_ROOT, else /var/lib/respawn. */
    public static Path rootDefault() {
        // Who is not root has no engines of ours, but leases of runs on other engines.
        Path usual = ProcessTable.root()
                ? ROOT_USUAL
                : Path.of(System.getProperty("user.home", "/"), ".local", "state", "respawn");
        String property = System.getProperty("respawn.root", "");
        String variable = System.getenv().getOrDefault("RESPAWN_ROOT", "");
        String chosen = !property.isEmpty() ? property : !variable.isEmpty() ? variable : usual.toString();
        return Path.of(chosen).toAbsolutePath().normalize();
    }

    /** The directories of all private engines, each named by its number. */
    public static Path enginesDirectory(Path root) {
        return root.resolve("engines");
    }

    /** Everything it has on disk. */
    public Path directory() {
        return enginesDirectory(root).resolve(String.valueOf(number));
    }

    /**
     * The name of its link, its cgroup and itself. Under another root than the usual one it ends with four letters of
     * that root: two who do not see each other's directories must not remove each other's engines.
     */
    public String name() {
        return "respawn-" + number + (root.equals(ROOT_USUAL) ? "" : letters(root));
    }

    /** Four letters, because the kernel has room for 15 characters in the name of a link. */
    private static String letters(Path root) {
        int hash = root.toString().hashCode();
        StringBuilder letters = new StringBuilder();
        for (int i = 0; i < 4; i++) {
            letters.append((char) ('a' + Integer.remainderUnsigned(hash, 26)));
            hash = Integer.divideUnsigned(hash, 26);
        }
        return letters.toString();
    }

    /** The host's end of the pair that leads into its namespace. */
    public String link() {
        return name();
    }

    /** The file on which its network namespace is mounted; no entry of {@code ip netns}, which is the user's list. */
    public Path networkNamespace() {
        return directory().resolve("netns");
    }

    public Path socket() {
        return directory().resolve("docker.sock");
    }

    public URI address() {
        return URI.create("unix://" + socket());
    }

    public Path pidFile() {
        return directory().resolve("docker.pid");
    }

    public Path dataRoot() {
        return directory().resolve("data");
    }

    public Path execRoot() {
        return directory().resolve("exec");
    }

    /** The PID of the containerd that the engine started; as long as it is there, a new engine waits for that one. */
    public Path containerdPidFile() {
        return execRoot().resolve("containerd").resolve("containerd.pid");
    }

    public Path log() {
        return directory().resolve("dockerd.log");
    }

    public Path configuration() {
        return directory().resolve("daemon.json");
    }

    /** The cgroup of all its containers, below the root of each hierarchy. */
    public String cgroupParent() {
        return "/" + name();
    }

    /** All addresses it uses: containers of the default bridge, of other networks, and the link. */
    public String addresses() {
        return block(0) + "/24";
    }

    /** Where its published ports answer. */
    public InetAddress publishedAddress() {
        try {
            return InetAddress.getByName(block(254));
        } catch (UnknownHostException e) {
            throw new AssertionError("an address in numbers is not looked up", e);
        }
    }

    /** The commands that make its namespace and the way there, in order. */
    public List<List<String>> networkCommands() {
        return List.of(
                List.of("unshare", "--net=" + networkNamespace(), "true"),
                List.of(
                        "ip",
                        "link",
                        "add",
                        link(),
                        "type",
                        "veth",
                        "peer",
                        "name",
                        "eth0",
                        "netns",
                        networkNamespace().toString()),
                List.of("ip", "addr", "add", block(253) + "/30", "dev", link()),
                List.of("ip", "link", "set", link(), "up"),
                inside("ip", "addr", "add", block(254) + "/30", "dev", "eth0"),
                inside("ip", "link", "set", "eth0", "up"),
                // The kernel gives this route to one engine only; whoever is refused takes another number. It names
                // its link, because for a moment the other's addresses are there as well.
                List.of("ip", "route", "add", addresses(), "via", block(254), "dev", link()),
                inside("ip", "link", "set", "lo", "up"),
                inside("ip", "route", "add", "default", "via", block(253)),
                // The engine keeps a chain of this name as it finds it. Without it, newer engines drop what comes
                // from the host to a port that is not published.
                inside("iptables", "-N", "DOCKER-USER"),
                inside("iptables", "-A", "DOCKER-USER", "-i", "eth0", "-j", "ACCEPT"));
    }

    /** A command, run in the engine's network namespace and in nothing else of it. */
    public List<String> inside(String... command) {
        List<String> argv = new ArrayList<>(List.of("nsenter", "--net=" + networkNamespace()));
        argv.addAll(List.of(command));
        return List.copyOf(argv);
    }

    /** The engine's configuration file: its own, as it would otherwise read the user's and refuse to start. */
    public String configurationText(Version version) {
        // Up to 24 the engine makes /etc/docker/key.json unless told otherwise; later ones know neither.
        return version.major() < 25
                ? "{\"deprecated-key-path\": \"" + directory().resolve("key.json") + "\"}\n"
                : "{}\n";
    }

    /** The command that becomes the engine; its PID is the engine's. */
    public List<String> engineCommand(PrivateOptions options, Version version) {
        List<String> argv = new ArrayList<>(inside(
                "dockerd",
                "--config-file",
                configuration().toString(),
                "--data-root",
                dataRoot().toString(),
                "--exec-root",
                execRoot().toString(),
                "-H",
                address().toString(),
                "-p",
                pidFile().toString(),
                "--bip",
                block(1) + "/26",
                // Ten networks of 13 containers each: several runs at a time have two or three each.
                "--default-address-pool",
                "base=" + block(64) + "/26,size=28",
                "--default-address-pool",
                "base=" + block(128) + "/26,size=28",
                "--default-address-pool",
                "base=" + block(192) + "/27,size=28",
                "--cgroup-parent",
                cgroupParent(),
                "--exec-opt",
                "native.cgroupdriver=cgroupfs",
                "--live-restore=" + options.liveRestore(),
                "--userland-proxy=" + options.userlandProxy()));
        // The option came with 28.2; its two predecessors are told by a variable.
        if (version.atLeast(28, 2)) {
            argv.add("--allow-direct-routing");
        }
        return List.copyOf(argv);
    }

    /**
     * What the engine finds in its environment, beside what is there.
     *
     * @param path where its programs are looked for otherwise
     */
    public Map<String, String> engineEnvironment(PrivateOptions options, String path) {
        Map<String, String> environment = new TreeMap<>(Map.of(
                // Without a system bus it cannot put its bridge into a zone of the host's firewalld.
                "DBUS_SYSTEM_BUS_ADDRESS",
                "unix:path=" + directory().resolve("no-bus"),
                "DOCKER_INSECURE_NO_IPTABLES_RAW",
                "1",
                // A containerd that is told to show its stacks writes them among the temporary files.
                "TMPDIR",
                directory().toString()));
        // The engine finds its containerd there, and that one the rest.
        options.programs().ifPresent(programs -> environment.put("PATH", programs + ":" + path));
        options.minimumApi().ifPresent(version -> environment.put("DOCKER_MIN_API_VERSION", version));
        return environment;
    }

    /** The address of this number in its block. */
    String block(int last) {
        return "198.19." + number + "." + last;
    }

    /** The version of the engine's program. */
    public record Version(int major, int minor) {
        /**
         * Reads what {@code dockerd --version} prints.
         *
         * @throws IllegalArgumentException if there is no version in it
         */
        public static Version parse(String text) {
            Matcher matcher = VERSION.matcher(text);
            if (!matcher.find()) {
                throw new IllegalArgumentException(
                        "'" + text.strip() + "' names no version of dockerd; wanted 'Docker version 20.10.24, …'");
            }
            return new Version(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
        }

        boolean atLeast(int wantedMajor, int wantedMinor) {
            return major > wantedMajor || (major == wantedMajor && minor >= wantedMinor);
        }
    }
}
