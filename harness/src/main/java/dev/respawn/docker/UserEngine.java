package dev.respawn.docker;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/**
 * The user's own engine: the one that docker's own client would speak to, by the same rules. DOCKER_HOST comes first, then
 * the context that DOCKER_CONTEXT names or that {@code docker context use} has chosen, then the socket of this machine.
 *
 * @param because who said so, for people
 */
public record UserEngine(Access access, String because) {
    private static final URI SOCKET = URI.create("unix:///var/run/docker.sock");
    private static final URI TLS_SOCKET = URI.create("tcp://localhost:2376");
    private static final int FILE_MOST = 1 << 20;

    /**
     * Finds it; nobody is asked.
     *
     * @param home of the user
     * @throws IllegalArgumentException if what names it cannot be understood, with what to do
     */
    public static UserEngine find(Map<String, String> environment, Path home) {
        Path configuration = said(environment, "DOCKER_CONFIG").map(Path::of).orElse(home.resolve(".docker"));
        Optional<Access.Tls> tls = tls(environment, configuration);
        Optional<String> host = said(environment, "DOCKER_HOST");
        if (host.isPresent()) {
            return named(host.get(), tls);
        }
        Optional<String> asked = said(environment, "DOCKER_CONTEXT");
        Optional<String> context = asked.or(() -> current(configuration)).filter(name -> !name.equals("default"));
        if (context.isPresent()) {
            return context(
                    context.get(),
                    asked.isPresent() ? "DOCKER_CONTEXT" : "'" + configuration.resolve("config.json") + "'",
                    configuration);
        }
        return new UserEngine(tls.isPresent() ? with(TLS_SOCKET, tls) : Access.plain(SOCKET), "nobody named another");
    }

    private static Optional<String> said(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name)).map(String::strip).filter(value -> !value.isEmpty());
    }

    private static UserEngine named(String host, Optional<Access.Tls> tls) {
        try {
            return new UserEngine(with(URI.create(host), tls), "DOCKER_HOST");
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("DOCKER_HOST is '" + host + "': " + e.getMessage(), e);
        }
    }

    /** A socket and ssh are what they are, whatever is said of TLS. */
    private static Access with(URI address, Optional<Access.Tls> tls) {
        if (!"tcp".equals(address.getScheme())) {
            return Access.plain(address);
        }
        if (tls.isPresent() && tls.get().verified() && !Files.exists(tls.get().authorities())) {
            throw new IllegalArgumentException("DOCKER_TLS_VERIFY is set, and '"
                    + tls.get().authorities() + "' is not there; DOCKER_CERT_PATH names the directory of ca.pem,"
                    + " cert.pem and key.pem");
        }
        return new Access(address, tls);
    }

    private static Optional<Access.Tls> tls(Map<String, String> environment, Path configuration) {
        boolean verified = said(environment, "DOCKER_TLS_VERIFY").isPresent();
        if (!verified && said(environment, "DOCKER_TLS").isEmpty()) {
            return Optional.empty();
        }
        Path directory = said(environment, "DOCKER_CERT_PATH").map(Path::of).orElse(configuration);
        // The keeper works in another directory.
        return Optional.of(new Access.Tls(directory.toAbsolutePath(), verified));
    }

    // --- contexts

    private static Optional<String> current(Path configuration) {
        Path file = configuration.resolve("config.json");
        return Files.exists(file)
                ? Optional.of(json(file).path("currentContext").asText("").strip())
                        .filter(name -> !name.isEmpty())
                : Optional.empty();
    }

    private static UserEngine context(String name, String by, Path configuration) {
        String because = "docker context '" + name + "'";
        String directory = sha256(name);
        Path file = configuration.resolve("contexts/meta").resolve(directory).resolve("meta.json");
        if (!Files.exists(file)) {
            throw new IllegalArgumentException(
                    "there is no " + because + ", which " + by + " names; `docker context ls` tells which there are");
        }
        JsonNode endpoint = json(file).path("Endpoints").path("docker");
        String host = endpoint.path("Host").asText("");
        Path shown = configuration
                .resolve("contexts/tls")
                .resolve(directory)
                .resolve("docker")
                .toAbsolutePath();
        boolean unverified = endpoint.path("SkipTLSVerify").asBoolean();
        try {
            URI address = host.isEmpty() ? SOCKET : URI.create(host);
            Optional<Access.Tls> tls = "tcp".equals(address.getScheme()) && (unverified || Files.isDirectory(shown))
                    ? Optional.of(new Access.Tls(shown, !unverified))
                    : Optional.empty();
            return new UserEngine(new Access(address, tls), because);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the host of " + because + " is '" + host + "': " + e.getMessage(), e);
        }
    }

    private static JsonNode json(Path file) {
        try {
            if (Files.size(file) > FILE_MOST) {
                throw new IOException("it has more than " + FILE_MOST + " bytes");
            }
            return Answers.tree(Files.readString(file));
        } catch (IOException e) {
            String why = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            throw new IllegalArgumentException("'" + file + "' cannot be read: " + why, e);
        }
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
