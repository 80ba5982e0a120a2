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
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * docker-java under the door, in two shapes: its typed commands for what is done, and its bare transport for what is
 * asked. Answers are read as trees, since the typed ones break on a value that they do not know (a new capability in an
 * inspection), and some of what is needed they cannot say (a restart with the container's own timeout, the outcome of a
 * load).
 */
final class Wire implements AutoCloseable {
    /** No answer is read beyond this; the longest honest one is the inspection of a container with many labels. */
    private static final int LONGEST = 32 << 20;

    // Of whoever has no socket here; the typed commands need one, and never look at it.
    private static final String SOMEWHERE = "unix:///var/run/docker.sock";

    private final Access access;
    private final List<String> dial;
    private final DockerClientConfig config;
    private @Nullable DockerHttpClient transport;
    private boolean closed;

    Wire(Access access) {
        this(access, access.is("ssh") ? SshCommand.dial(access.address()) : List.of());
    }

    /**
     * @param dial the command that carries a connection over ssh
     */
    Wire(Access access, List<String> dial) {
        this.access = access;
        this.dial = List.copyOf(dial);
        config = DefaultDockerClientConfig.createDefaultConfigBuilder()
                .withDockerHost(access.local() ? access.address().toString() : SOMEWHERE)
                // The way is ours to know, whatever this process's environment says to docker-java.
                .withDockerTlsVerify(false)
                // Engines refuse versions that are too old or too new for them; each knows what to do with none.
                .withApiVersion(RemoteApiVersion.UNKNOWN_VERSION)
                .build();
    }

    /** The transport, which is made when it is first needed: what is wrong with certificates is the call's failure. */
    private synchronized DockerHttpClient transport() throws IOException {
        if (closed) {
            throw new IOException("the door to it was closed");
        }
        DockerHttpClient made = transport;
        if (made == null) {
            made = access.local()
                    ? new ZerodepDockerHttpClient.Builder()
                            .dockerHost(config.getDockerHost())
                            .build()
                    : new RemoteTransport(access, dial);
            transport = made;
        }
        return made;
    }

    /** docker-java's commands. Closing this client would close the transport for all. */
    @SuppressWarnings("resource") // It holds nothing but the transport, which close() closes.
    DockerClient commands() throws IOException {
        return DockerClientImpl.getInstance(config, transport());
    }

    /** Asks and reads the whole answer as a tree; empty text is a missing node. */
    JsonNode ask(String path) throws IOException {
        return Answers.tree(text(Request.Method.GET, path));
    }

    /** Sends and reads the whole answer as a tree. */
    JsonNode tell(String path) throws IOException {
        return Answers.tree(text(Request.Method.POST, path));
    }

    /** Sends a value as JSON and reads the whole answer as a tree. */
    JsonNode tell(String path, Map<String, ?> value) throws IOException {
        try (Response response = start(path, value)) {
            return Answers.tree(text(response));
        }
    }

    /** Sends a value as JSON and gives the answer as it comes. */
    Response start(String path, Map<String, ?> value) throws IOException {
        byte[] json = Answers.json(value).getBytes(StandardCharsets.UTF_8);
        return send(Request.Method.POST, path, "application/json", new ByteArrayInputStream(json));
    }

    /** Asks for something to be removed. */
    void delete(String path) throws IOException {
        text(Request.Method.DELETE, path);
    }

    private String text(Request.Method method, String path) throws IOException {
        try (Response response =
                open(Request.builder().method(method).path(path).build())) {
            return text(response);
        }
    }

    private static String text(Response response) throws IOException {
        InputStream body = response.getBody();
        return body == null ? "" : new String(body.readNBytes(LONGEST), StandardCharsets.UTF_8);
    }

    /** One header of the answer to a question without a body; empty if it is not there. */
    String header(String path, String name) throws IOException {
        Request.Builder request = Request.builder();
        request.method("HEAD").path(path);
        try (Response response = open(request.build())) {
            String value = response.getHeader(name);
            return value == null ? "" : value;
        }
    }

    /** Sends a body and gives the answer as it comes. */
    Response send(Request.Method method, String path, String type, InputStream body) throws IOException {
        return open(Request.builder()
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
        return open(request);
    }

    static Request get(String path) {
        return Request.builder().method(Request.Method.GET).path(path).build();
    }

    static Request post(String path) {
        return Request.builder().method(Request.Method.POST).path(path).build();
    }

    /** The answer, once the engine has begun it; it has a status of success. */
    Response open(Request request) throws IOException {
        Response response = transport().execute(request);
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
    public synchronized void close() {
        closed = true;
        DockerHttpClient made = transport;
        if (made != null) {
            try {
                made.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
