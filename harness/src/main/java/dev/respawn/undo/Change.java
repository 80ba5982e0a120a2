package dev.respawn.undo;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One difference between two looks at a host.
 *
 * @param heading what kind of thing it is, such as mounts
 * @param line what is said of it
 */
record Change(String heading, Kind kind, String line) {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:@%+=,-]+");
    private static final Pattern PROCESS = Pattern.compile("[^,]*, PID (\\d+), begun at tick .*", Pattern.DOTALL);
    private static final Pattern ROUTE = Pattern.compile("(\\S+) by .*", Pattern.DOTALL);
    private static final Pattern MOUNT = Pattern.compile("(.*) \\([^()]*\\)(?: #\\d+)?", Pattern.DOTALL);
    private static final Pattern RULE = Pattern.compile("(ip6?tables -t \\S+) -A (.*?)(?: #\\d+)?", Pattern.DOTALL);
    private static final Pattern OBEYED = Pattern.compile("[^A-Za-z0-9 _./:,=+\"!-]|!(?! )");
    private static final Pattern CHAIN = Pattern.compile("(ip6?tables -t \\S+) :(\\S+) -.*", Pattern.DOTALL);
    private static final Pattern QDISC = Pattern.compile("qdisc \\S+ \\S+ dev (\\S+) (root|parent \\S+).*");
    private static final Pattern SETTING = Pattern.compile("(\\S+) = (.*)", Pattern.DOTALL);

    /** Which of the two looks saw it. */
    enum Kind {
        NEW,
        GONE
    }

    /** In one line. */
    String text() {
        return heading + ": " + (kind == Kind.NEW ? "new: " : "gone: ") + line;
    }

    /** In one line, with the command that takes it back. */
    String withRemedy() {
        return text() + "; removed by: " + remedy();
    }

    /** The command that takes it back. Names are quoted: they may be hostile. */
    String remedy() {
        if (kind == Kind.GONE) {
            return heading.equals("sysctls") ? set(line) : "nothing of ours; it was there before";
        }
        return switch (heading) {
            case "processes", "other processes" -> first(PROCESS, "kill -KILL ");
            case "stopped processes" -> first(PROCESS, "kill -CONT ");
            case "links" -> "ip link del " + quoted(line);
            case "routes" -> first(ROUTE, "ip route del ");
            case "network namespaces" -> "ip netns del " + quoted(line);
            case "mounts" -> first(MOUNT, "umount -- ");
            case "cgroups" -> "rmdir " + quoted(line);
            case "frozen cgroups" ->
                line.contains("/freezer/")
                        ? "echo THAWED >" + quoted(line + "/freezer.state")
                        : "echo 0 >" + quoted(line + "/cgroup.freeze");
            case "packet filter" -> rule();
            case "qdiscs" -> queue();
            case "sockets of shims" -> "rm " + quoted("/run/containerd/s/" + line);
            case "engine directories" -> line.endsWith(".json") ? "rm " + quoted(line) : "rmdir " + quoted(line);
            case "temporary files" -> "rm -r " + quoted(System.getProperty("java.io.tmpdir") + "/" + line);
            default -> "respawn undo";
        };
    }

    private String first(Pattern pattern, String command) {
        Matcher matcher = pattern.matcher(line);
        return matcher.matches() ? command + quoted(matcher.group(1)) : "respawn undo";
    }

    private String rule() {
        Matcher rule = RULE.matcher(line);
        // What a shell would obey, even between the quotes that iptables writes.
        if (rule.matches() && !OBEYED.matcher(line).find()) {
            return rule.group(1) + " -D " + rule.group(2);
        }
        Matcher chain = CHAIN.matcher(line);
        return chain.matches() ? chain.group(1) + " -X " + quoted(chain.group(2)) : "iptables, by hand";
    }

    private String queue() {
        Matcher queue = QDISC.matcher(line);
        return queue.matches()
                ? "tc qdisc del dev " + quoted(queue.group(1)) + " " + queue.group(2)
                : "tc qdisc, by hand";
    }

    private static String set(String line) {
        Matcher setting = SETTING.matcher(line);
        return setting.matches() ? "sysctl -w " + quoted(setting.group(1) + "=" + setting.group(2)) : "sysctl, by hand";
    }

    /** As one word for a shell. */
    static String quoted(String word) {
        return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
    }

    /** A command as a person would type it. */
    static String command(List<String> argv) {
        return argv.stream().map(Change::quoted).collect(Collectors.joining(" "));
    }
}
