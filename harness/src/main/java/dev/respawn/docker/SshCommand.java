package dev.respawn.docker;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The command that carries one connection to an engine behind ssh, as docker's own client runs it: docker's client on the
 * other side copies between its streams and the engine. Hosts are known by the user's own configuration of ssh, and their
 * keys are checked. Nobody is there to answer a question, so that none is asked.
 */
final class SshCommand {
    private static final Pattern AUTHORITY =
            Pattern.compile("(?:(?<user>[^@:]*)(?<password>:[^@]*)?@)?(?<host>\\[[^\\]]*\\]|[^@:\\[\\]]*)"
                    + "(?::(?<port>[0-9]{1,5}))?");
    // What begins with a hyphen would be an option, and what goes to the other side is read by a shell there.
    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._%+\\\\-]{0,250}");
    private static final Pattern IPV6 = Pattern.compile("\\[[0-9A-Fa-f:.]+(?:%[A-Za-z0-9._-]+)?\\]");
    private static final Pattern PATH = Pattern.compile("/?|/[A-Za-z0-9._/-]{1,250}");

    private SshCommand() {}

    private record Parts(Optional<String> user, String host, Optional<String> port, String path) {}

    /** Refuses what is no such address. */
    static void check(URI address) {
        parts(address);
    }

    private static Parts parts(URI address) {
        // A host's alias may hold what no name of a host may, and has no host then as far as addresses go.
        String authority = Optional.ofNullable(address.getRawAuthority()).orElse("");
        Matcher matcher = AUTHORITY.matcher(authority);
        String path = Optional.ofNullable(address.getRawPath()).orElse("");
        if (!matcher.matches() || address.getRawQuery() != null || address.getRawFragment() != null) {
            throw wrong(address, "wanted ssh://user@host, ssh://user@host:port or ssh://user@host/path/to/docker.sock");
        }
        if (matcher.group("password") != null) {
            throw new IllegalArgumentException("an address of an engine behind ssh holds no password; use a key");
        }
        Optional<String> user = Optional.ofNullable(matcher.group("user"));
        String host = String.valueOf(matcher.group("host"));
        if (user.filter(name -> !WORD.matcher(name).matches()).isPresent()) {
            throw wrong(address, "'" + user.get() + "' cannot be a user there");
        }
        if (!WORD.matcher(host).matches() && !IPV6.matcher(host).matches()) {
            throw wrong(address, "'" + host + "' cannot be a host");
        }
        if (!PATH.matcher(path).matches()) {
            throw wrong(address, "'" + path + "' cannot be the path of a socket there");
        }
        return new Parts(
                user,
                host.startsWith("[") ? host.substring(1, host.length() - 1) : host,
                Optional.ofNullable(matcher.group("port")),
                path.equals("/") ? "" : path);
    }

    private static IllegalArgumentException wrong(URI address, String why) {
        return new IllegalArgumentException("'" + address + "' is no address of an engine behind ssh: " + why);
    }

    /** The command for one connection. */
    static List<String> dial(URI address) {
        Parts parts = parts(address);
        List<String> argv = new ArrayList<>(List.of("ssh", "-o", "BatchMode=yes", "-o", "ConnectTimeout=30", "-T"));
        argv.addAll(where(parts));
        argv.add("docker");
        if (!parts.path().isEmpty()) {
            argv.addAll(List.of("--host", "unix://" + parts.path()));
        }
        argv.addAll(List.of("system", "dial-stdio"));
        return argv;
    }

    /** The command that tells how ssh understands the address; it connects to nobody. */
    static List<String> explain(URI address) {
        List<String> argv = new ArrayList<>(List.of("ssh", "-G"));
        argv.addAll(where(parts(address)));
        return argv;
    }

    private static List<String> where(Parts parts) {
        List<String> where = new ArrayList<>();
        parts.user().ifPresent(user -> where.addAll(List.of("-l", user)));
        parts.port().ifPresent(port -> where.addAll(List.of("-p", port)));
        where.addAll(List.of("--", parts.host()));
        return where;
    }

    /** For people: what it was that went wrong. */
    static String host(URI address) {
        return parts(address).host();
    }
}
