package dev.respawn.probe;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.util.concurrent.ThreadLocalRandom;

/**
 * One question to a name server, over a socket of its own: the kernel may remember where it translated the address of
 * the engine's name server to, per socket, and that is wrong as soon as the engine was restarted.
 */
final class NameQuery implements Loop.Handler {
    /** Is told what came of it, once. */
    interface Asker {
        void resolved(InetAddress address);

        void unresolved(String why);
    }

    private final DatagramChannel channel;
    private final DnsMessage.Query query;
    private final Asker asker;

    private NameQuery(DatagramChannel channel, DnsMessage.Query query, Asker asker) {
        this.channel = channel;
        this.query = query;
        this.asker = asker;
    }

    /**
     * Asks for the address of a name. Nobody waits for ever: whoever asks closes it when the time is over.
     *
     * @throws IOException if there is no socket to be had
     */
    static NameQuery begin(Loop loop, InetSocketAddress server, String name, Asker asker) throws IOException {
        DatagramChannel channel = DatagramChannel.open();
        try {
            channel.configureBlocking(false);
            channel.connect(server);
            DnsMessage.Query query =
                    new DnsMessage.Query(ThreadLocalRandom.current().nextInt(1 << 16), name);
            NameQuery asked = new NameQuery(channel, query, asker);
            channel.write(ByteBuffer.wrap(query.bytes()));
            loop.register(channel, asked).interestOps(SelectionKey.OP_READ);
            return asked;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public void ready(SelectionKey key) {
        ByteBuffer answer = ByteBuffer.allocate(DnsMessage.LONGEST);
        try {
            if (channel.read(answer) == 0) {
                return;
            }
            answer.flip();
            if (!query.answeredBy(answer)) {
                // Somebody else's; ours may still come.
                return;
            }
            close();
            DnsMessage.Reply reply = DnsMessage.read(answer);
            if (reply.address().isPresent()) {
                asker.resolved(reply.address().get());
            } else {
                asker.unresolved(reply.why());
            }
        } catch (IOException e) {
            close();
            // Nobody listens there: the engine, whose name server it is, is gone.
            asker.unresolved("the name server does not answer (" + Sockets.inWords(e) + ")");
        }
    }

    void close() {
        Sockets.close(channel);
    }
}
