package dev.respawn.cli;

import dev.respawn.docker.DockerDoor;
import dev.respawn.docker.Door;
import dev.respawn.docker.EngineException;
import dev.respawn.docker.EngineFacts;
import dev.respawn.docker.UserEngine;
import dev.respawn.fault.Fault;
import dev.respawn.gameday.ExitCode;
import dev.respawn.host.PrivateRecipe;
import dev.respawn.host.Standpoint;
import dev.respawn.host.UserHost;
import dev.respawn.image.ImageCache;
import dev.respawn.undo.Doctor;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Says what is here to work with. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description = "Says what is here: engine, kernel, capabilities, images, registry, and which faults can be"
                + " injected. Touches nothing.")
final class DoctorCommand implements Callable<Integer> {
    private static final Duration PING = Duration.ofSeconds(3);
    private static final Duration FAR_PING = Duration.ofSeconds(40);

    private final Console console;

    DoctorCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws InterruptedException {
        console.result("this machine");
        List<Doctor.Fact> facts = new Doctor(PrivateRecipe.rootDefault()).facts();
        facts.forEach(fact -> line(
                fact.standing().name().toLowerCase(Locale.ROOT),
                fact.name(),
                fact.value() + (fact.why().isEmpty() ? "" : "; " + fact.why())));
        Optional<Standpoint> user = userEngine();
        images();
        List<String> lacking = facts.stream()
                .filter(fact ->
                        Doctor.NEEDED_FOR_PRIVATE.contains(fact.name()) && fact.standing() == Doctor.Standing.MISSING)
                .map(Doctor.Fact::name)
                .toList();
        faults(
                "private",
                lacking.isEmpty() ? Optional.of(Standpoint.towardsOwn()) : Optional.empty(),
                "no private engine can be started; it lacks: " + String.join(", ", lacking));
        faults("user", user, "your engine does not answer, see above");
        return ExitCode.AS_WANTED.number();
    }

    private Optional<Standpoint> userEngine() throws InterruptedException {
        UserEngine user;
        try {
            user = UserHost.engine(System.getenv());
        } catch (IllegalArgumentException e) {
            console.result("your engine");
            line("missing", "engine", String.valueOf(e.getMessage()));
            return Optional.empty();
        }
        console.result("your engine, at " + user.access() + " (" + user.because() + ")");
        user.access().warning().ifPresent(warning -> line("warning", "way", warning));
        try (Door door = DockerDoor.open(user.access())) {
            door.ping(user.access().local() ? PING : FAR_PING);
            EngineFacts engine = door.describe();
            line("ok", "engine", engine.version() + ", API " + engine.api() + " (minimum " + engine.minimumApi() + ")");
            line("ok", "storage", engine.storage() + ", cgroup " + engine.cgroup() + " by " + engine.cgroupDriver());
            line("ok", "live-restore", String.valueOf(engine.liveRestore()));
            line(
                    "unknown",
                    "registry",
                    engine.registry() + "; asked only when an image is neither here nor can be built");
            return Optional.of(Standpoint.towards(door));
        } catch (EngineException e) {
            line("missing", "engine", e.getMessage());
            return Optional.empty();
        }
    }

    private void images() {
        console.result("images");
        ImageCache cache = ImageCache.usual();
        Map<String, String> kept = cache.kept();
        for (String name : ImageCache.names()) {
            line(
                    kept.containsKey(name) ? "ok" : "missing",
                    name,
                    kept.getOrDefault(name, "not kept yet; built from the distribution's packages when it is needed"));
        }
    }

    private void faults(String host, Optional<Standpoint> from, String whyNone) {
        console.result("faults on host " + host);
        if (from.isEmpty()) {
            line("missing", "all of them", whyNone);
            return;
        }
        FaultsHere.rows(Fault.examples(), from.get()).forEach(row -> line(row.standing(), row.fault(), row.why()));
    }

    private void line(String standing, String name, String value) {
        console.result(String.format(Locale.ROOT, "  %-8s %-22s %s", standing, name, value)
                .stripTrailing());
    }
}
