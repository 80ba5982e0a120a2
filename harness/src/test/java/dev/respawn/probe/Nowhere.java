package dev.respawn.probe;

import dev.respawn.model.Condition;
import dev.respawn.model.ServiceName;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** A reach that reaches nothing; a test overrides the ways that its probe takes, and any other is a failure. */
public class Nowhere implements Reach {
    @Override
    public Optional<InetSocketAddress> address(ServiceName service, int replica, int port, Via via) {
        return Optional.empty();
    }

    @Override
    public Optional<Integer> port(ServiceName service) {
        return Optional.empty();
    }

    @Override
    public CompletionStage<HttpAnswer> http(HttpAsk ask, Via via, Duration deadline) {
        throw new UnsupportedOperationException("no probe of this test asks over HTTP");
    }

    @Override
    public CompletionStage<TcpAnswer> tcp(InetSocketAddress to, Via via, Duration deadline) {
        throw new UnsupportedOperationException("no probe of this test asks for a connection");
    }

    @Override
    public CompletionStage<Optional<Condition>> condition(ServiceName service, int replica, Duration deadline) {
        throw new UnsupportedOperationException("no probe of this test asks the engine");
    }

    @Override
    public CompletionStage<ExecAnswer> exec(ServiceName service, int replica, List<String> command, Duration deadline) {
        throw new UnsupportedOperationException("no probe of this test runs a program");
    }

    @Override
    public CompletionStage<ArchiveAnswer> archive(ArchiveAsk ask, Duration deadline) {
        throw new UnsupportedOperationException("no probe of this test exports anything");
    }
}
