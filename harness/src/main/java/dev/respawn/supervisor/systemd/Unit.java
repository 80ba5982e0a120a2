package dev.respawn.supervisor.systemd;

import dev.respawn.docker.ContainerSpec;
import dev.respawn.model.Labels;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A template unit of a service, of which each replica is an instance: as Fleet's users wrote it, it makes way for a new
 * container and then stands in the foreground of {@code docker run}.
 *
 * @param name without a suffix: the part before the {@code @}
 */
record Unit(String name) {
    private static final String PORT = "PORT";

    /** The file's name. */
    String file() {
        return name + "@.service";
    }

    /** What systemd calls a replica. */
    String instance(int replica) {
        return name + "@" + replica + ".service";
    }

    /** The name of the file with what differs between replicas. */
    String environmentFile(int replica) {
        return name + "-" + replica + ".env";
    }

    /** What stands there: the host's port, if the replica has one. */
    static String environment(ContainerSpec spec) {
        return spec.publish().isPresent() ? PORT + "=" + spec.publishAt() + "\n" : "";
    }

    /**
     * The unit's file. It has no {@code [Install]}, so wants are added for it.
     *
     * @param spec of its first replica, whose name ends with its number
     * @param directory where systemd finds the environment's file
     */
    String text(ContainerSpec spec, String directory) {
        String container = withoutNumber(spec.name()) + "%i";
        return """
                [Unit]
                Description=%1$s, replica %%i
                After=docker.service
                Requires=docker.service

                [Service]
                EnvironmentFile=-%2$s/%1$s-%%i.env
                TimeoutStartSec=0
                ExecStartPre=-/usr/bin/docker kill %3$s
                ExecStartPre=-/usr/bin/docker rm %3$s
                ExecStart=/usr/bin/docker %4$s
                ExecStop=/usr/bin/docker stop %3$s
                Restart=always
                RestartSec=10s
                """.formatted(name, directory, container, command(spec, container));
    }

    private static String command(ContainerSpec spec, String container) {
        List<String> arguments = DockerRun.arguments(spec);
        String replica = Labels.REPLICA + "=" + spec.labels().get(Labels.REPLICA);
        String published = spec.publish()
                .flatMap(address -> spec.port().map(port -> DockerRun.published(address, spec.publishAt(), port)))
                .orElse("");
        // Behind the image stand the words of its command, which may read like anything.
        int image = arguments.size() - spec.command().size();
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            line.append(i == 0 ? "" : " ");
            if (i < image && argument.equals(spec.name())) {
                line.append(container);
            } else if (i < image && argument.equals(replica)) {
                line.append(Labels.REPLICA).append("=%i");
            } else if (i < image && !published.isEmpty() && argument.equals(published)) {
                line.append(DockerRun.published(
                                spec.publish().orElseThrow(), 0, spec.port().orElseThrow())
                        .replaceFirst("::", ":\\${" + PORT + "}:"));
            } else {
                line.append(quoted(argument));
            }
        }
        return line.toString();
    }

    private static String withoutNumber(String name) {
        return name.replaceFirst("[0-9]+$", "");
    }

    /** A word as systemd reads it back: neither its specifiers nor its variables are meant. */
    static String quoted(String word) {
        return "\"" + word.chars().mapToObj(Unit::escaped).collect(Collectors.joining()) + "\"";
    }

    private static String escaped(int character) {
        return switch (character) {
            case '"' -> "\\\"";
            case '\\' -> "\\\\";
            case '%' -> "%%";
            case '$' -> "$$";
            case '\n' -> "\\n";
            case '\t' -> "\\t";
            default ->
                character < ' ' || character == 0x7f ? "\\x%02x".formatted(character) : Character.toString(character);
        };
    }
}
