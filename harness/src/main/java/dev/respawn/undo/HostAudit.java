package dev.respawn.undo;

import dev.respawn.host.PrivateRecipe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Compares all of the host before and after, and says which differences are one's own. On a host that lives there are
 * always others: what carries our marks is residue, what carries another run's or engine's is left out and counted, and
 * what carries nobody's is told but judged only where nobody else does anything.
 */
public final class HostAudit {
    /** What is being removed may need this long to be gone. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private static final long LOOK_EVERY_MILLIS = 50;
    // Of each kind: one container of a stranger's is a cgroup in each of a dozen hierarchies.
    private static final int CHANGES_MOST = 5;
    /** Less than that is the work of logs and caches. */
    private static final long DISK_LEAST = 256L << 20;

    /** Another engine of ours, another run, or what is under the root of such. */
    private static final Pattern OTHERS = Pattern.compile(
            "(?s).*(?:\\brespawn-\\d+[a-z]*\\b|, told RESPAWN_" + "|/engines/\\d+(?:/|\\b)|, of what is under ).*");

    private static final Pattern ENGINE_NAME = Pattern.compile("\\brespawn-\\d+[a-z]*\\b");
    // Nobody but engines of ours has these; which one is not said.
    private static final Set<String> OTHERS_HEADINGS = Set.of("private engines", "leases of runs", "kept processes");
    /** What every engine makes outside its own directory: while any runs, it may be that one's. */
    private static final Set<String> OF_ENGINES = Set.of("engine directories", "sockets of shims");

    private final Path root;
    private final boolean alone;
    private final HostDump before;
    private final Map<Path, Long> free;

    private HostAudit(Path root, boolean alone, HostDump before, Map<Path, Long> free) {
        this.root = root;
        this.alone = alone;
        this.before = before;
        this.free = free;
    }

    /**
     * Looks at the host from now on.
     *
     * @param root of private engines
     * @param alone whether nobody else does anything on this host, so that every difference is ours
     */
    public static HostAudit from(Path root, boolean alone) throws InterruptedException {
        return new HostAudit(root, alone, dump(root, alone), free(root));
    }

    private static HostDump dump(Path root, boolean alone) throws InterruptedException {
        return alone ? HostDump.complete(root) : HostDump.now(root);
    }

    /**
     * What came of it.
     *
     * @param compared what was compared, in words
     * @param left what is ours, each with the command that takes it back; empty for nothing
     * @param changed what is different and nobody's as far as one can know
     * @param others what was left out, in words; empty text for nothing
     */
    public record Result(List<String> compared, List<String> left, List<String> changed, String others) {
        public Result {
            compared = List.copyOf(compared);
            left = List.copyOf(left);
            changed = List.copyOf(changed);
        }
    }

    /**
     * Looks again after a run; its lease and its engine are still there. For a moment over and over, as long as something
     * of the run is.
     *
     * @param known names and ids by which its things are known
     */
    public Result afterRun(Collection<String> known) throws InterruptedException {
        return after(Marks.of(known), Marks.of(Set.of()), false, Optional.empty());
    }

    /**
     * The same for a run on an engine that is removed with all that is on it, and looked for after that.
     *
     * @param known names and ids by which its things are known
     * @param going the engine of the lab
     */
    public Result afterRun(Collection<String> known, PrivateRecipe going) throws InterruptedException {
        return after(Marks.of(known), Marks.of(marks(going)), false, Optional.empty());
    }

    private static List<String> marks(PrivateRecipe engine) {
        return List.of(
                engine.directory().toString(),
                engine.name(),
                engine.addresses().substring(0, engine.addresses().lastIndexOf('.')));
    }

    /**
     * Looks again after all runs of a lab and its keeper.
     *
     * @param known names and ids by which its things are known
     * @param engine its private engine, which is to be gone with all that it made
     */
    public Result afterLab(Collection<String> known, Optional<PrivateRecipe> engine) throws InterruptedException {
        List<String> all = new ArrayList<>(known);
        engine.ifPresent(recipe -> all.addAll(marks(recipe)));
        return after(Marks.of(all), Marks.of(Set.of()), true, engine);
    }

