package dev.respawn.outlook;

import dev.respawn.docker.ContainerFacts;
import dev.respawn.docker.ContainerSpec;
import dev.respawn.docker.Door;
import dev.respawn.docker.EngineException;
import dev.respawn.host.Host;
import dev.respawn.host.ProcessTable;
import dev.respawn.image.Images;
import dev.respawn.journal.Event;
import dev.respawn.journal.Journal;
import dev.respawn.model.EngineEvent;
import dev.respawn.model.Labels;
import dev.respawn.probe.Asker;
import dev.respawn.probe.RemoteAsker;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The way to services by their names, as their neighbours take it: a container that does nothing on all networks of the
 * stack, and a prober that is started in its network namespace. Where that cannot be had nothing is known of the names.
 */
final class NameWay implements AutoCloseable {
    private static final String WHAT_FOR = "names";
    private static final Duration PROBER_LIMIT = Duration.ofSeconds(15);
    // Longer than any run; a helper that was forgotten ends by itself.
    private static final List<String> NOTHING = List.of("sleep", "172800");

    private final String run;
    private final Host host;
    private final Journal journal;
    private @Nullable String helper;
    private volatile @Nullable Asker asker;
    private volatile String whyNot = "no probe of this run asks by name";

    NameWay(String run, Host host, Journal journal) {
        this.run = run;
        this.host = host;
        this.journal = journal;
    }

    /** Opens it, now that the networks are there; if that cannot be, every question says why. */
    void open() throws InterruptedException {
        try {
            opened();
        } catch (EngineException | Images.ImageMissing | IOException e) {
            refuse(String.valueOf(e.getMessage()));
        }
    }

    /** From now on all is asked through this one, which is closed with the way. */
    void through(String container, Asker inIt) {
        helper = container;
        asker = inIt;
    }

    private void refuse(String why) {
        whyNot = "nobody can ask by name here: " + why;
        // Its process is ours, and would live as long as the harness.
        Optional.ofNullable(asker).ifPresent(Asker::close);
        asker = null;
        journal.append(new Event.Noted(whyNot));
    }

    private void opened() throws EngineException, Images.ImageMissing, IOException, InterruptedException {
        if (!ProcessTable.root()) {
            throw new IOException("only root can enter the networks of a stack");
        }
        Door door = host.door();
        List<String> networks = door.networks(Map.of(Labels.RUN, run));
        if (networks.isEmpty()) {
            throw new IOException("the stack has no networks of its own");
        }
        String image = host.images().ready("busybox").reference();
        Map<String, String> labels = Map.of(Labels.RUN, run, Labels.HELPER, WHAT_FOR);
        String id = door.create(ContainerSpec.plain("respawn-" + run + "-" + WHAT_FOR, image, NOTHING, labels)
                .on(networks.get(0))
                // Nobody listens there, so a name that the engine does not know is refused at once, and told nobody
                // else.
                .askingForNamesAt("127.0.0.1"));
        helper = id;
        for (String other : networks.subList(1, networks.size())) {
            door.connect(other, id, List.of());
        }
        door.start(id);
        long pid = door.inspect(id).map(ContainerFacts::pid).orElse(0L);
        if (!ProcessTable.visible(pid, id)) {
            throw new IOException("the processes of the engine at " + door.address() + " are not seen from here");
        }
        through(
                id,
                RemoteAsker.start(
                        Path.of("/proc", String.valueOf(pid), "ns", "net"),
                        Map.of(ProcessTable.RUN, run),
                        PROBER_LIMIT));
    }

    /** An event of something that is none of the stack's. */
    void heard(EngineEvent event) {
        if (event.is("die") && event.id().equals(helper)) {
            refuse("the helper in the networks of the stack ended");
        }
    }

    /** Asks that way. */
    <A> CompletionStage<A> ask(Function<Asker, CompletionStage<A>> question) {
        Asker there = asker;
        return there == null
                ? CompletableFuture.failedFuture(new IllegalStateException(whyNot))
                : question.apply(there);
    }

    /** Takes the container away again; what cannot be removed is found when the run looks for what is left. */
    @Override
    public void close() {
        Optional.ofNullable(asker).ifPresent(Asker::close);
        asker = null;
        whyNot = "the run is over";
        String id = helper;
        if (id == null) {
            return;
        }
        helper = null;
        // Also when interrupted: the helper is ours.
        boolean interrupted = Thread.interrupted();
        try {
            host.door().remove(id);
        } catch (EngineException e) {
            journal.append(new Event.Noted("the helper that asked by name could not be removed: " + e.getMessage()));
        } catch (InterruptedException e) {
            interrupted = true;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
