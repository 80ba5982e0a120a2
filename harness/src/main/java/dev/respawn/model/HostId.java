package dev.respawn.model;

/** The name of an engine and the kernel under it, unique within a run. */
public record HostId(String name) {
    public HostId {
        if (!name.matches("[a-z0-9][a-z0-9.-]{0,62}")) {
            throw new IllegalArgumentException(
                    "'" + name + "' cannot name a host; wanted lower-case letters, digits, '-' and '.'");
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
