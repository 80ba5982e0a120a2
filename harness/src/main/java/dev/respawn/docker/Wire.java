package dev.respawn.docker;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.core.RemoteApiVersion;
import com.github.dockerjava.transport.DockerHttpClient;
import com.github.dockerjava.transport.DockerHttpClient.Request;
import com.github.dockerjava.transport.DockerHttpClient.Response;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * docker-java under the door, in two shapes: its typed commands for what is done, and its bare transport for what is
 * asked. Answers are read as trees, since the typed ones break on a value that they do not know (a new capability in an
 * inspection), and some of what is needed they cannot say (a restart with the container's own timeout, the outcome of a
 * load).
 */
final class Wire implements AutoCloseable {
    /** No answer is read beyond this; the longest honest one is the inspection of a container with many labels. */
    private static final int LONGEST = 32 << 20;

    private final URI address;
    private final DockerClientConfig config;
    private final Map<Duration, DockerHttpClient> transports = new ConcurrentHashMap<>();

    Wire(URI address) {
        String scheme = String.valueOf(address.getScheme());
        if (!scheme.equals("unix") && !scheme.equals("tcp")) {
            throw new IllegalArgumentException("'" + address
                    + "' is no address of an engine; wanted unix:///path/to/docker.sock or tcp://host:port");
        }
        this.address = address;
        DefaultDockerClientConfig.Builder builder = DefaultDockerClientConfig.createDefaultConfigBuilder()
                .withDockerHost(address.toString())
                // Engines refuse versions that are too old or too new for them; each knows what to do with none.
                .withApiVersion(RemoteApiVersion.UNKNOWN_VERSION);
        if (scheme.equals("unix")) {
            builder.withDockerTlsVerify(false);
        }
        config = builder.build();
    }

    /**
     * The transport for calls of this deadline. On TCP an interrupt frees no thread, so that there the transport's own
     * timeout does it; on unix sockets timeouts do nothing, and one transport serves all.
     */
    private DockerHttpClient transport(Duration deadline) {
        Duration timeout = address.getScheme().equals("tcp") ? deadline : Duration.ZERO;
        return transports.computeIfAbsent(timeout, t -> {
            ZerodepDockerHttpClient.Builder builder = new ZerodepDockerHttpClient.Builder()
                    .dockerHost(config.getDockerHost())
                    .sslConfig(config.getSSLConfig());
            return (t.isZero() ? builder : builder.connectionTimeout(t).responseTimeout(t)).build();
        });
    }

    /** docker-java's commands. Closing this client would close the transport for all. */
    @SuppressWarnings("resource") // It holds nothing but the transport, which close() closes.
    DockerClient commands(Duration deadline) {
        return DockerClientImpl.getInstance(config, transport(deadline));
    }

    /** Asks and reads the whole answer as a tree; empty text is a missing node. */
    JsonNode ask(Duration deadline, String path) throws IOException {
        return Answers.tree(text(deadline, Request.Method.GET, path));
    }

    /** Sends and reads the whole answer as a tree. */
    JsonNode tell(Duration deadline, String path) throws IOException {
        return Answers.tree(text(deadline, Request.Method.POST, path));
    }

    /** Sends a value as JSON and reads the whole answer as a tree. */
    JsonNode tell(Duration deadline, String path, Map<String, ?> value) throws IOException {
        try (Response response = start(deadline, path, value)) {
            return Answers.tree(text(response));
        }
    }

    /** Sends a value as JSON and gives the answer as it comes. */
    Response start(Duration deadline, String path, Map<String, ?> value) throws IOException {
        byte[] json = Answers.json(value).getBytes(StandardCharsets.UTF_8);
        return send(deadline, Request.Method.POST, path, "application/json", new ByteArrayInputStream(json));
    }

    /** Asks for something to be removed. */
    void delete(Duration deadline, String path) throws IOException {
        text(deadline, Request.Method.DELETE, path);
    }

    private String text(Duration deadline, Request.Method method, String path) throws IOException {
        try (Response response =
                open(deadline, Request.builder().method(method).path(path).build())) {
            return text(response);
        }
    }

    private static String text(Response response) throws IOException {
        InputStream body = response.getBody();
        return body == null ? "" : new String(body.readNBytes(LONGEST), StandardCharsets.UTF_8);
    }

    /** One header of the answer to a question without a body; empty if it is not there. */
    String header(Duration deadline, String path, String name) throws IOException {
        Request.Builder request = Request.builder();
        request.method("HEAD").path(path);
        try (Response response = open(deadline, request.build())) {
            String value = response.getHeader(name);
            return value == null ? "" : value;
        }
    }

    /** Sends a body and gives the answer as it comes. */
    Response send(Duration deadline, Request.Method method, String path, String type, InputStream body)
            throws IOException {
        return open(
                deadline,
                Request.builder()
                        .method(method)
                        .path(path)
                        .headers(Map.of("Content-Type", type))
                        .body(body)
                        .build());
    }

    /** Asks for what has no end, or a very late one. */
    Response listen(String path) throws IOException {
        return listen(get(path));
    }

    /** Asks for what has no end, or a very late one. */
    Response listen(Request request) throws IOException {
        return open(Duration.ZERO, request);
    }

    static Request get(String path) {
        return Request.builder().method(Request.Method.GET).path(path).build();
    }

    static Request post(String path) {
        return Request.builder().method(Request.Method.POST).path(path).build();
    }

    /** The answer, once the engine has begun it; it has a status of success. */
    Response open(Duration deadline, Request request) throws IOException {
        Response response = transport(deadline).execute(request);
        int status = response.getStatusCode();
        if (status >= 200 && status < 300) {
            return response;
        }
        try (response) {
            InputStream body = response.getBody();
            String told = body == null ? "" : new String(body.readNBytes(1 << 16), StandardCharsets.UTF_8);
            throw new DockerException(told, status);
        }
    }

    /** A query of the API: the filters are JSON in it. */
    static String filters(Map<String, String> labels) {
        if (labels.isEmpty()) {
            return "";
        }
        return "filters="
                + Answers.encode("{\"label\":"
                        + Answers.json(new TreeMap<>(labels)
                                .entrySet().stream()
                                        .map(e -> e.getValue().isEmpty() ? e.getKey() : e.getKey() + "=" + e.getValue())
                                        .toList())
                        + "}");
    }

    @Override
    public void close() {
        for (DockerHttpClient transport : transports.values()) {
            try {
                transport.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
