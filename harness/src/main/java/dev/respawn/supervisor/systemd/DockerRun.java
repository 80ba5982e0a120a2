package dev.respawn.supervisor.systemd;

import dev.respawn.docker.ContainerSpec;
import dev.respawn.model.Durations;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The arguments by which docker's client makes a container as it is specified, in the foreground. */
final class DockerRun {
    private DockerRun() {}

    /** All arguments behind {@code docker}. */
    static List<String> arguments(ContainerSpec spec) {
        List<String> arguments = new ArrayList<>(List.of("run", "--name", spec.name()));
        new TreeMap<>(spec.labels()).forEach((name, value) -> add(arguments, "--label", name + "=" + value));
        new TreeMap<>(spec.env()).forEach((name, value) -> add(arguments, "--env", name + "=" + value));
        if (!spec.restart().equals("no")) {
            add(arguments, "--restart", spec.restart() + (spec.retries() == 0 ? "" : ":" + spec.retries()));
        }
        if (spec.init()) {
            arguments.add("--init");
        }
        if (spec.autoRemove()) {
            arguments.add("--rm");
        }
        spec.stopSignal().ifPresent(signal -> add(arguments, "--stop-signal", "SIG" + signal.name()));
        spec.stopTimeout().ifPresent(time -> add(arguments, "--stop-timeout", String.valueOf(time.toSeconds())));
        spec.memory().ifPresent(size -> {
            add(arguments, "--memory", String.valueOf(size.bytes()));
            // Without the second limit the engine adds as much swap again.
            add(arguments, "--memory-swap", String.valueOf(size.bytes()));
        });
        spec.health().ifPresent(health -> health(arguments, health));
        spec.port()
                .ifPresent(port -> spec.publish()
                        .ifPresentOrElse(
                                address -> add(arguments, "--publish", published(address, spec.publishAt(), port)),
                                () -> add(arguments, "--expose", String.valueOf(port))));
        spec.network().ifPresent(network -> add(arguments, "--network", network));
        spec.aliases().forEach(alias -> add(arguments, "--network-alias", alias));
        spec.nameServer().ifPresent(server -> add(arguments, "--dns", server));
        spec.pidsOf().ifPresent(container -> add(arguments, "--pid", "container:" + container));
        spec.mounts().forEach(mount -> add(arguments, "--mount", mount(mount, spec)));
        arguments.add(spec.image());
        arguments.addAll(spec.command());
        return List.copyOf(arguments);
    }

    /** A published port as the client is told it. */
    static String published(String address, int at, int port) {
        return address + ":" + (at == 0 ? "" : at) + ":" + port;
    }

    private static void add(List<String> arguments, String option, String value) {
        arguments.add(option);
        arguments.add(value);
    }

    private static void health(List<String> arguments, ContainerSpec.Health health) {
        // The client knows checks by the image's shell only, so several words are made words again there.
        String command = health.command().size() == 1
                ? health.command().get(0)
                : health.command().stream()
                        .map(word -> "'" + word.replace("'", "'\\''") + "'")
                        .collect(Collectors.joining(" "));
        add(arguments, "--health-cmd", command);
        add(arguments, "--health-interval", Durations.exact(health.every()));
        add(arguments, "--health-timeout", Durations.exact(health.timeout()));
        add(arguments, "--health-retries", String.valueOf(health.retries()));
        if (!health.startPeriod().isZero()) {
            add(arguments, "--health-start-period", Durations.exact(health.startPeriod()));
        }
    }

    private static String mount(ContainerSpec.Mount mount, ContainerSpec spec) {
        List<String> fields = new ArrayList<>();
        if (mount instanceof ContainerSpec.Mount.Volume volume) {
            fields.add("type=volume");
            if (volume.name().isEmpty()) {
                // A removal of the container leaves it behind: it tells whose it was.
                new TreeMap<>(spec.labels()).forEach((name, value) -> fields.add("volume-label=" + name + "=" + value));
            } else {
                fields.add("source=" + volume.name());
            }
            fields.add("target=" + volume.path());
        } else if (mount instanceof ContainerSpec.Mount.Memory memory) {
            fields.add("type=tmpfs");
            fields.add("target=" + memory.path());
            fields.add("tmpfs-size=" + memory.size().bytes());
        } else if (mount instanceof ContainerSpec.Mount.Directory directory) {
            fields.add("type=bind");
            fields.add("source=" + directory.host());
            fields.add("target=" + directory.path());
        } else {
            throw new IllegalStateException("unforeseen: " + mount);
        }
        return fields.stream().map(DockerRun::field).collect(Collectors.joining(","));
    }

    /** The client reads mounts as a line of comma-separated values. */
    private static String field(String text) {
        return text.contains(",") || text.contains("\"") ? "\"" + text.replace("\"", "\"\"") + "\"" : text;
    }
}
