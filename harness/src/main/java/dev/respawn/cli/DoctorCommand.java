package dev.respawn.cli;

import dev.respawn.docker.DockerDoor;
import dev.respawn.docker.Door;
import dev.respawn.docker.EngineException;
import dev.respawn.docker.EngineFacts;
import dev.respawn.fault.Fault;
import dev.respawn.gameday.ExitCode;
import dev.respawn.host.PrivateRecipe;
import dev.respawn.host.UserHost;
import dev.respawn.image.ImageCache;
import dev.respawn.undo.Doctor;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
        boolean user = userEngine();
        images();
        boolean own = facts.stream()
                .noneMatch(fact ->
                        Doctor.NEEDED_FOR_PRIVATE.contains(fact.name()) && fact.standing() == Doctor.Standing.MISSING);
        faults(user, own);
        return ExitCode.AS_WANTED.number();
    }

    private boolean userEngine() throws InterruptedException {
        URI address = UserHost.address(System.getenv());
        console.result("your engine, at " + address);
        try (Door door = DockerDoor.open(address)) {
            door.ping(PING);
            EngineFacts engine = door.describe();
            line("ok", "engine", engine.version() + ", API " + engine.api() + " (minimum " + engine.minimumApi() + ")");
            line("ok", "storage", engine.storage() + ", cgroup " + engine.cgroup() + " by " + engine.cgroupDriver());
            line("ok", "live-restore", String.valueOf(engine.liveRestore()));
            line(
                    "unknown",
                    "registry",
                    engine.registry() + "; asked only when an image is neither here nor can be built");
            return true;
        } catch (EngineException e) {
            line("missing", "engine", e.getMessage());
            return false;
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

    private void faults(boolean user, boolean own) {
        console.result("faults");
        String where = own ? (user ? "on host private and host user" : "on host private") : user ? "on host user" : "";
        Fault.catalogue()
                .words()
                .forEach(word -> line(
                        where.isEmpty() ? "missing" : "ok",
                        word.name(),
                        where.isEmpty() ? "no engine answers, and none of its own can be started (see above)" : where));
    }

    private void line(String standing, String name, String value) {
        console.result(String.format(Locale.ROOT, "  %-8s %-22s %s", standing, name, value));
    }
}
