package dev.respawn.probe;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.UnaryOperator;

/** A name server on the loopback whose every reply is made by the test. */
final class NameServer implements AutoCloseable {
    private final DatagramSocket socket;
    private final LinkedBlockingQueue<byte[]> asked = new LinkedBlockingQueue<>();

    /** @param reply makes a reply of a question; empty for silence */
    NameServer(UnaryOperator<byte[]> reply) throws IOException {
        socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        Thread thread = new Thread(() -> serve(reply), "name-server");
        thread.setDaemon(true);
        thread.start();
    }

    InetSocketAddress address() {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    LinkedBlockingQueue<byte[]> asked() {
        return asked;
    }

    private void serve(UnaryOperator<byte[]> reply) {
        byte[] buffer = new byte[600];
        while (!socket.isClosed()) {
            try {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                socket.receive(packet);
                byte[] question = Arrays.copyOf(buffer, packet.getLength());
                asked.add(question);
                byte[] bytes = reply.apply(question);
                if (bytes.length > 0) {
                    socket.send(new DatagramPacket(bytes, bytes.length, packet.getSocketAddress()));
                }
            } catch (IOException e) {
                return;
            }
        }
    }

    /** A reply with this code and these records after the question. */
    static byte[] reply(byte[] question, int code, int count, byte[]... records) {
        int length =
                question.length + Arrays.stream(records).mapToInt(r -> r.length).sum();
        byte[] reply = Arrays.copyOf(question, length);
        reply[2] = (byte) 0x81;
        reply[3] = (byte) (0x80 | code);
        reply[7] = (byte) count;
        int at = question.length;
        for (byte[] record : records) {
            System.arraycopy(record, 0, reply, at, record.length);
            at += record.length;
        }
        return reply;
    }

    /** The record of an IPv4 address, whose name is a pointer to the question's. */
    static byte[] a(int... address) {
        byte[] record = {
            (byte) 0xC0,
            12,
            0,
            1,
            0,
            1,
            0,
            0,
            2,
            88,
            0,
            4,
            (byte) address[0],
            (byte) address[1],
            (byte) address[2],
            (byte) address[3]
        };
        return record;
    }

    @Override
    public void close() {
        socket.close();
    }
}
