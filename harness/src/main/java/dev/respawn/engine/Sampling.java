package dev.respawn.engine;

import dev.respawn.model.Durations;
import dev.respawn.model.Sample;
import dev.respawn.probe.Answer;
import dev.respawn.probe.Reach;
import dev.respawn.scenario.Watch;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The watches of a run while they are asked, each on its own beat, whether the last question was answered or not: an
 * open loop. A closed one would ask a service that hangs less often than one that is well, and so see less of the
 * outage the longer it lasts.
 *
 * <p>Every beat from the first one to {@link #stop} yields exactly one sample, in the order in which the questions end.
 * All questions are asked from the timeline's thread, so a probe that blocks makes every watch late; what a stalled
 * harness could not see is missing or late, never good, and never blamed on the service.
 */
public final class Sampling {
    /**
     * For how long a probe may be about to say, in better words, that its time is over, before we say it. Only the words
     * depend on it: the sample ends at the timeout.
     */
    static final Duration GRACE = Duration.ofMillis(50);

    /** Takes samples as they end; called from several threads, and whoever calls is kept waiting. */
    public interface Sink {
        void take(String watch, Sample sample);
    }

    private final Timeline timeline;
    private final Reach reach;
    private final Sink sink;
    private final Instant start;
    private final List<Round> rounds;

    private final Object lock = new Object();
    private boolean stopped;
    private int beating;
    private @Nullable RuntimeException refused;

    private Sampling(Timeline timeline, Instant start, List<Watch> watches, Reach reach, Sink sink) {
        this.timeline = timeline;
        this.start = start;
        this.reach = reach;
        this.sink = sink;
        rounds = watches.stream().map(Round::new).toList();
    }

    /** Asks every watch for the first time at this instant, and then once in each of its periods. */
    public static Sampling begin(Timeline timeline, Instant first, List<Watch> watches, Reach reach, Sink sink) {
        Sampling sampling = new Sampling(timeline, first, watches, reach, sink);
        sampling.rounds.forEach(Round::arm);
        return sampling;
    }

    /**
     * Asks nothing more, and returns when every question has its sample: after the longest timeout at the latest. A
     * second time it only waits.
     *
     * @throws IllegalStateException if a sample could not be handed over, with the reason
     */
    public void stop() throws InterruptedException {
        Instant now = timeline.now();
        boolean first;
        synchronized (lock) {
            first = !stopped;
            stopped = true;
        }
        if (first) {
            rounds.forEach(round -> round.end(now));
        }
        Instant last = now;
        for (Round round : rounds) {
            Instant limit = now.plus(round.watch.timeout()).plus(GRACE);
            last = limit.isAfter(last) ? limit : last;
        }
        try {
            // One step of a millisecond more often than needed costs nothing; a missed notice would cost a timeout.
            while (busy() && timeline.now().isBefore(last)) {
                timeline.sleepUntil(timeline.now().plusMillis(1));
            }
        } finally {
            rounds.forEach(Round::abandon);
        }
        synchronized (lock) {
            if (refused != null) {
                throw new IllegalStateException("a sample could not be handed over: " + refused.getMessage(), refused);
            }
        }
    }

    /** How many questions wait for their answer. */
    public int unanswered() {
        synchronized (lock) {
            return rounds.stream().mapToInt(round -> round.open.size()).sum();
        }
    }

    private boolean busy() {
        synchronized (lock) {
            return beating > 0 || unanswered() > 0;
        }
    }

    private void emit(Watch watch, Sample sample) {
        try {
            sink.take(watch.name(), sample);
        } catch (RuntimeException e) {
            synchronized (lock) {
                refused = refused == null ? e : refused;
            }
        }
    }

    /** One watch, and how far it has come. */
    private final class Round {
        private final Watch watch;
        // Guarded by the lock.
        private final Set<Question> open = new HashSet<>();
        private long next;
        private Timeline.@Nullable Alarm alarm;

        Round(Watch watch) {
            this.watch = watch;
        }

        private Instant due(long beat) {
            return start.plusNanos(Math.multiplyExact(beat, watch.every().toNanos()));
        }

        /** The last beat that was due by then; negative if none was. */
        private long beatAt(Instant then) {
            return Math.floorDiv(
                    Duration.between(start, then).toNanos(), watch.every().toNanos());
        }

        private void arm() {
            synchronized (lock) {
                if (!stopped) {
                    alarm = timeline.at(due(next), this::beat);
                }
            }
        }

        private void beat() {
            long from;
            long to;
            Instant now = timeline.now();
            synchronized (lock) {
                if (stopped) {
                    return;
                }
                from = next;
                to = Math.max(from, beatAt(now));
                next = to + 1;
                beating++;
            }
            try {
                beat(from, to);
            } finally {
                synchronized (lock) {
                    beating--;
                }
            }
        }

        /** Asks what is due. After a stall: the oldest, late, and the newest; those between are missing. */
        private void beat(long from, long to) {
            ask(due(from));
            for (long between = from + 1; between < to; between++) {
                miss(due(between), "the harness was late");
            }
            if (to > from) {
                ask(due(to));
            }
            arm();
        }

        private void miss(Instant due, String why) {
            emit(watch, new Sample(due, due, timeline.now(), new Sample.Missing(why)));
        }

        private void ask(Instant due) {
            Instant sent = timeline.now();
            Question question = new Question(this, due, sent);
            boolean shed;
            boolean over;
            synchronized (lock) {
                over = stopped;
                shed = open.size() >= watch.inFlight();
                if (!shed && !over) {
                    open.add(question);
                    question.limit = timeline.at(sent.plus(watch.timeout()).plus(GRACE), question::expire);
                }
            }
            if (over) {
                miss(due, "the run ended before it was asked");
            } else if (shed) {
                miss(due, "shed: " + watch.inFlight() + " in flight");
            } else {
                question.ask();
            }
        }

        /** Accounts for what was due but not asked when the sampling ended. */
        private void end(Instant now) {
            long from;
            long to;
            synchronized (lock) {
                from = next;
                to = beatAt(now);
                next = Math.max(from, to + 1);
                if (alarm != null) {
                    alarm.cancel();
                }
            }
            for (long beat = from; beat <= to; beat++) {
                miss(due(beat), "the run ended before it was asked");
            }
        }

        /** Ends what nobody waits for any longer: stop was interrupted, or the timeline stands still. */
        private void abandon() {
            List<Question> left;
            synchronized (lock) {
                left = List.copyOf(open);
            }
            left.forEach(
                    question -> question.end(new Sample.Missing("the run ended before the answer"), timeline.now()));
        }
    }

    /** One question on its way. */
    private final class Question {
        private final Round round;
        private final Instant due;
        private final Instant sent;
        // Guarded by the lock.
        private boolean over;
        private Timeline.@Nullable Alarm limit;

        Question(Round round, Instant due, Instant sent) {
            this.round = round;
            this.due = due;
            this.sent = sent;
        }

        void ask() {
            CompletionStage<Answer> stage;
            try {
                stage = round.watch.probe().ask(reach, round.watch.timeout());
            } catch (RuntimeException e) {
                blind(e);
                return;
            }
            var unused = stage.whenComplete((answer, failure) -> {
                if (failure != null) {
                    blind(failure);
                } else {
                    answered(answer);
                }
            });
        }

        private void answered(Answer answer) {
            Instant now = timeline.now();
            Instant limitAt = sent.plus(round.watch.timeout());
            if (harnessWasLate(now)) {
                end(new Sample.Missing("the harness was late"), now);
            } else if (!now.isAfter(limitAt)) {
                end(state(answer.good(), answer.detail()), now);
            } else {
                end(state(false, answer.good() ? noAnswer() : answer.detail()), limitAt);
            }
        }

        // It could not be asked, which says nothing about the service.
        private void blind(Throwable failure) {
            Throwable cause =
                    failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
            String message = cause.getMessage();
            String why = message == null || message.isBlank() ? cause.getClass().getSimpleName() : message;
            end(new Sample.Missing("blind: " + why), timeline.now());
        }

        private void expire() {
            Instant now = timeline.now();
            if (harnessWasLate(now)) {
                end(new Sample.Missing("the harness was late"), now);
            } else {
                end(state(false, noAnswer()), sent.plus(round.watch.timeout()));
            }
        }

        // Had it run all the time, expire would have ended the question by then: an answer may have lain here unread.
        private boolean harnessWasLate(Instant now) {
            return now.isAfter(sent.plus(round.watch.timeout()).plus(GRACE).plus(GRACE));
        }

        private String noAnswer() {
            return "no answer within " + Durations.exact(round.watch.timeout());
        }

        private Sample.State state(boolean good, String why) {
            if (Duration.between(due, sent).compareTo(round.watch.every()) > 0) {
                return new Sample.Late(good, why);
            }
            return good ? new Sample.Good() : new Sample.Bad(why);
        }

        /** Only the first end counts: an answer after the timeout finds its question gone. */
        private void end(Sample.State state, Instant ended) {
            synchronized (lock) {
                if (over) {
                    return;
                }
                over = true;
                if (limit != null) {
                    limit.cancel();
                }
            }
            emit(round.watch, new Sample(due, sent, ended, state));
            // Only now, so that stop does not return before the sample was handed over.
            synchronized (lock) {
                round.open.remove(this);
            }
        }
    }
}
