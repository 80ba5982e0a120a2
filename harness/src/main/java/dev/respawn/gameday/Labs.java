package dev.respawn.gameday;

import dev.respawn.docker.Access;
import dev.respawn.docker.DockerDoor;
import dev.respawn.docker.Door;
import dev.respawn.engine.Narrator;
import dev.respawn.host.EngineKeeper;
import dev.respawn.host.Host;
import dev.respawn.host.Hosts;
import dev.respawn.host.MachineRecipe;
import dev.respawn.host.PrivateRecipe;
import dev.respawn.host.ProcessTable;
import dev.respawn.host.Unreached;
import dev.respawn.image.EnginePrograms;
import dev.respawn.image.ImageCache;
import dev.respawn.image.ImageStore;
import dev.respawn.image.Images;
import dev.respawn.model.HostId;
import dev.respawn.plan.Plan;
import dev.respawn.probe.Asker;
import dev.respawn.probe.LocalAsker;
import dev.respawn.probe.RemoteAsker;
import dev.respawn.supervisor.Adopted;
import dev.respawn.undo.HostAudit;
import dev.respawn.undo.KeeperClient;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Opens labs. */
public final class Labs {
    private static final Duration PROBER_LIMIT = Duration.ofSeconds(15);

    private Labs() {}

    /**
     * Opens a lab on a host.
     *
     * @param hostText the host as it is written: user, private, private:live-restore=true
     * @param runs where the directories of runs go
     * @throws NoGo if the host is not to be had, with the reason
     * @throws IllegalArgumentException if there is no such host
     */
    public static Lab open(String hostText, Path runs, Narrator narrator) throws NoGo, InterruptedException {
        return open(hostText, runs, false, narrator);
    }

    /**
     * As {@link #open(String, Path, Narrator)}.
     *
     * @param alone whether nobody else does anything on this machine meanwhile, so that every difference that its audit
     *     finds at the end is a finding
     */
    public static Lab open(String hostText, Path runs, boolean alone, Narrator narrator)
            throws NoGo, InterruptedException {
        Host.Opening opening = Hosts.named(hostText);
        try {
            Files.createDirectories(runs);
            Files.delete(Files.createTempFile(runs, ".writable", ""));
        } catch (IOException e) {
            throw new NoGo(
                    "the directory for runs, '" + runs + "', cannot be written: " + e.getMessage()
                            + "; another one is chosen with --runs",
                    e);
        }
        Means means = new Means(hostText, runs);
        @Nullable Host host = null;
        HostAudit audit = HostAudit.from(PrivateRecipe.rootDefault(), alone);
        try {
            narrator.tell("preparing host '" + hostText + "'");
            host = opening.open(means);
            narrator.tell("host '" + hostText + "' is ready: engine "
                    + host.facts().getOrDefault("engine", "of an unknown version"));
            host.door().access().warning().ifPresent(warning -> narrator.tell("warning: " + warning));
            Optional<Path> namespace = host.networkNamespace();
            Asker inside = namespace.isPresent()
                    ? RemoteAsker.start(namespace.get(), Map.of(ProcessTable.LAB, means.run()), PROBER_LIMIT)
                    : new LocalAsker();
            return new Lab(hostText, means.run(), host, means.keeper(), new LocalAsker(), inside, runs, audit);
        } catch (Unreached | EngineKeeper.NotKept e) {
            close(host, means);
            throw new NoGo("host '" + hostText + "' is not to be had: " + e.getMessage(), e);
        } catch (IOException e) {
            close(host, means);
            throw new NoGo("nobody can ask from inside host '" + hostText + "': " + e.getMessage(), e);
        } catch (InterruptedException | RuntimeException e) {
            close(host, means);
            throw e;
        }
    }

    private static String kind(String hostText) {
        int colon = hostText.indexOf(':');
        return colon < 0 ? hostText : hostText.substring(0, colon);
    }

    /**
     * What a job would break of what runs on a host already, and because of what that may be done; looked for and closed
     * again, nothing is touched.
     *
     * @param address of the host's engine
     */
    public record Looked(Plan plan, Exposed exposed, URI address) {}

    /**
     * Looks at what a job's adopted services are on a host that runs already.
     *
     * @throws NoGo if the host is not to be had, or they are not there
     */
    public static Looked look(String hostText, Job job, long seed) throws NoGo, InterruptedException {
        Host.Opening opening = Hosts.named(hostText);
        Means means = new Means(hostText, Path.of("runs"));
        try (Host host = opening.open(means)) {
            Adopted adopted = Lab.adopted(job, host.door());
            Plan plan = Lab.plan(job, adopted, hostText, seed);
            return new Looked(plan, Exposed.of(plan, adopted), host.door().address());
        } catch (Unreached e) {
            throw new NoGo("host '" + hostText + "' is not to be had: " + e.getMessage(), e);
        } finally {
            means.close();
        }
    }

    private static void close(@Nullable Host host, Means means) {
        if (host != null) {
            host.close();
        }
        means.close();
    }

    /** What a host may use while it opens. */
    private static final class Means implements Host.Means {
        private final String kind;
        private final Path runs;
        private final String run = "lab-" + UUID.randomUUID().toString().substring(0, 8);
        private @Nullable EngineKeeper keeper;

        Means(String hostText, Path runs) {
            this.kind = kind(hostText);
            this.runs = runs;
        }

        @Override
        public HostId id() {
            return new HostId(kind);
        }

        @Override
        public String run() {
            return run;
        }

        @Override
        public synchronized EngineKeeper keeper() throws EngineKeeper.NotKept, InterruptedException {
            EngineKeeper started = keeper;
            if (started == null) {
                started = KeeperClient.startFor(run, runs.resolve("keeper.log"));
                keeper = started;
            }
            return started;
        }

        @Override
        public Door door(Access access) {
            return DockerDoor.open(access, MachineRecipe.pids(PrivateRecipe.rootDefault(), access));
        }

        @Override
        public Path programs(String version) throws Images.ImageMissing, InterruptedException {
            return new EnginePrograms(ImageCache.usual()).ready(version);
        }

        // An engine of our own has no way out, but the user's may have one and lend it.
        @Override
        public Images images(Door door) {
            boolean own = Hosts.makesItsEngine(kind);
            return new ImageStore(door, ImageCache.usual(), !own, Optional.empty());
        }

        synchronized void close() {
            EngineKeeper started = keeper;
            if (started != null) {
                started.close();
            }
        }
    }
}
