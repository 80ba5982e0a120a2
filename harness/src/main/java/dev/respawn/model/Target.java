package dev.respawn.model;

/** What a fault is for: a key that survives restarts, while incarnations come and go. */
public sealed interface Target {
    /** One replica of a service, counted from 1. */
    record Service(ServiceName name, int replica) implements Target {
        public Service {
            if (replica < 1) {
                throw new IllegalArgumentException("replica " + replica + " of '" + name + "'; the first is 1");
            }
        }

        @Override
        public String toString() {
            return name + "/" + replica;
        }
    }

    /** The engine of a host. */
    record Engine(HostId host) implements Target {
        @Override
        public String toString() {
            return "engine:" + host;
        }
    }

    /** A whole host. */
    record Machine(HostId host) implements Target {
        @Override
        public String toString() {
            return "machine:" + host;
        }
    }

    /** The way from one target to another, in this direction. */
    record Link(Target from, Target to) implements Target {
        @Override
        public String toString() {
            return "link:" + from + ">" + to;
        }
    }

    /**
     * Reads what {@code toString} wrote.
     *
     * @throws IllegalArgumentException if the text names no target
     */
    static Target parse(String text) {
        if (text.startsWith("engine:")) {
            return new Engine(new HostId(text.substring("engine:".length())));
        }
        if (text.startsWith("machine:")) {
            return new Machine(new HostId(text.substring("machine:".length())));
        }
        if (text.startsWith("link:")) {
            int arrow = text.indexOf('>');
            if (arrow > 0) {
                return new Link(parse(text.substring("link:".length(), arrow)), parse(text.substring(arrow + 1)));
            }
        }
        int slash = text.indexOf('/');
        if (slash > 0) {
            try {
                return new Service(
                        new ServiceName(text.substring(0, slash)), Integer.parseInt(text.substring(slash + 1)));
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(
                        "'" + text + "' is no target; after '/' a replica's number is wanted", e);
            }
        }
        throw new IllegalArgumentException(
                "'" + text + "' is no target; wanted SERVICE/REPLICA, engine:HOST, machine:HOST or link:FROM>TO");
    }
}
