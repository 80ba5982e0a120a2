package dev.respawn.expect;

import dev.respawn.journal.Event;
import dev.respawn.model.Condition;
import dev.respawn.model.Incarnation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The lives of each container, drafted from its signs in the order of time; what begins and ends no life is kept beside. */
final class Drafts {
    // A start is logged a little after the process can be seen.
    private static final Duration SEEN_BEFORE_START = Duration.ofSeconds(1);

    private final Signs signs;
    private final BlindSpans blind;
    private final Map<String, List<Draft>> drafts = new LinkedHashMap<>();
    private final Map<String, List<Sign>> others = new HashMap<>();

    /** All lives that the signs before this moment show. */
    Drafts(Signs signs, BlindSpans blind, Instant until) {
        this.signs = signs;
        this.blind = blind;
        signs.all().stream().filter(sign -> sign.at().isBefore(until)).forEach(this::take);
    }

    /** Those of one container. */
    List<Draft> of(String container) {
        return drafts.getOrDefault(container, List.of());
    }

    /** What the engine said of a container by this word, besides its starts and deaths. */
    Stream<Sign> said(String container, String action) {
        return others.getOrDefault(container, List.of()).stream().filter(sign -> sign.is(action));
    }

    /** When the kernel killed a process of a container for want of memory. */
    Stream<Sign> killedForMemory(String container) {
        return others.getOrDefault(container, List.of()).stream()
                .filter(sign -> sign.event() instanceof Event.KernelKilled);
    }

    private void take(Sign sign) {
        if (sign.event() instanceof Event.EngineSaid said) {
            if (sign.is("start")) {
                start(sign, moment(sign, said));
            } else if (sign.is("die")) {
                die(sign, moment(sign, said));
            } else {
                others.computeIfAbsent(sign.container(), c -> new ArrayList<>()).add(sign);
            }
        } else if (sign.event() instanceof Event.KernelKilled) {
            others.computeIfAbsent(sign.container(), c -> new ArrayList<>()).add(sign);
        } else if (sign.event() instanceof Event.Deployed deployed) {
            alive(sign, deployed.incarnation(), Optional.empty());
        } else if (sign.event() instanceof Event.FaultIntended intended) {
            alive(sign, intended.on(), Optional.empty());
        } else if (sign.event() instanceof Event.Seen seen) {
            if (seen.incarnation().pid() > 0) {
                alive(sign, seen.incarnation(), seen.condition().startedAt());
                counted(sign, seen);
            } else if (!seen.condition().running()) {
                // A process that the kernel has no more, and whose engine does not know it yet, proves nothing: its
                // exit
                // code is still that of the life before.
                down(sign, Optional.of(seen.condition()));
            }
        } else if (sign.event() instanceof Event.SeenAbsent) {
            down(sign, Optional.empty());
        }
    }

    /** When an event happened; one that was only reconstructed lies anywhere in the blind span. */
    private Moment moment(Sign sign, Event.EngineSaid said) {
        if (!said.said().reconstructed()) {
            return Moment.at(said.at());
        }
        Instant from = blind.within(said.host(), said.at(), said.at())
                .map(BlindSpans.Span::from)
                .filter(begin -> begin.isBefore(said.at()))
                .orElse(said.at());
        return new Moment(from, sign.entry().at());
    }

    private @Nullable Draft current(String container) {
        List<Draft> all = drafts.computeIfAbsent(container, c -> new ArrayList<>());
        return all.isEmpty() ? null : all.get(all.size() - 1);
    }

    private void begin(Draft draft, long seq) {
        draft.seqs.add(seq);
        drafts.computeIfAbsent(draft.container, c -> new ArrayList<>()).add(draft);
    }

    private void start(Sign sign, Moment moment) {
        Draft current = current(sign.container());
        if (current != null && current.died == null) {
            if (!current.byEvent
                    && Duration.between(current.firstSign, sign.at()).compareTo(SEEN_BEFORE_START) <= 0) {
                current.started = moment;
                current.byEvent = true;
                current.seqs.add(sign.seq());
                return;
            }
            current.dies(new Moment(current.lastAlive, moment.latest()), sign.seq());
        }
        begin(new Draft(sign.host(), sign.container(), moment, sign.at(), true), sign.seq());
    }

    private void die(Sign sign, Moment moment) {
        Draft current = current(sign.container());
        if (current == null) {
            current = new Draft(
                    sign.host(), sign.container(), new Moment(Instant.EPOCH, moment.latest()), sign.at(), false);
            begin(current, sign.seq());
        } else if (current.dieEvent != null) {
            // Two deaths without a start between: the start was missed.
            Instant since = Objects.requireNonNull(current.died).earliest();
            current = new Draft(sign.host(), sign.container(), new Moment(since, moment.latest()), sign.at(), false);
            begin(current, sign.seq());
        }
        current.dies(moment, sign.seq());
        current.dieEvent = sign;
    }

