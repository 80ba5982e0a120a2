package dev.respawn.reports.html;

import dev.respawn.model.Sample;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What one probe saw.
 *
 * @param samples in the order in which they were due
 * @param every how often it asks
 */
record ProbeCourse(String name, List<Numbered> samples, Duration every) {
    ProbeCourse {
        samples = samples.stream()
                .sorted(Comparator.comparing((Numbered n) -> n.sample().scheduled()))
                .toList();
    }

    /** A sample with the number of its entry. */
    record Numbered(long seq, Sample sample) {}

    /** What a stretch of time looked like, the worst last. */
    enum Look {
        GOOD,
        LATE,
        GAP,
        MISSING,
        BAD;

        /** The word for people. */
        String word() {
            return switch (this) {
                case GOOD -> "good";
                case LATE -> "late";
                case GAP -> "no sample";
                case MISSING -> "missing";
                case BAD -> "bad";
            };
        }

        static Look of(Sample sample) {
            return sample.missing()
                    ? MISSING
                    : sample.bad() ? BAD : sample.state() instanceof Sample.Late ? LATE : GOOD;
        }
    }

    /**
     * Samples in a row that look the same, or a stretch without any.
     *
     * @param to when the next would have been due
     * @param why the first reason that was given; empty if none was
     * @param first the first sample's entry; 0 in a stretch without any
     */
    record Run(Look look, Instant from, Instant to, long first, long last, int count, String why) {}

    /** The samples, folded into runs of equal looks. */
    List<Run> runs() {
        List<Run> runs = new ArrayList<>();
        for (Numbered numbered : samples) {
            Sample sample = numbered.sample();
            Instant from = sample.sent();
            Look look = Look.of(sample);
            if (!runs.isEmpty()) {
                Run last = runs.get(runs.size() - 1);
                // Half a period of lateness is the scheduler's, not a hole.
                boolean hole = from.isAfter(last.to().plus(every.dividedBy(2)));
                if (!hole && last.look() == look) {
                    runs.set(
                            runs.size() - 1,
                            new Run(
                                    look,
                                    last.from(),
                                    later(last.to(), from.plus(every)),
                                    last.first(),
                                    numbered.seq(),
                                    last.count() + 1,
                                    last.why()));
                    continue;
                }
                if (hole) {
                    runs.add(new Run(Look.GAP, last.to(), from, 0, 0, 0, ""));
                } else {
                    runs.set(
                            runs.size() - 1,
                            new Run(
                                    last.look(),
                                    last.from(),
                                    from.isAfter(last.from()) ? from : last.to(),
                                    last.first(),
                                    last.last(),
                                    last.count(),
                                    last.why()));
                }
            }
            runs.add(new Run(look, from, from.plus(every), numbered.seq(), numbered.seq(), 1, why(sample)));
        }
        return runs;
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    /** The reason that a sample gives; empty for a good one. */
    static String why(Sample sample) {
        if (sample.state() instanceof Sample.Bad bad) {
            return bad.why();
        }
        if (sample.state() instanceof Sample.Late late) {
            return late.why();
        }
        return sample.state() instanceof Sample.Missing missing ? missing.why() : "";
    }
}
