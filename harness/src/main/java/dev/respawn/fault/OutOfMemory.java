package dev.respawn.fault;

import dev.respawn.catalogue.Field;
import dev.respawn.catalogue.Kinds;
import dev.respawn.catalogue.Word;
import dev.respawn.docker.Executed;
import dev.respawn.host.Executing;
import dev.respawn.host.Locator;
import dev.respawn.host.Scoring;
import dev.respawn.host.Starving;
import dev.respawn.host.Unreached;
import dev.respawn.host.Witnessing;
import dev.respawn.model.ByteSize;
import dev.respawn.model.Condition;
import dev.respawn.model.Incarnation;
import dev.respawn.model.Signal;
import dev.respawn.model.UndoLog;
import dev.respawn.model.WayBack;
import dev.respawn.model.Witness;
import dev.respawn.supervisor.Controls;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * A program fills the memory of the container until the kernel kills a process in it: that program, or the main process
 * (ground truth 51 to 60). It is run inside; for an image that has no such program, one of the host is put into the
 * container's memory group. Either never takes more than the container's own limit, and ends by itself.
 *
 * <p>Which process is killed is the kernel's choice, by the scores of those in the group; for the main process to be the
 * one its score is raised, and put back if it lives.
 */
public record OutOfMemory(Of of) implements Fault {
    /** Which process is killed. */
    public enum Of {
        /** The main process: the container dies. */
        MAIN,
        /** Another process of the container: it lives on. */
        CHILD
    }

    /** The largest limit of a container whose memory is filled, so that its host never runs short. */
    static final ByteSize LIMIT_MOST = new ByteSize(1L << 30);

    private static final long HOST_LEFT_LEAST = 256L << 20;
    private static final int SCORE_FIRST = 1_000;
    private static final int PARTS = 4;
    // Some seconds of filling what was taken again and again, for the others to come that far.
    private static final long FILLED_AT_ONCE = 8L << 30;
    private static final Duration HOG_LIMIT = Duration.ofSeconds(15);
    // The engine tells of it some ten milliseconds later, or never (ground truth 52).
    private static final Duration EVENT_LIMIT = Duration.ofSeconds(1);
    private static final Duration DEATH_LIMIT = Duration.ofSeconds(4);
    private static final long POLL_MILLIS = 2;
    private static final int KILLED = Signal.KILL.exitCode();
    // What is told to the shell are positions, never text. It is killed before others of its container.
    private static final String HOG =
            "echo 1000 > /proc/self/oom_score_adj; exec dd if=/dev/zero of=/dev/null bs=\"$1\" count=\"$2\"";

    private static final Field<OutOfMemory, Of> OF = Field.orElse(
            "of",
            "main: the main process is killed; child: another of its processes",
            Kinds.choice(Of.class),
            OutOfMemory::of,
            Of.MAIN);

    /** Of the main process. */
    public OutOfMemory() {
        this(Of.MAIN);
    }

    @Override
    public Set<Class<?>> needs() {
        return of == Of.MAIN
                ? Set.of(Executing.class, Starving.class, Scoring.class, Witnessing.class)
                : Set.of(Executing.class, Starving.class, Witnessing.class);
    }

    @Override
    public Kind kind() {
        return Kind.MOMENTARY;
    }

    @Override
    public String inWords() {
        return of == Of.MAIN
                ? "memory runs out, and the kernel kills the main process"
                : "memory runs out, and the kernel kills a process beside the main one";
    }

    @Override
    public Optional<String> irreversible() {
        return Optional.of(
                of == Of.MAIN
                        ? "the main process is gone, with all that it kept in memory"
                        : "the engine keeps in mind that memory ran out");
    }

