package dev.respawn.expect;

import dev.respawn.catalogue.Field;
import dev.respawn.catalogue.Kinds;
import dev.respawn.catalogue.Reading;
import dev.respawn.catalogue.Text;
import dev.respawn.catalogue.Word;
import dev.respawn.journal.Entry;
import dev.respawn.journal.Event;
import dev.respawn.model.Durations;
import dev.respawn.model.Interval;
import dev.respawn.model.Outcome;
import dev.respawn.model.ServiceName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The engine's health check of every replica of a service comes to another word than before. Nothing tells of
 * {@code starting} but the start itself, nor of {@code unhealthy} while a container is paused (ground truth 68, 70): those
 * are only seen by looking.
 *
 * @param within from the disruption, or else from the first life, to the change and to the streak
 * @param streak how many failed checks in a row the engine counts, at least
 * @param logContains what stands in the output of a check since then
 */
public record HealthBecomes(
        ServiceName service,
        Is is,
        Optional<String> disruption,
        Duration within,
        Optional<Integer> streak,
        Optional<String> logContains)
        implements Expectation {
    /** The words of a health check. */
    public enum Is {
        STARTING,
        HEALTHY,
        UNHEALTHY
    }

    public HealthBecomes {
        if (streak.isPresent() && is == Is.HEALTHY) {
            throw new IllegalArgumentException(
                    "'health-becomes' wants a streak of failed checks of what is healthy, which has none");
        }
    }

    @Override
    public String claim() {
        return "the health of every replica of '" + service + "' becomes " + Kinds.word(is)
                + disruption.map(name -> " after '" + name + "'").orElse("") + " within " + Durations.exact(within)
                + streak.map(n -> ", with " + n + " failed checks in a row").orElse("")
                + logContains
                        .map(text -> ", and a check says '" + Text.shown(text) + "'")
                        .orElse("");
    }

    @Override
    public Optional<String> after() {
        return disruption;
    }

    @Override
    public Duration window() {
        return within.plus(PerTarget.DEATH);
    }

    @Override
    public Set<Need> needs() {
        return Set.of(new Need.HealthLog(service));
    }

    @Override
    public Finding check(Evidence evidence) {
        return new Whom(Optional.of(service), disruption)
                .judge(claim(), evidence, (lives, since) -> new Judge(evidence, lives, since).judge());
    }

    /** The course of one target's health since the time that counts, held against this claim. */
    private final class Judge {
        private final Evidence evidence;
        private final Lives lives;
        private final Whom.Since since;
        private final HealthCourse course;

        Judge(Evidence evidence, Lives lives, Whom.Since since) {
            this.evidence = evidence;
            this.lives = lives;
            this.since = since;
            this.course = HealthCourse.of(evidence, lives, since.target());
        }

        Part judge() {
            if (course.sights().isEmpty()) {
                return course.withoutCheck()
                        ? Part.of(Outcome.FAILED, since.target() + " has no health check", List.of())
                        : Part.unproven("nobody saw the health of " + since.target(), List.of());
            }
            Optional<Part> changed = change();
            if (changed.isEmpty()) {
                return notSeen();
            }
            return changed.filter(part -> part.outcome() == Outcome.PASSED)
                    .flatMap(part -> logContains.map(text -> said(part, text)))
                    .orElseGet(changed::get);
        }

        /** The first change to the word, with the streak that is asked for; empty if there was none. */
        private Optional<Part> change() {
            Optional<Moment> became = Optional.empty();
            Instant tooFew = Instant.EPOCH;
            List<HealthCourse.Sight> sights = course.sights();
            for (int i = 0; i < sights.size(); i++) {
                HealthCourse.Sight sight = sights.get(i);
                if (!sight.is(is)) {
                    became = Optional.empty();
                    continue;
                }
                Optional<HealthCourse.Sight> before = i == 0 ? Optional.empty() : Optional.of(sights.get(i - 1));
                boolean fresh = sight.told() || before.filter(b -> !b.is(is)).isPresent();
                if (became.isEmpty() && fresh && since.covers(sight.seq(), sight.at())) {
                    Instant earliest =
                            sight.told() ? sight.at() : before.orElseThrow().at();
                    became = Optional.of(new Moment(earliest, sight.at()));
                }
                if (became.isPresent()) {
                    Instant earliest = became.get().earliest();
                    Moment counted = new Moment(tooFew.isAfter(earliest) ? tooFew : earliest, sight.at());
                    Optional<Part> part = streak(became.get(), counted, sight);
                    if (part.isPresent()) {
                        return part;
                    }
                    tooFew = sight.streak().isPresent() ? sight.at() : tooFew;
                }
            }
            return Optional.empty();
        }

        /** What is proved if this sight also has the streak; empty if it has not. */
        private Optional<Part> streak(Moment became, Moment counted, HealthCourse.Sight sight) {
            Moment moment = became;
            String failed = "";
            if (streak.isPresent()) {
                if (sight.streak().filter(n -> n >= streak.get()).isEmpty()) {
                    return Optional.empty();
                }
                moment = counted;
                failed = ", and " + sight.streak().get() + " checks had failed in a row";
            }
            Interval interval = since.begin(lives).until(moment);
            Outcome outcome = interval.within(within);
            String wanted = outcome == Outcome.PASSED ? "" : "; wanted it within " + Durations.exact(within);
            return Optional.of(Part.of(
                            outcome,
                            since.target() + " was " + Kinds.word(is) + " after " + interval + failed + wanted,
                            List.of(sight.seq()))
                    .with(new Finding.Measure(
                            "until " + since.target() + " was " + Kinds.word(is), interval, Optional.of(within))));
        }

        private Part said(Part changed, String text) {
            List<Entry> checks = HealthCourse.checks(evidence, since.target()).stream()
                    .filter(entry -> !HealthCourse.ended(entry).isAfter(lives.until())
                            && since.covers(entry, HealthCourse.ended(entry)))
                    .toList();
            Optional<Entry> found = checks.stream()
                    .filter(entry ->
                            ((Event.HealthChecked) entry.event()).output().contains(text))
                    .findFirst();
            if (found.isPresent()) {
                return new Part(
                                Outcome.PASSED,
                                changed.reason() + "; a check said '" + Text.shown(text) + "'",
                                changed.measured(),
                                changed.evidence())
                        .seenIn(List.of(found.get().seq()));
            }
            if (checks.isEmpty()) {
                return Part.unproven("no result of a health check of " + since.target() + " was gathered", List.of());
            }
            Entry last = checks.get(checks.size() - 1);
            return Part.of(
                    Outcome.FAILED,
                    "none of " + checks.size() + " health checks of " + since.target() + " said '" + Text.shown(text)
                            + "'; the last said '"
                            + Text.shown(((Event.HealthChecked) last.event())
                                    .output()
                                    .strip()) + "'",
                    List.of(last.seq()));
        }

        private Part notSeen() {
            HealthCourse.Sight last = course.last();
            String seen = "it was " + Text.shown(last.word())
                    + last.streak()
                            .filter(n -> n > 0)
                            .map(n -> ", with " + n + " failed checks in a row,")
                            .orElse("")
                    + " when it was seen last";
            Optional<String> watchedOnly = since.watchedOnly(lives, within);
            if (watchedOnly.isPresent()) {
                return Part.unproven(since.target() + " " + watchedOnly.get() + "; " + seen, List.of(last.seq()));
            }
            Instant end = since.begin(lives).latest().plus(within);
            Optional<Part> unseen = since.unseen(lives, end);
            if (unseen.isPresent()) {
                return unseen.get();
            }
            if (!since.covers(last.seq(), last.at()) || last.told() || last.at().isBefore(end)) {
                return Part.unproven(
                        "nobody saw the health of " + since.target() + " " + Durations.exact(within) + " later; "
                                + seen,
                        List.of(last.seq()));
            }
            boolean paused = is == Is.UNHEALTHY
                    && lives.said(since.target()).stream()
                            .anyMatch(sign -> sign.is("pause") && since.covers(sign.entry(), sign.at()));
            if (paused) {
                // Ground truth 68: it may have been for as long as it was paused, without a word.
                return Part.unproven(
                        since.target() + " was paused, when no event says what its health is; " + seen,
                        List.of(last.seq()));
            }
            return Part.of(
                    Outcome.FAILED,
                    since.target() + " did not become " + Kinds.word(is)
                            + streak.map(n -> " with " + n + " failed checks in a row")
                                    .orElse("") + " within "
                            + Durations.exact(within) + "; " + seen,
                    List.of(last.seq()));
        }
    }

    /** Offers it. */
    public static final class Listing implements Expectation.Listing {
        private static final Field<HealthBecomes, ServiceName> SERVICE =
                Field.wanted("service", "every replica of this service", Kinds.service(), HealthBecomes::service);
        private static final Field<HealthBecomes, Is> IS =
                Field.wanted("is", "the word of its health check", Kinds.choice(Is.class), HealthBecomes::is);
        private static final Field<HealthBecomes, Optional<String>> AFTER = Field.maybe(
                "after",
                "since this disruption; left out, since its first life",
                Kinds.reference(Reading.Space.DISRUPTION),
                HealthBecomes::disruption);
        private static final Field<HealthBecomes, Duration> WITHIN =
                Field.wanted("within", "the longest until then", Kinds.DURATION, HealthBecomes::within);
        private static final Field<HealthBecomes, Optional<Integer>> STREAK = Field.maybe(
                "streak",
                "how many failed checks in a row the engine counts, at least",
                Kinds.number(1, 1_000),
                HealthBecomes::streak);
        private static final Field<HealthBecomes, Optional<String>> LOG_CONTAINS = Field.maybe(
                "log-contains", "what stands in the output of a check", Kinds.WORDS, HealthBecomes::logContains);

        @Override
        public Word<HealthBecomes> word() {
            return Word.of(
                    "health-becomes",
                    "the engine's health check of a service comes to this word",
                    HealthBecomes.class,
                    v -> new HealthBecomes(
                            v.get(SERVICE), v.get(IS), v.get(AFTER), v.get(WITHIN), v.get(STREAK), v.get(LOG_CONTAINS)),
                    SERVICE,
                    IS,
                    AFTER,
                    WITHIN,
                    STREAK,
                    LOG_CONTAINS);
        }
    }
}
