package dev.respawn.supervisor.systemd;

import dev.respawn.docker.ContainerFacts;
import dev.respawn.docker.ContainerSpec;
import dev.respawn.docker.EngineException;
import dev.respawn.docker.Executed;
import dev.respawn.host.Host;
import dev.respawn.host.Machine;
import dev.respawn.host.Unreached;
import dev.respawn.model.Target;
import dev.respawn.supervisor.ContainerDeployment;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The units of one run on its machine. Used by one thread. */
final class Units implements ContainerDeployment.Launch {
    /** A container that engine and client make on two busy processors took seconds. */
    private static final Duration UP_LIMIT = Duration.ofSeconds(60);

    private static final Duration COMMAND_LIMIT = Duration.ofSeconds(30);
    private static final long POLL_MILLIS = 50;

    private final String run;
    private final Host host;
    private final Machine machine;
    private final boolean startsMayFail;
    private final Set<Unit> linked = new LinkedHashSet<>();
    private final List<String> instances = new ArrayList<>();

    Units(String run, Host host, Machine machine, boolean startsMayFail) {
        this.run = run;
        this.host = host;
        this.machine = machine;
        this.startsMayFail = startsMayFail;
    }

    private Path directory() {
        return machine.shared().resolve("units");
    }

    private String directoryInside() {
        return machine.sharedInside() + "/units";
    }

    @Override
    public void launch(Target.Service target, ContainerSpec spec) throws Unreached, InterruptedException {
        Unit unit = new Unit("respawn-" + run + "-" + target.name());
        String instance = unit.instance(target.replica());
        try {
            if (!Files.isDirectory(directory())) {
                Files.createDirectories(
                        directory(),
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
            write(unit.environmentFile(target.replica()), Unit.environment(spec));
            if (linked.add(unit)) {
                write(unit.file(), unit.text(spec, directoryInside()));
                systemctl("link", directoryInside() + "/" + unit.file());
            }
        } catch (IOException e) {
            throw new Unreached("the unit of " + target + " could not be written: " + e.getMessage(), e);
        }
        instances.add(instance);
        systemctl("add-wants", "multi-user.target", instance);
        systemctl("start", instance);
        awaitContainer(target, spec, instance);
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(directory().resolve(name), text, StandardCharsets.UTF_8);
    }

    private void systemctl(String... arguments) throws Unreached, InterruptedException {
        List<String> command = new ArrayList<>(List.of("systemctl", "--quiet"));
        command.addAll(List.of(arguments));
        Executed executed = machine.run(command, COMMAND_LIMIT);
        if (executed.exitCode() != 0) {
            throw new Unreached("'" + String.join(" ", command) + "' ended with code " + executed.exitCode() + ": "
                    + oneLine(executed.output()));
        }
    }

    /** systemd calls a unit started as soon as docker's client is; the container comes later. */
    private void awaitContainer(Target.Service target, ContainerSpec spec, String instance)
            throws Unreached, InterruptedException {
        long end = System.nanoTime() + UP_LIMIT.toNanos();
        while (true) {
            String why;
            try {
                Optional<ContainerFacts> facts = host.door().inspect(spec.name());
                boolean ran =
                        facts.flatMap(found -> found.condition().startedAt()).isPresent();
                boolean refused = facts.filter(
                                found -> !found.condition().error().isEmpty())
                        .isPresent();
                if (ran || (refused && startsMayFail)) {
                    return;
                }
                why = facts.map(found -> "its container is " + found.condition().status() + " "
                                + found.condition().error())
                        .orElse("it made no container")
                        .strip();
            } catch (EngineException e) {
                why = e.getMessage();
            }
            if (System.nanoTime() - end > 0) {
                throw new Unreached(target + " did not start: unit " + instance + " did not bring it up within "
                        + UP_LIMIT.toSeconds() + "s: " + why + "; its last lines: "
                        + oneLine(machine.run(
                                        List.of("journalctl", "--no-pager", "-o", "cat", "-n", "5", "-u", instance),
                                        COMMAND_LIMIT)
                                .output()));
            }
            Thread.sleep(POLL_MILLIS);
        }
    }

    private static String oneLine(String text) {
        return text.strip().replace("\n", " | ");
    }

    /** From now on systemd heals nothing more; what is stopping goes on to stop. */
    void letGo() {
        quietly(() -> {
            if (!instances.isEmpty()) {
                List<String> stop = new ArrayList<>(List.of("stop", "--no-block"));
                stop.addAll(instances);
                systemctl(stop.toArray(String[]::new));
            }
        });
    }

    /** Takes all units away again, when their containers are gone. */
    void remove() {
        quietly(() -> {
            if (!instances.isEmpty()) {
                List<String> stop = new ArrayList<>(List.of("stop"));
                stop.addAll(instances);
                systemctl(stop.toArray(String[]::new));
            }
        });
        quietly(() -> {
            List<String> disable = new ArrayList<>(List.of("disable"));
            disable.addAll(instances);
            linked.forEach(unit -> disable.add(unit.file()));
            if (disable.size() > 1) {
                systemctl(disable.toArray(String[]::new));
            }
        });
        quietly(() -> systemctl("reset-failed"));
        try {
            for (Unit unit : linked) {
                Files.deleteIfExists(directory().resolve(unit.file()));
            }
        } catch (IOException e) {
            // It goes with the machine.
        }
    }

    private interface Step {
        void run() throws Unreached, InterruptedException;
    }

    /** The removal must happen although the thread was interrupted; what a machine that is gone leaves goes with it. */
    private static void quietly(Step step) {
        boolean interrupted = Thread.interrupted();
        try {
            step.run();
        } catch (Unreached e) {
            // Said by what is left.
        } catch (InterruptedException e) {
            interrupted = true;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
