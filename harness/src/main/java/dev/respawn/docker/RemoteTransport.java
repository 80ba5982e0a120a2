package dev.respawn.docker;

import com.github.dockerjava.transport.DockerHttpClient;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.URI;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.DefaultHttpRequestRetryStrategy;
import org.apache.hc.client5.http.impl.DefaultSchemePortResolver;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.DefaultHttpClientConnectionOperator;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.io.DetachedSocketFactory;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.HttpsSupport;
import org.apache.hc.client5.http.ssl.NoopHostnameVerifier;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.config.Lookup;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.InputStreamEntity;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.apache.hc.core5.pool.PoolReusePolicy;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/**
 * The transport to an engine that is not behind a socket of this file system: on TCP, with TLS or without, and over ssh,
 * which docker-java's own transports do not speak. On all of them an interrupt closes the connection and frees whoever
 * waits for it, however slowly an answer trickles in, so that no call needs a timeout of the connection's.
 */
final class RemoteTransport implements DockerHttpClient {
    private static final Timeout CONNECT = Timeout.ofSeconds(30);
    /** A connection that nobody has used for that long is closed: each over ssh is a process, here and there. */
    private static final TimeValue IDLE_MOST = TimeValue.ofSeconds(30);
    /** How many may begin a connection over ssh at once; servers drop some of those that come as more than ten. */
    private static final int BEGINNING_MOST = 4;

    private final CloseableHttpClient client;
    private final HttpHost host;
    private final String prefix;
    private final Optional<Certificates> certificates;

    /**
     * @param dial the command that carries a connection over ssh
     */
    RemoteTransport(Access access, List<String> dial) throws NoWay {
        URI address = access.address();
        boolean ssh = access.is("ssh");
        certificates = access.tls().isPresent()
                ? Optional.of(Certificates.read(access.tls().get(), address))
                : Optional.empty();
        // Over ssh nobody resolves this name; the engine wants to hear some.
        host = ssh
                ? new HttpHost("http", InetAddress.getLoopbackAddress(), "docker", 80)
                : new HttpHost(certificates.isPresent() ? "https" : "http", bare(address.getHost()), access.port());
        String path = ssh ? "" : Optional.ofNullable(address.getRawPath()).orElse("");
        prefix = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;

        Lookup<TlsSocketStrategy> tls = scheme -> "https".equals(scheme)
                ? certificates.map(RemoteTransport::strategy).orElse(null)
                : null;
        PoolingHttpClientConnectionManager connections = new PoolingHttpClientConnectionManager(
                new DefaultHttpClientConnectionOperator(
                        sockets(address, dial, ssh),
                        DefaultSchemePortResolver.INSTANCE,
                        SystemDefaultDnsResolver.INSTANCE,
                        tls),
                PoolConcurrencyPolicy.LAX,
                PoolReusePolicy.LIFO,
                TimeValue.NEG_ONE_MILLISECOND,
                ManagedHttpClientConnectionFactory.INSTANCE);
        connections.setDefaultSocketConfig(
                SocketConfig.custom().setSoTimeout(Timeout.ZERO_MILLISECONDS).build());
        connections.setDefaultConnectionConfig(ConnectionConfig.custom()
                .setConnectTimeout(CONNECT)
                .setSocketTimeout(Timeout.ZERO_MILLISECONDS)
                // An engine that was restarted has closed what was kept.
                .setValidateAfterInactivity(TimeValue.ofMilliseconds(200))
                .build());
        connections.setMaxTotal(Integer.MAX_VALUE);
        connections.setDefaultMaxPerRoute(Integer.MAX_VALUE);
        client = HttpClients.custom()
                .setConnectionManager(connections)
                .evictIdleConnections(IDLE_MOST)
                .setRetryStrategy(new OnlyWhatWasKept())
                .disableRedirectHandling()
                .disableCookieManagement()
                .disableContentCompression()
                .disableAuthCaching()
                .disableConnectionState()
                .build();
    }

    private static String bare(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    private static TlsSocketStrategy strategy(Certificates certificates) {
        return new DefaultClientTlsStrategy(
                certificates.context(),
                certificates.verified() ? HttpsSupport.getDefaultHostnameVerifier() : NoopHostnameVerifier.INSTANCE);
    }

    private static DetachedSocketFactory sockets(URI address, List<String> dial, boolean ssh) {
        if (ssh) {
            Semaphore turns = new Semaphore(BEGINNING_MOST);
            return proxy -> new SshSocket(dial, SshCommand.host(address), turns);
        }
        // Of a channel, since only those are closed by an interrupt.
        return new DetachedSocketFactory() {
            @Override
            public Socket create(Proxy proxy) throws IOException {
                return SocketChannel.open().socket();
            }
        };
    }

    @Override
    public Response execute(Request request) {
        HttpUriRequestBase message = new HttpUriRequestBase(request.method(), URI.create(prefix + request.path()));
        message.setScheme(host.getSchemeName());
        message.setAuthority(new org.apache.hc.core5.net.URIAuthority(host.getHostName(), host.getPort()));
        request.headers().forEach(message::addHeader);
        byte[] bytes = request.bodyBytes();
        InputStream body = request.body();
        if (bytes != null) {
            message.setEntity(new ByteArrayEntity(bytes, (ContentType) null));
        } else if (body != null) {
            message.setEntity(new InputStreamEntity(body, null));
        }
        try {
            Answer answer = new Answer(message, client.executeOpen(host, message, null), certificates);
            certificates.ifPresent(Certificates::accepted);
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(
                    certificates.map(it -> it.explained(e)).orElse(e));
        }
    }

    @Override
    public void close() throws IOException {
        client.close();
    }

    /** Asks again where a connection that was kept is closed by now. Who is not let in is not let in the next time either. */
    private static final class OnlyWhatWasKept extends DefaultHttpRequestRetryStrategy {
        OnlyWhatWasKept() {
            super(1, TimeValue.ZERO_MILLISECONDS);
        }

        @Override
        public boolean retryRequest(HttpRequest request, IOException failure, int count, HttpContext context) {
            return !(failure instanceof NoWay) && super.retryRequest(request, failure, count, context);
        }

        @Override
        public boolean retryRequest(HttpResponse response, int count, HttpContext context) {
            return false;
        }
    }

    private record Answer(HttpUriRequestBase request, ClassicHttpResponse response, Optional<Certificates> certificates)
            implements Response {
        @Override
        public int getStatusCode() {
            return response.getCode();
        }

        @Override
        public Map<String, List<String>> getHeaders() {
            Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            for (Header header : response.getHeaders()) {
                headers.computeIfAbsent(header.getName(), name -> new ArrayList<>())
                        .add(header.getValue());
            }
            return headers;
        }

        @Override
        public InputStream getBody() {
            try {
                return response.getEntity() == null
                        ? InputStream.nullInputStream()
                        : response.getEntity().getContent();
            } catch (IOException e) {
                throw new UncheckedIOException(
                        certificates.map(it -> it.explained(e)).orElse(e));
            }
        }

        @Override
        public void close() {
            // First: what has no end would be read to it. A connection whose answer was read whole is given back by
            // then.
            request.cancel();
            try {
                response.close();
            } catch (IOException e) {
                // It is closed either way.
            }
        }
    }
}
