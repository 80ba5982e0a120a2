package dev.respawn.probe;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** As much of the protocol of name servers (RFC 1035) as it takes to ask for the IPv4 address of a name. */
final class DnsMessage {
    /** The longest that comes over UDP, unless more was asked for. */
    static final int LONGEST = 512;

    private static final int HEADER = 12;
    private static final int TYPE_A = 1;
    private static final int CLASS_IN = 1;
    private static final int RECURSION_DESIRED = 0x0100;
    private static final int IS_REPLY = 0x8000;
    private static final int LABEL_LONGEST = 63;
    private static final int POINTER = 0xC0;

    private DnsMessage() {}

    /** A question for the address of a name, and its number. */
    record Query(int number, String name) {
        byte[] bytes() {
            ByteBuffer out = ByteBuffer.allocate(HEADER + name.length() + 2 + 4);
            out.putShort((short) number).putShort((short) RECURSION_DESIRED);
            out.putShort((short) 1).putShort((short) 0).putShort((short) 0).putShort((short) 0);
            for (String label : name.split("\\.", -1)) {
                byte[] bytes = label.getBytes(StandardCharsets.US_ASCII);
                if (bytes.length == 0 || bytes.length > LABEL_LONGEST) {
                    throw new IllegalArgumentException("a part of the name is empty or too long");
                }
                out.put((byte) bytes.length).put(bytes);
            }
            out.put((byte) 0).putShort((short) TYPE_A).putShort((short) CLASS_IN);
            return Arrays.copyOf(out.array(), out.position());
        }

        /** Whether that is the reply to this question. */
        boolean answeredBy(ByteBuffer reply) {
            return reply.remaining() >= HEADER
                    && Short.toUnsignedInt(reply.getShort(0)) == number
                    && (Short.toUnsignedInt(reply.getShort(2)) & IS_REPLY) != 0;
        }
    }

    /**
     * What a name server replied.
     *
     * @param address the first of the name
     * @param why there is none; empty if there is one
     */
    record Reply(Optional<InetAddress> address, String why) {}

    /** Reads a reply, from whomever it may be: nothing in it makes this loop or fail. */
    static Reply read(ByteBuffer in) {
        try {
            int code = in.getShort(2) & 0xF;
            if (code != 0) {
                return none(inWords(code));
            }
            int questions = Short.toUnsignedInt(in.getShort(4));
            int answers = Short.toUnsignedInt(in.getShort(6));
            in.position(HEADER);
            for (int i = 0; i < questions; i++) {
                skipName(in);
                in.getInt();
            }
            for (int i = 0; i < answers; i++) {
                skipName(in);
                int type = Short.toUnsignedInt(in.getShort());
                int of = Short.toUnsignedInt(in.getShort());
                // How long it may be kept does not matter: nothing is.
                in.getInt();
                byte[] data = new byte[Short.toUnsignedInt(in.getShort())];
                in.get(data);
                if (type == TYPE_A && of == CLASS_IN && data.length == 4) {
                    return new Reply(Optional.of(InetAddress.getByAddress(data)), "");
                }
            }
            return none("the name has no address");
        } catch (BufferUnderflowException | IndexOutOfBoundsException | IllegalArgumentException e) {
            return none("the name server's reply is cut off");
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Reply none(String why) {
        return new Reply(Optional.empty(), why);
    }

    private static String inWords(int code) {
        return switch (code) {
            case 2 -> "the name server failed";
            case 3 -> "there is no such name";
            case 5 -> "the name server refused";
            default -> "the name server answered with code " + code;
        };
    }

    private static void skipName(ByteBuffer in) {
        while (true) {
            int length = Byte.toUnsignedInt(in.get());
            if (length == 0) {
                return;
            }
            if ((length & POINTER) == POINTER) {
                in.get();
                return;
            }
            in.position(in.position() + length);
        }
    }
}