    @Override
    public Witness inject(Incarnation on, Controls controls, UndoLog log) throws Unreached, InterruptedException {
        Starving starving = controls.get(Starving.class);
        Witnessing witnessing = controls.get(Witnessing.class);
        ByteSize limit = limit(on, starving);
        if (on.pid() == 0) {
            throw new Unreached("container " + on.shortId() + " has no process; it is not running");
        }
        int score = of == Of.MAIN ? controls.get(Scoring.class).score(on) : 0;
        boolean flagged = witnessing.inspect(on).map(Condition::oomKilled).orElse(false);
        Starving.Before before = starving.before(on);
        Instant since = witnessing.now();
        log.before(new WayBack.Irreversible(
                "the memory of container " + on.shortId() + " is filled, up to its limit of " + limit
                        + ", until the kernel kills " + (of == Of.MAIN ? "process " + on.pid() : "a process of it")));
        if (of == Of.MAIN) {
            Map<String, String> locator = Locator.of(on);
            locator.put("score", String.valueOf(score));
            log.before(new WayBack.Undo(WayBack.Undo.RESTORE_OOM_SCORE, locator));
            controls.get(Scoring.class).score(on, SCORE_FIRST);
        }
        Search search = new Search(on, starving, witnessing, before, since, flagged);
        try {
            fill(on, controls, limit, search);
        } finally {
            if (of == Of.MAIN && !search.over()) {
                // It lives, so the run would go on with a process that the kernel kills before all others.
                controls.get(Scoring.class).score(on, score);
            }
        }
        return search.witness();
    }

    private static ByteSize limit(Incarnation on, Starving starving) throws Unreached, InterruptedException {
        ByteSize limit = starving.limit(on)
                .orElseThrow(() -> new Unreached("container " + on.shortId()
                        + " has no memory limit, so the whole host would run out; add 'memory' to its service"));
        if (limit.bytes() > LIMIT_MOST.bytes()) {
            throw new Unreached("container " + on.shortId() + " has a memory limit of " + limit
                    + "; the largest that is filled is " + LIMIT_MOST);
        }
        Optional<ByteSize> left = starving.hostLeft(on);
        if (left.filter(free -> free.bytes() < limit.bytes() + HOST_LEFT_LEAST).isPresent()) {
            throw new Unreached("container " + on.shortId() + " has a memory limit of " + limit
                    + ", and its host has only " + left.get().bytes() / (1 << 20) + "MiB left; it is not filled");
        }
        return limit;
    }

    /**
     * What fills the memory.
     *
     * @param parts how many programs at once
     * @param size what each of them takes, in bytes
     * @param times how often each fills what it took, before it ends by itself
     */
    private record Load(int parts, long size, long times) {}

    // A process of the whole size may come before one with the highest score, by what it shares with others; and a
    // program
    // cannot be made less likely to be killed than others, by whoever has no more than root's usual rights. So for the
    // main process to be the one, several take a part each.
    private Load load(Incarnation on, ByteSize limit, Starving starving) {
        if (of == Of.MAIN) {
            long part = limit.bytes() / (PARTS - 1);
            return new Load(PARTS, part, Math.max(4, FILLED_AT_ONCE / part));
        }
        // More than fits, also where the engine gives as much swap again.
        long most = starving.hostLeft(on).map(ByteSize::bytes).orElse(2 * LIMIT_MOST.bytes());
        return new Load(1, Math.min(2 * limit.bytes() + (16L << 20), most), 2);
    }

    private void fill(Incarnation on, Controls controls, ByteSize limit, Search search)
            throws Unreached, InterruptedException {
        Starving starving = controls.get(Starving.class);
        Load load = load(on, limit, starving);
        String size = String.valueOf(load.size());
        String times = String.valueOf(load.times());
        List<String> command = of == Of.MAIN
                ? List.of("dd", "if=/dev/zero", "of=/dev/null", "bs=" + size, "count=" + times)
                : List.of("sh", "-c", HOG, "sh", size, times);
        Executing executing = controls.get(Executing.class);
        List<FutureTask<Executed>> hogs = new ArrayList<>();
        for (int part = 0; part < load.parts(); part++) {
            FutureTask<Executed> hog = new FutureTask<>(() -> executing.exec(on, command, HOG_LIMIT));
            Thread thread = new Thread(hog, "hog-" + on.shortId());
            thread.setDaemon(true);
            thread.start();
            hogs.add(hog);
        }
        search.until(() -> hogs.stream().allMatch(FutureTask::isDone));
        if (search.found() || search.over() || killed(hogs)) {
            return;
        }
        // The image has no such program, or one that does not do it.
        List<Starving.Hog> ofHost = new ArrayList<>();
        try {
            for (int part = 0; part < load.parts(); part++) {
                ofHost.add(starving.hog(on, new ByteSize(load.size()), load.times(), of == Of.CHILD, HOG_LIMIT));
            }
            search.until(() -> ofHost.stream().allMatch(Starving.Hog::over));
        } finally {
            ofHost.forEach(Starving.Hog::close);
        }
    }