    private void alive(Sign sign, Incarnation on, Optional<Instant> enginesStart) {
        if (on.pid() <= 0) {
            return;
        }
        Draft current = current(sign.container());
        Optional<Instant> began = on.pidStart().isAfter(Instant.EPOCH)
                ? Optional.of(signs.onRunClock(on.host(), on.pidStart()))
                : Optional.empty();
        if (current == null) {
            Moment started = new Moment(began.filter(b -> b.isBefore(sign.at())).orElse(Instant.EPOCH), sign.at());
            current = new Draft(on.host(), sign.container(), started, sign.at(), false);
            current.process = on;
            current.enginesStart = enginesStart.orElse(null);
            begin(current, sign.seq());
            return;
        }
        boolean same = same(current, on, enginesStart);
        if (current.died == null) {
            if (current.process == null || same) {
                current.process = current.process == null ? on : current.process;
                current.enginesStart = enginesStart.orElse(current.enginesStart);
                current.lastAlive = sign.at();
                current.seqs.add(sign.seq());
                return;
            }
            current.dies(new Moment(current.lastAlive, sign.at()), sign.seq());
        } else {
            Instant died = current.died.latest();
            // Asked before the death, written after it.
            boolean old = same
                    || (current.process == null
                            && began.filter(b -> !b.isAfter(died)).isPresent());
            if (old) {
                return;
            }
        }
        Draft next = new Draft(
                on.host(),
                sign.container(),
                new Moment(Objects.requireNonNull(current.died).earliest(), sign.at()),
                sign.at(),
                false);
        next.process = on;
        next.enginesStart = enginesStart.orElse(null);
        begin(next, sign.seq());
    }

    /**
     * Whether a look shows the process of this life. The kernel no longer tells when a process began that has just died, and
     * the engine's word for it is later by the cost of a start, which can be long; that word stands in the place of the
     * kernel's then.
     */
    private static boolean same(Draft current, Incarnation on, Optional<Instant> enginesStart) {
        if (current.process == null) {
            return false;
        }
        Set<Instant> known = new HashSet<>(List.of(current.process.pidStart()));
        Optional.ofNullable(current.enginesStart).ifPresent(known::add);
        return sameProcess(current.process, on)
                || (current.process.pid() == on.pid()
                        && (enginesStart.filter(known::contains).isPresent() || known.contains(on.pidStart())));
    }

    /** One asks the kernel when a process began and the other the engine, which differ by the cost of a start. */
    private static boolean sameProcess(Incarnation one, Incarnation other) {
        return one.pid() == other.pid()
                && Duration.between(one.pidStart(), other.pidStart()).abs().compareTo(SEEN_BEFORE_START) <= 0;
    }

    /** The engine's count of its own restarts, as it was seen in a life. */
    private void counted(Sign sign, Event.Seen seen) {
        Draft current = current(sign.container());
        if (current != null
                && current.died == null
                && same(current, seen.incarnation(), seen.condition().startedAt())) {
            current.restartCount = seen.condition().restartCount();
        }
    }

    private void down(Sign sign, Optional<Condition> condition) {
        Draft current = current(sign.container());
        if (current == null
                || condition.filter(c -> c.status().equals("created")).isPresent()) {
            return;
        }
        Instant began = current.started.earliest().minus(Lives.TOLERANCE);
        boolean old = condition
                .flatMap(Condition::finishedAt)
                .filter(finished -> signs.onRunClock(sign.host(), finished).isBefore(began))
                .isPresent();
        if (old) {
            return;
        }
        if (current.died == null) {
            current.dies(new Moment(current.lastAlive, sign.at()), sign.seq());
        }
        // While a start fails, the engine shows its code for a moment, 127 or 128, in place of the last life's.
        boolean failing = condition
                .filter(c -> c.status().equals("restarting") && !c.error().isEmpty())
                .isPresent();
        if (current.seenDown == null && condition.isPresent() && !failing) {
            current.seenDown = condition.get();
            current.deathSeqs.add(sign.seq());
        }
        // A start that succeeds takes the words away, so they are of one that was tried since the death.
        if (!current.startFailed && condition.filter(c -> !c.error().isEmpty()).isPresent()) {
            current.startFailed = true;
            current.deathSeqs.add(sign.seq());
        }
    }
}