    private Result after(Marks marks, Marks going, boolean last, Optional<PrivateRecipe> engine)
            throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            HostDump after = dump(root, alone);
            Result result = sort(after, change -> !going.in(change.line()) && ours(change, marks, last, engine));
            if (result.left().isEmpty() || System.nanoTime() >= end) {
                return result;
            }
            Thread.sleep(LOOK_EVERY_MILLIS);
        }
    }

    private static boolean ours(Change change, Marks marks, boolean last, Optional<PrivateRecipe> engine) {
        if (change.kind() == Change.Kind.GONE) {
            return false;
        }
        if (change.heading().equals("leases of runs")) {
            return last && marks.in(change.line());
        }
        if (change.heading().equals("private engines")) {
            return engine.isPresent()
                    && change.line().equals(String.valueOf(engine.get().number()));
        }
        return marks.in(change.line())
                && engine.filter(own -> ofAnother(change.line(), own.name())).isEmpty();
    }

    /** An engine's number, and its addresses with it, are another's as soon as it is gone; its name is not. */
    static boolean ofAnother(String line, String own) {
        Set<String> names =
                ENGINE_NAME.matcher(line).results().map(MatchResult::group).collect(Collectors.toSet());
        return !names.isEmpty() && !names.contains(own);
    }

    private boolean others(Change change, HostDump is) {
        return OTHERS_HEADINGS.contains(change.heading())
                || OTHERS.matcher(change.line()).matches()
                || (OF_ENGINES.contains(change.heading()) && is.enginesRun());
    }

    private Result sort(HostDump is, Predicate<Change> ours) {
        List<String> left = new ArrayList<>();
        Map<String, List<String>> nobodys = new TreeMap<>();
        int others = 0;
        for (Change change : HostDump.changes(before, is)) {
            if (change.line().startsWith("not seen")) {
                continue;
            }
            if (ours.test(change)) {
                left.add(change.withRemedy());
            } else if (others(change, is)) {
                others++;
            } else if (alone) {
                left.add(change.withRemedy());
            } else {
                nobodys.computeIfAbsent(change.heading(), heading -> new ArrayList<>())
                        .add(change.text());
            }
        }
        List<String> changed = new ArrayList<>();
        nobodys.forEach((heading, lines) -> {
            changed.addAll(lines.subList(0, Math.min(CHANGES_MOST, lines.size())));
            if (lines.size() > CHANGES_MOST) {
                changed.add(heading + ": and " + (lines.size() - CHANGES_MOST) + " more changes");
            }
        });
        lessDisk().ifPresent(changed::add);
        List<String> compared = new ArrayList<>();
        compared.add("the host before and after, " + before.size() + " and " + is.size() + " lines: "
                + String.join(", ", is.parts().keySet()) + ", disk space");
        is.unseen().forEach(line -> compared.add("but not " + line));
        return new Result(
                compared,
                left,
                changed,
                others == 0
                        ? ""
                        : others + (others == 1 ? " change was" : " changes were")
                                + " left out, because engines or runs that are still at work, or others' made them");
    }

    private Optional<String> lessDisk() {
        for (Map.Entry<Path, Long> now : free(root).entrySet()) {
            long less = free.getOrDefault(now.getKey(), now.getValue()) - now.getValue();
            if (less >= DISK_LEAST) {
                return Optional.of("disk: " + (less >> 20) + "MiB less are free at '" + now.getKey() + "'");
            }
        }
        return Optional.empty();
    }

    private static Map<Path, Long> free(Path root) {
        Map<Path, Long> free = new LinkedHashMap<>();
        for (Path place : List.of(root, Path.of(System.getProperty("java.io.tmpdir")), Path.of("/"))) {
            try {
                Path there = place;
                while (there.getParent() != null && !Files.exists(there)) {
                    there = there.getParent();
                }
                free.put(place, Files.getFileStore(there).getUsableSpace());
            } catch (IOException e) {
                // What cannot be asked is not compared; it is one of several.
            }
        }
        return free;
    }
}
