package dev.respawn.undo;

import dev.respawn.docker.ContainerFacts;
import dev.respawn.docker.Door;
import dev.respawn.docker.EngineException;
import dev.respawn.host.ContainerRoot;
import dev.respawn.host.KeptFile;
import dev.respawn.host.Locator;
import dev.respawn.host.PrivateRecipe;
import dev.respawn.host.ProcessTable;
import dev.respawn.model.ByteSize;
import dev.respawn.model.FileState;
import dev.respawn.model.Incarnation;
import dev.respawn.model.Labels;
import dev.respawn.model.WayBack;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Compares what one run could leave: on the host, whatever carries a name or an id of the run; on the engine, volumes
 * that nobody named; and of targets that were there before the run, and stay, their settings, their standing, and the
 * files that were faulted.
 */
public final class RunAudit {
    private final Path root;
    private final Door door;
    private final Optional<PrivateRecipe> going;
    private final String run;
    private final Kept kept;
    private final Set<String> known = ConcurrentHashMap.newKeySet();
    private final Set<String> volumes = ConcurrentHashMap.newKeySet();
    private final Map<String, Settings> adopted = new TreeMap<>();
    private Optional<HostAudit> host = Optional.empty();
    private Optional<Lists> lists = Optional.empty();

    /**
     * Nothing is looked at before {@link #before}.
     *
     * @param root of private engines
     * @param door to the run's engine
     * @param going that engine, if it is the lab's own and goes with all that is on it
     * @param directory of the run
     */
    public RunAudit(Path root, Door door, Optional<PrivateRecipe> going, Path directory, String run) {
        this.root = root;
        this.door = door;
        this.going = going;
        this.run = run;
        this.kept = new Kept(directory);
        known.add(run);
    }

    /** What a container is told to be by its engine, as far as faults change it. */
    private record Settings(String name, String restart, int retries, Optional<ByteSize> memory, boolean paused) {
        static Settings of(ContainerFacts facts) {
            return new Settings(
                    facts.name(),
                    facts.restartPolicy(),
                    facts.retries(),
                    facts.memory(),
                    facts.condition().status().equals("paused"));
        }

        String policy() {
            return restart + (retries == 0 ? "" : ":" + retries);
        }
    }

    /** All that an engine has, as it lists it. */
    private record Lists(List<String> containers, List<String> networks, List<String> volumes, List<String> images) {
        static Lists of(Door door) throws EngineException, InterruptedException {
            return new Lists(door.containers(Map.of()), door.networks(Map.of()), door.volumes(Map.of()), door.images());
        }
    }

    /** Looks at the host from now on. */
    public void before() throws InterruptedException {
        host = Optional.of(HostAudit.from(root, false));
        try {
            if (going.isEmpty()) {
                lists = Optional.of(Lists.of(door));
            }
        } catch (EngineException e) {
            // Then they are not compared, which is said afterwards.
        }
    }

    /** The id of something that is the run's. */
    public void knows(String id) {
        known.add(id);
    }

    /** The stack stands. Of what was there before the run its settings are written down. */
    public void standing(Collection<Incarnation> lives) throws InterruptedException {
        Map<String, String> labels = Map.of(Labels.RUN, run);
        try {
            known.addAll(door.networks(labels));
            known.addAll(door.volumes(labels));
            for (Incarnation life : lives) {
                Optional<ContainerFacts> facts = door.inspect(life.id());
                boolean ours =
                        facts.isEmpty() || run.equals(facts.get().labels().get(Labels.RUN));
                if (ours) {
                    known.add(life.id());
                    facts.ifPresent(made -> volumes.addAll(made.volumes()));
                } else {
                    // Its processes come and go under its own supervisor, and are none of the run's.
                    adopted.put(life.id(), Settings.of(facts.get()));
                }
            }
            known.addAll(volumes);
        } catch (EngineException e) {
            // An engine that tells nothing now is told of by its events; names that are known already still count.
        }
    }

    /**
     * Looks again.
     *
     * @param ways all ways back of the run
     */
    public HostAudit.Result after(List<WayBack.Undo> ways) throws InterruptedException {
        HostAudit.Result found = onHost();
        List<String> compared = new ArrayList<>(found.compared());
        List<String> left = new ArrayList<>(found.left());
        List<String> changed = new ArrayList<>(found.changed());
        try {
            unnamedVolumes(left);
            if (lists.isPresent()) {
                lists(lists.get(), Lists.of(door), left, changed);
                compared.add("the engine's own lists before and after: containers, networks, volumes, images");
            } else if (going.isEmpty()) {
                compared.add("but not the engine's own lists, which it did not tell before the run");
            }
            if (!adopted.isEmpty()) {
                settings(left);
                files(ways, left, changed);
                compared.add("policy, limits, standing and faulted files of "
                        + String.join(
                                ", ",
                                adopted.values().stream().map(Settings::name).toList()));
            }
        } catch (EngineException e) {
            compared.add("but not the engine's own lists: " + e.getMessage());
        }
        return new HostAudit.Result(compared, left, changed, found.others());
    }

    private HostAudit.Result onHost() throws InterruptedException {
        if (host.isEmpty()) {
            return new HostAudit.Result(List.of(), List.of(), List.of(), "");
        }
        return going.isPresent()
                ? host.get().afterRun(known, going.get())
                : host.get().afterRun(known);
    }

