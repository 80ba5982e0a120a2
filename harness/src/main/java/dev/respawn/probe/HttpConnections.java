package dev.respawn.probe;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;

/** The connections of one loop that carry no question just now: kept for the next one, or left to the server to close. */
final class HttpConnections {
    /** Kept connections per address; the longest unused goes first. */
    static final int KEPT_MOST = 32;

    /** Kept connections in all. */
    static final int KEPT_IN_ALL_MOST = 256;

    private static final int CLOSING_MOST = 512;

    private final Map<InetSocketAddress, Deque<HttpConnection>> kept = new HashMap<>();
    private final LinkedHashSet<HttpConnection> keptInAll = new LinkedHashSet<>();
    private final LinkedHashSet<HttpConnection> closing = new LinkedHashSet<>();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(32 * 1024);

    /** What the connections read into, one after the other; empty. */
    ByteBuffer buffer() {
        return buffer.clear();
    }

    /** Gives out the kept connection that was used last: it is the one least likely to be closed. */
    Optional<HttpConnection> takeKept(InetSocketAddress to) {
        Deque<HttpConnection> idle = kept.get(to);
        if (idle == null) {
            return Optional.empty();
        }
        HttpConnection last = idle.getLast();
        unkeep(last);
        return Optional.of(last);
    }

    void keep(HttpConnection connection) {
        Deque<HttpConnection> idle = kept.computeIfAbsent(connection.to(), to -> new ArrayDeque<>());
        idle.addLast(connection);
        keptInAll.add(connection);
        if (idle.size() > KEPT_MOST) {
            drop(idle.getFirst());
        } else if (keptInAll.size() > KEPT_IN_ALL_MOST) {
            drop(keptInAll.iterator().next());
        }
    }

    private void drop(HttpConnection connection) {
        unkeep(connection);
        connection.reset();
    }

    void unkeep(HttpConnection connection) {
        if (keptInAll.remove(connection)) {
            kept.computeIfPresent(connection.to(), (to, idle) -> {
                idle.remove(connection);
                return idle.isEmpty() ? null : idle;
            });
        }
    }

    /** Left to the server to close; of too many, the one that waits the longest is closed by us. */
    void closing(HttpConnection connection) {
        closing.add(connection);
        if (closing.size() > CLOSING_MOST) {
            closing.iterator().next().reset();
        }
    }

    void closed(HttpConnection connection) {
        closing.remove(connection);
    }
}
