package dev.respawn.engine;

import dev.respawn.expect.Share;
import dev.respawn.host.Commands;
import dev.respawn.model.Durations;
import dev.respawn.model.Sample;
import dev.respawn.scenario.StopCondition;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Watches for what ends a run early. Once a condition holds it stays so, whatever comes after. */
final class Stopping implements Sampling.Sink {
    private static final int OUTPUT_SHOWN = 200;

    private final List<StopCondition> conditions;
    private final Timeline timeline;
    private final Programs programs;
    private final Sampling.Sink next;
    private final Map<String, Deque<Answer>> answers = new HashMap<>();
    private final List<Timeline.Beside> running = new ArrayList<>();
    private @Nullable Instant began;
    private @Nullable String reason;

    /** An answer of a probe; what nobody heard is none. */
    private record Answer(Instant ended, boolean good) {}

    /** Hands every sample on. */
    Stopping(List<StopCondition> conditions, Timeline timeline, Programs programs, Sampling.Sink next) {
        this.conditions = conditions;
        this.timeline = timeline;
        this.programs = programs;
        this.next = next;
        for (StopCondition condition : conditions) {
            if (condition instanceof StopCondition.ProbeBelow probe) {
                answers.put(probe.probe(), new ArrayDeque<>());
            }
        }
    }

    /** Whether anybody asked for anything. */
    boolean idle() {
        return conditions.isEmpty();
    }

    /** From now on it counts. */
    void begin(String run) {
        synchronized (answers) {
            began = timeline.now();
        }
        for (StopCondition condition : conditions) {
            if (condition instanceof StopCondition.CommandFails command) {
                running.add(timeline.beside("stop-" + run, () -> ask(command)));
            }
        }
    }

    /** No program is started any more, and the one that runs is ended. */
    void end() {
        running.forEach(Timeline.Beside::interrupt);
    }

    @Override
    public void take(String watch, Sample sample) {
        next.take(watch, sample);
        synchronized (answers) {
            Deque<Answer> of = answers.get(watch);
            if (of != null && !sample.missing()) {
                of.addLast(new Answer(sample.ended(), sample.good()));
            }
        }
    }

    /** Why the run has to end now; empty if it may go on. */
    Optional<String> reason() {
        synchronized (answers) {
            Instant from = began;
            if (reason == null && from != null) {
                Instant now = timeline.now();
                for (StopCondition condition : conditions) {
                    holds(condition, from, now).ifPresent(why -> hold(condition, why));
                }
            }
            return Optional.ofNullable(reason);
        }
    }

    private void hold(StopCondition condition, String why) {
        synchronized (answers) {
            if (reason == null) {
                reason = "stop condition met: " + condition.inWords() + (why.isEmpty() ? "" : "; " + why);
            }
        }
    }

    private Optional<String> holds(StopCondition condition, Instant from, Instant now) {
        if (condition instanceof StopCondition.Deadline deadline) {
            return now.isBefore(from.plus(deadline.at())) ? Optional.empty() : Optional.of("");
        }
        if (!(condition instanceof StopCondition.ProbeBelow probe)) {
            return Optional.empty();
        }
        Deque<Answer> all = answers.getOrDefault(probe.probe(), new ArrayDeque<>());
        // The longest span that any condition on this probe asks for.
        Duration longest = conditions.stream()
                .filter(c -> c instanceof StopCondition.ProbeBelow other
                        && other.probe().equals(probe.probe()))
                .map(c -> ((StopCondition.ProbeBelow) c).over())
                .max(Duration::compareTo)
                .orElse(probe.over());
        all.removeIf(answer -> answer.ended().isBefore(now.minus(longest)));
        Instant since = now.minus(probe.over());
        if (since.isBefore(from)) {
            return Optional.empty();
        }
        List<Answer> within =
                all.stream().filter(answer -> !answer.ended().isBefore(since)).toList();
        long good = within.stream().filter(Answer::good).count();
        if (within.isEmpty()) {
            return Optional.of("nobody heard any answer");
        }
        double share = good / (double) within.size();
        return share < probe.share()
                ? Optional.of("it was good in " + good + " of " + within.size() + " answers, which is "
                        + Share.text(Math.round(share * 1000) / 1000.0))
                : Optional.empty();
    }

    private void ask(StopCondition.CommandFails condition) throws InterruptedException {
        while (true) {
            Commands.Ran ran = programs.run(condition.command(), condition.within());
            if (!ran.well()) {
                hold(
                        condition,
                        (ran.code() == 124
                                        ? "it was not over within " + Durations.exact(condition.within())
                                        : "it ended with " + ran.code())
                                + said(ran.output()));
                return;
            }
            timeline.sleepUntil(timeline.now().plus(condition.every()));
        }
    }

    private static String said(String output) {
        String line = output.strip().lines().findFirst().orElse("");
        return line.isEmpty()
                ? ""
                : ": " + (line.length() > OUTPUT_SHOWN ? line.substring(0, OUTPUT_SHOWN) + "…" : line);
    }
}