    private void unnamedVolumes(List<String> left) throws EngineException, InterruptedException {
        if (!volumes.isEmpty()) {
            door.volumes(Map.of()).stream()
                    .filter(volumes::contains)
                    .forEach(name ->
                            left.add("volumes: new: " + name + "; removed by: " + docker("volume", "rm", name)));
        }
    }

    /** What is new on an engine that stays; what carries another run's label is that run's business. */
    private void lists(Lists was, Lists is, List<String> left, List<String> changed)
            throws EngineException, InterruptedException {
        Marks marks = Marks.of(known);
        List<String> labelled = door.containers(Map.of(Labels.RUN, ""));
        List<String> labelledNetworks = door.networks(Map.of(Labels.RUN, ""));
        List<String> labelledVolumes = door.volumes(Map.of(Labels.RUN, ""));
        for (String id : added(was.containers(), is.containers(), labelled)) {
            String name = door.inspect(id).map(ContainerFacts::name).orElse("");
            sort("containers: new: " + Targets.shortened(id) + " " + name, marks, left, changed, "rm", "-f", id);
        }
        for (String id : added(was.networks(), is.networks(), labelledNetworks)) {
            sort("networks: new: " + Targets.shortened(id), marks, left, changed, "network", "rm", id);
        }
        for (String name : added(was.volumes(), is.volumes(), labelledVolumes)) {
            if (!volumes.contains(name)) {
                sort("volumes: new: " + name, marks, left, changed, "volume", "rm", name);
            }
        }
        for (String image : added(was.images(), is.images(), List.of())) {
            String id = image.split(" ", 2)[0];
            sort("images: new: " + image, marks, left, changed, "rmi", id);
        }
    }

    private static List<String> added(List<String> was, List<String> is, List<String> others) {
        return is.stream()
                .filter(each -> !was.contains(each) && !others.contains(each))
                .toList();
    }

    private void sort(String text, Marks marks, List<String> left, List<String> changed, String... remedy) {
        if (marks.in(text)) {
            left.add(text + "; removed by: " + docker(remedy));
        } else {
            changed.add(text);
        }
    }

    private String docker(String... arguments) {
        List<String> argv = new ArrayList<>(List.of("docker"));
        argv.addAll(door.access().options());
        argv.addAll(List.of(arguments));
        return Change.command(argv);
    }

    private void settings(List<String> left) throws EngineException, InterruptedException {
        for (Map.Entry<String, Settings> entry : adopted.entrySet()) {
            String id = entry.getKey();
            Settings was = entry.getValue();
            Optional<ContainerFacts> facts = door.inspect(id);
            if (facts.isEmpty()) {
                // A removal cannot be undone, and whoever asked for it was told.
                continue;
            }
            Settings is = Settings.of(facts.get());
            String which = "container " + was.name() + " (" + Targets.shortened(id) + "): ";
            if (!is.policy().equals(was.policy())) {
                left.add(which + "its restart policy is " + is.policy() + " and was " + was.policy() + "; restored by: "
                        + docker("update", "--restart=" + was.policy(), id));
            }
            if (!is.memory().equals(was.memory())) {
                String before =
                        was.memory().map(size -> String.valueOf(size.bytes())).orElse("-1");
                left.add(which + "its memory limit is "
                        + is.memory().map(ByteSize::toString).orElse("none") + " and was "
                        + was.memory().map(ByteSize::toString).orElse("none") + "; restored by: "
                        + docker("update", "--memory=" + before, "--memory-swap=" + before, id));
            }
            if (is.paused() && !was.paused()) {
                left.add(which + "it is paused; restored by: " + docker("unpause", id));
            }
        }
    }

    /** Files that were put back in what stays are looked at once more. */
    private void files(List<WayBack.Undo> ways, List<String> left, List<String> changed)
            throws EngineException, InterruptedException {
        for (WayBack.Undo undo : ways) {
            String id = undo.locator().getOrDefault(Locator.ID, "");
            if (!undo.act().equals(WayBack.Undo.RESTORE_FILE) || !adopted.containsKey(id)) {
                continue;
            }
            Optional<ContainerFacts> facts = door.inspect(id);
            long pid = facts.map(ContainerFacts::pid).orElse(0L);
            if (!ProcessTable.visible(pid, id)) {
                continue;
            }
            String which =
                    "file '" + undo.locator().getOrDefault("path", "") + "' of container " + Targets.shortened(id);
            try (ContainerRoot files = ContainerRoot.of(pid, id)) {
                Optional<KeptFile> was =
                        KeptFile.of(undo.locator(), kept.content(undo.locator().getOrDefault("kept", "")));
                if (was.isPresent()) {
                    FileState is = files.find(was.get().path(), false).state();
                    compare(which, was.get(), is, left, changed);
                }
            } catch (IOException e) {
                changed.add(which + " could not be looked at again: " + e.getMessage());
            }
        }
    }

    private static void compare(String which, KeptFile was, FileState is, List<String> left, List<String> changed) {
        if (is.equals(was.state())) {
            return;
        }
        if (is instanceof FileState.There there && there.modified().isAfter(was.modified())) {
            // Putting it back restores its time as well, so whoever wrote it came after that.
            changed.add(which + " was written again since it was put back");
        } else {
            left.add(which + " is " + is + " and was " + was.state() + "; its content is kept in the run's directory");
        }
    }
}
