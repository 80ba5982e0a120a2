package dev.respawn.model;

import java.util.regex.Pattern;

/** The name of one service of a scenario's stack; it becomes part of container names and labels. */
public record ServiceName(String value) implements Comparable<ServiceName> {
    /** What a name may look like, also for the JSON schema. */
    public static final Pattern PATTERN = Pattern.compile("[a-z][a-z0-9-]{0,30}");

    public ServiceName {
        if (!PATTERN.matcher(value).matches()) {
            throw new IllegalArgumentException("'" + value
                    + "' cannot name a service; wanted lower-case letters, digits and '-', a letter first, at most 31");
        }
    }

    @Override
    public int compareTo(ServiceName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