    private static boolean killed(List<FutureTask<Executed>> hogs) throws InterruptedException {
        for (FutureTask<Executed> hog : hogs) {
            try {
                if (!hog.isDone() || hog.get().exitCode() == KILLED) {
                    return true;
                }
            } catch (ExecutionException e) {
                // It came to no end of its own.
            }
        }
        return false;
    }

    /** Whether something has come to its end. */
    private interface Over {
        boolean is();
    }

    /** What is seen of it, by whomever. */
    private final class Search {
        private final Incarnation on;
        private final Starving starving;
        private final Witnessing witnessing;
        private final Starving.Before before;
        private final Instant since;
        private final boolean flagged;
        private Starving.Kills kills = new Starving.Kills(List.of(), List.of());

        Search(
                Incarnation on,
                Starving starving,
                Witnessing witnessing,
                Starving.Before before,
                Instant since,
                boolean flagged) {
            this.on = on;
            this.starving = starving;
            this.witnessing = witnessing;
            this.before = before;
            this.since = since;
            this.flagged = flagged;
        }

        /** Looks until it has happened, or it cannot happen any more: the counter goes soon after the container. */
        void until(Over over) throws InterruptedException {
            Instant end = witnessing.now().plus(HOG_LIMIT);
            boolean last = false;
            while (!last && witnessing.now().isBefore(end)) {
                last = over.is() || over();
                look();
                if (found() && (of == Of.CHILD || over())) {
                    return;
                }
                Thread.sleep(POLL_MILLIS);
            }
        }

        private void look() {
            Starving.Kills now = starving.kills(on, before);
            // What was counted once is true, also when the counter is gone.
            if (now.evidence().size() >= kills.evidence().size()) {
                kills = now;
            }
        }

        /** Whether the kernel has told of it. */
        boolean found() {
            return !kills.evidence().isEmpty();
        }

        /** Whether the main process is gone. */
        boolean over() {
            return starving.lives(on).filter(lives -> !lives).isPresent();
        }

        Witness witness() throws InterruptedException {
            List<String> evidence = new ArrayList<>();
            Seen.within(witnessing, on, since, event -> event.is("oom"), EVENT_LIMIT)
                    .ifPresent(evidence::add);
            Optional<String> died = of == Of.MAIN
                    ? Seen.within(witnessing, on, since, event -> event.is("die"), DEATH_LIMIT)
                    : Optional.empty();
            if (!flagged && flagged()) {
                evidence.add("the engine says OOMKilled, which it did not before");
            }
            look();
            evidence.addAll(kills.evidence());
            if (evidence.isEmpty()) {
                return new Witness.NotSeen(
                        "nobody told of a process that was killed for memory: no oom event, no flag, no"
                                + " counter, no line in the kernel's log");
            }
            boolean mainKilled = kills.pids().contains(on.pid());
            if (of == Of.CHILD) {
                String all = String.join("; ", evidence);
                boolean ended = over()
                        || Seen.within(witnessing, on, since, event -> event.is("die"), Duration.ZERO)
                                .isPresent();
                if (mainKilled || ended) {
                    return new Witness.NotSeen("memory ran out, but it was the main process that was killed: " + all);
                }
                // The engine may tell of the end of the main process later than of the want of memory.
                boolean lives = starving.lives(on).orElse(false);
                return lives || !kills.pids().isEmpty()
                        ? new Witness.Arrived(evidence)
                        : new Witness.NotSeen(
                                "memory ran out, but nobody can see from here which process was killed: " + all);
            }
            died.ifPresent(evidence::add);
            boolean other = !kills.pids().isEmpty() && !mainKilled;
            return other || (died.isEmpty() && !over())
                    ? new Witness.NotSeen("memory ran out, but it was not the main process that was killed: "
                            + String.join("; ", evidence))
                    : new Witness.Arrived(evidence);
        }

        private boolean flagged() throws InterruptedException {
            try {
                return witnessing.inspect(on).map(Condition::oomKilled).orElse(false);
            } catch (Unreached e) {
                return false;
            }
        }
    }

    /** Offers it to the language. */
    public static final class Listing implements Fault.Listing {
        @Override
        public Word<OutOfMemory> word() {
            return Word.of(
                    "out-of-memory",
                    "the container's memory is filled until the kernel kills a process",
                    OutOfMemory.class,
                    v -> new OutOfMemory(v.get(OF)),
                    OF);
        }

        @Override
        public List<Fault> examples() {
            return List.of(new OutOfMemory(Of.MAIN), new OutOfMemory(Of.CHILD));
        }
    }
}
