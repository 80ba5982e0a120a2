package dev.respawn.docker;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The way to an engine, as data: with it any process of the same user finds there.
 *
 * @param address {@code unix:///path}, {@code tcp://host:port} or {@code ssh://user@host}
 * @param tls what is believed and shown there, only on TCP; empty if nothing is
 */
public record Access(URI address, Optional<Tls> tls) {
    private static final int PLAIN_PORT = 2375;
    private static final int TLS_PORT = 2376;

    /**
     * Both sides prove to each other who they are, as docker's own client does it.
     *
     * @param directory holds {@code ca.pem}, {@code cert.pem} and {@code key.pem}; without the first the authorities of
     *     the Java runtime are believed, without the others nothing is shown
     * @param verified whether the engine has to prove who it is
     */
    public record Tls(Path directory, boolean verified) {
        Path authorities() {
            return directory.resolve("ca.pem");
        }

        Path certificate() {
            return directory.resolve("cert.pem");
        }

        Path key() {
            return directory.resolve("key.pem");
        }
    }

    public Access {
        String scheme = String.valueOf(address.getScheme());
        boolean ours = switch (scheme) {
            case "unix" -> address.getPath() != null && !address.getPath().isEmpty();
            case "tcp" -> address.getHost() != null;
            case "ssh" -> {
                SshCommand.check(address);
                yield true;
            }
            default -> false;
        };
        if (!ours) {
            throw new IllegalArgumentException("'" + address
                    + "' is no address of an engine; wanted unix:///path/to/docker.sock, tcp://host:port or"
                    + " ssh://user@host");
        }
        if (tls.isPresent() && !scheme.equals("tcp")) {
            throw new IllegalArgumentException("'" + address + "' is not spoken to over TLS; only tcp://host:port is");
        }
    }

    /** To an engine of which nothing is believed, and to which nothing is shown. */
    public static Access plain(URI address) {
        return new Access(address, Optional.empty());
    }

    boolean is(String scheme) {
        return scheme.equals(address.getScheme());
    }

    /** Whether it leads to a socket in this file system; whose machine that is it does not say. */
    public boolean local() {
        return is("unix");
    }

    /** The host as the address names it; empty for a socket of this file system. */
    public Optional<String> host() {
        return switch (String.valueOf(address.getScheme())) {
            case "tcp" -> Optional.of(address.getHost());
            case "ssh" -> Optional.of(SshCommand.host(address));
            default -> Optional.empty();
        };
    }

    /** The command that tells whom ssh means by that host, and connects to nobody; empty if it is not behind ssh. */
    public Optional<List<String>> sshExplained() {
        return is("ssh") ? Optional.of(SshCommand.explain(address)) : Optional.empty();
    }

    /** The port on TCP; engines have the same ones everywhere where none is named. */
    int port() {
        return address.getPort() > 0 ? address.getPort() : tls.isPresent() ? TLS_PORT : PLAIN_PORT;
    }

    /** What whoever goes this way must know beforehand, in one line; empty if that is nothing. */
    public Optional<String> warning() {
        if (!is("tcp") || (tls.isPresent() && tls.get().verified()) || loopback()) {
            return Optional.empty();
        }
        return Optional.of(
                tls.isPresent()
                        ? "the engine at " + address
                                + " does not have to prove who it is: whoever sits between can read"
                                + " and change all that is said, and be root there; DOCKER_TLS_VERIFY=1 makes it"
                        : "the engine at " + address + " is spoken to over plain TCP: whoever reaches that port is root"
                                + " there, and whoever sits between can read and change all that is said; TLS"
                                + " (DOCKER_TLS_VERIFY=1) or ssh://user@host protects it");
    }

    private boolean loopback() {
        try {
            return InetAddress.getByName(address.getHost()).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /** The same for programs that are started, as docker's own client reads it from its environment. */
    public Map<String, String> environment() {
        Map<String, String> environment = new TreeMap<>(Map.of("DOCKER_HOST", address.toString()));
        tls.ifPresent(it -> {
            environment.put(it.verified() ? "DOCKER_TLS_VERIFY" : "DOCKER_TLS", "1");
            environment.put("DOCKER_CERT_PATH", it.directory().toString());
        });
        return environment;
    }

    /** The variables by which docker's own client would find somewhere else. */
    public static List<String> variables() {
        return List.of("DOCKER_HOST", "DOCKER_CONTEXT", "DOCKER_TLS", "DOCKER_TLS_VERIFY", "DOCKER_CERT_PATH");
    }

    /** The same as options of docker's own client, for people. */
    public List<String> options() {
        List<String> options = new ArrayList<>(List.of("-H", address.toString()));
        tls.ifPresent(it -> {
            options.add(it.verified() ? "--tlsverify" : "--tls");
            options.addAll(List.of("--tlscacert", it.authorities().toString()));
            options.addAll(List.of("--tlscert", it.certificate().toString()));
            options.addAll(List.of("--tlskey", it.key().toString()));
        });
        return options;
    }

    /** For people. */
    @Override
    public String toString() {
        return address
                + tls.map(it -> " with TLS" + (it.verified() ? "" : ", unverified"))
                        .orElse("");
    }

    /** As words that {@link #of(Map)} reads again. */
    public Map<String, String> words() {
        Map<String, String> words = new TreeMap<>(Map.of("engine", address.toString()));
        tls.ifPresent(it -> {
            words.put("tls", it.directory().toString());
            words.put("tls-verified", String.valueOf(it.verified()).toLowerCase(Locale.ROOT));
        });
        return words;
    }

    /**
     * The one that these words name; others among them do not matter.
     *
     * @throws IllegalArgumentException if they name none
     */
    public static Access of(Map<String, String> words) {
        String directory = words.getOrDefault("tls", "");
        return new Access(
                URI.create(words.getOrDefault("engine", "")),
                directory.isEmpty()
                        ? Optional.empty()
                        : Optional.of(new Tls(Path.of(directory), !"false".equals(words.get("tls-verified")))));
    }
}
