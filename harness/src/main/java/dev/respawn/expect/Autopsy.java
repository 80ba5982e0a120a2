package dev.respawn.expect;

import dev.respawn.contract.Cause;
import dev.respawn.contract.Given;
import dev.respawn.journal.Event;
import dev.respawn.model.Condition;
import dev.respawn.model.EngineEvent;
import dev.respawn.model.Signal;
import dev.respawn.model.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What a life ended of, from several sources; what cannot be told apart stays several causes. */
final class Autopsy {
    private static final String SHIM_DEATHS_LOGGED_RIGHTLY = "24.0";
    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9]+");
    private static final Pattern NOT_THE_MAIN_PROCESS = Pattern.compile("\\b(?:child|inside)");

    // The kernel's log knows when, but is read on another clock.
    private static final Duration KERNEL_IS_EARLY = Duration.ofSeconds(1);
    // A counter tells only when it is read again.
    private static final Duration COUNTER_IS_LATE = Duration.ofSeconds(2);

    private final Signs signs;
    private final Drafts drafts;
    private final BlindSpans blind;
    private final Arrivals arrivals;
    private final Instant until;

    Autopsy(Signs signs, Drafts drafts, BlindSpans blind, Arrivals arrivals, Instant until) {
        this.signs = signs;
        this.drafts = drafts;
        this.blind = blind;
        this.arrivals = arrivals;
        this.until = until;
    }

    /** The death of a life that is over. */
    Death of(Target target, Draft draft, Life life, Optional<Life> next) {
        Moment died = Objects.requireNonNull(draft.died);
        Instant from = draft.started.earliest().minus(Lives.TOLERANCE);
        Instant end = next.filter(n -> n.container().equals(draft.container))
                .map(n -> n.started().earliest())
                .orElse(until);
        Optional<Integer> byEvent = draft.dieEvent().flatMap(EngineEvent::exitCode);
        Optional<Integer> bySight = draft.seenDown().map(Condition::exitCode);
        Optional<Integer> code = byEvent.or(() -> bySight);
        Optional<String> disagreement = Optional.empty();
        if (byEvent.isPresent() && bySight.isPresent() && !byEvent.equals(bySight)) {
            if (byEvent.get() == 255
                    && bySight.get() == 137
                    && signs.before(draft.host, "engine", SHIM_DEATHS_LOGGED_RIGHTLY)
                            .orElse(false)) {
                // Ground truth 108: the shim was killed, and the event of old engines does not know the code.
                code = bySight;
            } else {
                disagreement = Optional.of("the die event of " + target + " says exit code " + byEvent.get()
                        + ", the engine when asked says " + bySight.get());
            }
        }
        Requests requests = requests(draft, died, from, end);
        Set<Cause> causes = causes(target, draft, died, end, code, requests);
        boolean asked = causes.contains(Cause.ENGINE_API_STOP)
                || causes.contains(Cause.ENGINE_API_RESTART)
                || causes.contains(Cause.REMOVED);
        Optional<Given.State> state = Optional.of(
                paused(draft.container, from, died.latest())
                        ? Given.State.PAUSED
                        : requests.kills().isEmpty() || asked ? Given.State.RUNNING : Given.State.API_SIGNALLED);
        boolean unseen = draft.dieEvent().isEmpty()
                || draft.dieEvent().filter(EngineEvent::reconstructed).isPresent()
                || blind.within(draft.host, draft.started.latest(), died.latest())
                        .isPresent();
        if (unseen && !asked) {
            // Somebody may have asked the engine for it while nobody looked.
            causes.add(Cause.ENGINE_API_STOP);
            state = Optional.empty();
        }
        List<Long> seqs = new ArrayList<>(draft.deathSeqs);
        seqs.addAll(requests.seqs());
        return new Death(
                target,
                life,
                died,
                code,
                disagreement,
                causes,
                state,
                draft.dieEvent().isPresent(),
                draft.seenDown(),
                draft.startFailed,
                next,
                requests.stoppedWhileDown(),
                draft.dieSeq,
                seqs);
    }

    /** What the engine was asked to do to a life, or to what was left of it. */
    private record Requests(List<Sign> kills, List<Sign> stops, boolean stoppedWhileDown) {
        List<Long> seqs() {
            return Stream.concat(kills.stream(), stops.stream()).map(Sign::seq).toList();
        }
    }

    private Requests requests(Draft draft, Moment died, Instant from, Instant end) {
        List<Sign> kills = drafts.said(draft.container, "kill")
                .filter(sign -> sign.between(from, died.latest().plus(Lives.TOLERANCE)))
                .toList();
        List<Sign> stops = drafts.said(draft.container, "stop")
                .filter(sign -> sign.between(from, end))
                .toList();
        boolean stoppedWhileDown =
                kills.isEmpty() && stops.stream().anyMatch(sign -> sign.at().isAfter(died.latest()));
        return new Requests(kills, stops, stoppedWhileDown);
    }

    private Set<Cause> causes(
            Target target, Draft draft, Moment died, Instant end, Optional<Integer> code, Requests requests) {
        Set<Cause> causes = new LinkedHashSet<>();
        boolean fatal = requests.kills().stream()
                .map(kill -> Sign.signal(kill.said()))
                .flatMap(Optional::stream)
                .anyMatch(number -> number == Signal.KILL.number() || code.equals(Optional.of(128 + number)));
        if (fatal || (!requests.stops().isEmpty() && !requests.stoppedWhileDown())) {
            boolean removed = requests.stops().isEmpty()
                    && drafts.said(draft.container, "destroy").anyMatch(sign -> sign.between(died.earliest(), end));
            causes.add(
                    removed
                            ? Cause.REMOVED
                            : restarted(draft, died) ? Cause.ENGINE_API_RESTART : Cause.ENGINE_API_STOP);
            return causes;
        }
        if (code.isEmpty()) {
            causes.addAll(List.of(Cause.EXIT_ZERO, Cause.EXIT_NONZERO, Cause.SIGNAL, Cause.OOM));
            return causes;
        }
        int exit = code.get();
        if (exit == 0) {
            causes.add(Cause.EXIT_ZERO);
            return causes;
        }
        if (exit == Signal.KILL.exitCode() && killedByName(draft)) {
            causes.add(Cause.OOM);
            return causes;
        }
        if (exit == Signal.KILL.exitCode() && outOfMemory(draft, died, end)) {
            causes.add(Cause.OOM);
        }
        if (ours(target, draft, died, exit)) {
            causes.add(Cause.SIGNAL);
        }
        if (causes.isEmpty()) {
            causes.add(Cause.EXIT_NONZERO);
            if (exit > 128 && exit <= 128 + 64) {
                // A process may also end by itself with the code that a signal gives.
                causes.add(Cause.SIGNAL);
            }
            if (exit == Signal.KILL.exitCode()) {
                // Ground truth 52: an early OOM may leave neither event nor flag.
                causes.add(Cause.OOM);
            }
        }
        return causes;
    }

    /** Whether the first life of the container after this death is one that the engine was asked for. */
    private boolean restarted(Draft draft, Moment died) {
        return drafts.of(draft.container).stream()
                .filter(other -> other.started.latest().isAfter(died.earliest()))
                .findFirst()
                .filter(other -> drafts.said(draft.container, "restart")
                        .anyMatch(sign -> sign.between(other.started.earliest(), other.over(until))))
                .isPresent();
    }

    /** Whether the kernel named the main process of this life when it killed for want of memory. */
    private boolean killedByName(Draft draft) {
        return draft.process != null
                && drafts.killedForMemory(draft.container)
                        .filter(sign ->
                                !sign.at().isBefore(draft.started.earliest().minus(KERNEL_IS_EARLY)))
                        .anyMatch(sign -> ((Event.KernelKilled) sign.event()).pid() == draft.process.pid());
    }

    /** Whether some process of this life was killed for want of memory: the event, the kernel's counter or the flag shows it. */
    private boolean outOfMemory(Draft draft, Moment died, Instant end) {
        Instant from = draft.started.earliest().minus(Lives.TOLERANCE);
        Instant to = died.latest().plus(Lives.TOLERANCE);
        boolean event = drafts.said(draft.container, "oom").anyMatch(sign -> sign.between(from, to));
        Instant counted = earlier(died.latest().plus(COUNTER_IS_LATE), end);
        // A process that the kernel names and that is another one was a child; its death is not this one.
        event |= drafts.killedForMemory(draft.container)
                .filter(sign -> ((Event.KernelKilled) sign.event()).pid() == 0)
                .anyMatch(sign -> sign.between(from, counted.isAfter(to) ? counted : to));
        // The flag of old engines stays over the next life (ground truth 55), so it only proves the first one.
        List<Draft> lives = drafts.of(draft.container);
        boolean sticky = lives.subList(0, lives.indexOf(draft)).stream()
                .anyMatch(
                        before -> before.seenDown().filter(Condition::oomKilled).isPresent());
        return event || (draft.seenDown().filter(Condition::oomKilled).isPresent() && !sticky);
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    /** Whether a signal of ours, with this exit code, provably reached this life. */
    private boolean ours(Target target, Draft draft, Moment died, int exit) {
        return arrivals.all().stream()
                .filter(arrival -> arrival.arrived()
                        && arrival.target().equals(target)
                        && arrival.on()
                                .filter(on -> on.id().equals(draft.container))
                                .isPresent())
                .filter(arrival -> arrival.seq() < draft.dieSeq
                        && !arrival.since().isBefore(draft.started.earliest())
                        && !arrival.since().isAfter(died.latest().plus(Lives.TOLERANCE)))
                .anyMatch(arrival -> signalOf(arrival.fault())
                        .filter(signal -> signal.exitCode() == exit)
                        .isPresent());
    }

    /** The signal that a fault's words name: "KILL to the main process". */
    private static Optional<Signal> signalOf(String fault) {
        if (NOT_THE_MAIN_PROCESS.matcher(fault).find()) {
            return Optional.empty();
        }
        Matcher words = WORD.matcher(fault);
        while (words.find()) {
            String word = words.group();
            if (Signal.names().contains(word)
                    || (word.startsWith("SIG") && Signal.names().contains(word.substring(3)))) {
                return Optional.of(Signal.parse(word));
            }
        }
        return fault.startsWith("crash") ? Optional.of(Signal.KILL) : Optional.empty();
    }

    private boolean paused(String container, Instant from, Instant to) {
        return Stream.concat(drafts.said(container, "pause"), drafts.said(container, "unpause"))
                .filter(sign -> sign.between(from, to))
                .max(Comparator.comparing(Sign::at))
                .filter(sign -> sign.is("pause"))
                .isPresent();
    }
}
