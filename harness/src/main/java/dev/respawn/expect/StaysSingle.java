package dev.respawn.expect;

import dev.respawn.catalogue.Field;
import dev.respawn.catalogue.Kinds;
import dev.respawn.catalogue.Word;
import dev.respawn.model.Interval;
import dev.respawn.model.Outcome;
import dev.respawn.model.ServiceName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** No replica of a service ever has two containers that run beside each other: who makes a new one ends the old one first. */
public record StaysSingle(ServiceName service) implements Expectation {
    @Override
    public String claim() {
        return "no replica of '" + service + "' ever has two containers that run beside each other";
    }

    @Override
    public Optional<String> after() {
        return Optional.empty();
    }

    @Override
    public Duration window() {
        return KeepsContract.LASTING_DEFAULT;
    }

    @Override
    public Finding check(Evidence evidence) {
        return new Whom(Optional.of(service), Optional.empty()).judge(claim(), evidence, StaysSingle::judge);
    }

    private static Part judge(Lives lives, Whom.Since since) {
        List<Life> all = lives.of(since.target());
        List<Part> beside = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            for (int j = i + 1; j < all.size(); j++) {
                beside(lives, since, all.get(i), all.get(j)).ifPresent(beside::add);
            }
        }
        Optional<Part> worst = beside.stream()
                .filter(part -> part.outcome() == Outcome.FAILED)
                .findFirst()
                .or(() -> beside.stream().findFirst())
                .or(() -> since.unseen(lives, lives.until()));
        if (worst.isPresent()) {
            return worst.get();
        }
        List<Long> seqs = all.stream().flatMap(life -> life.evidence().stream()).toList();
        if (all.isEmpty()) {
            return Part.unproven("no container of " + since.target() + " was ever seen alive", seqs);
        }
        if (!lives.whole()) {
            return Part.unproven(
                    "the journal breaks off, so nobody knows of later containers of " + since.target(), seqs);
        }
        long containers = all.stream().map(Life::container).distinct().count();
        return Part.of(
                Outcome.PASSED,
                since.target() + " had " + (containers == 1 ? "one container" : containers + " containers, in turn"),
                seqs);
    }

    private static Optional<Part> beside(Lives lives, Whom.Since since, Life one, Life other) {
        if (one.container().equals(other.container())) {
            return Optional.empty();
        }
        Moment begin = new Moment(
                later(one.started().earliest(), other.started().earliest()),
                later(one.started().latest(), other.started().latest()));
        Moment oneEnd = end(lives, since, one);
        Moment otherEnd = end(lives, since, other);
        Moment end = new Moment(
                earlier(oneEnd.earliest(), otherEnd.earliest()), earlier(oneEnd.latest(), otherEnd.latest()));
        if (!begin.earliest().isBefore(end.latest())) {
            return Optional.empty();
        }
        boolean certainly = begin.latest().isBefore(end.earliest());
        List<Long> seqs = new ArrayList<>(one.evidence());
        seqs.addAll(other.evidence());
        String which =
                "containers " + one.shortContainer() + " and " + other.shortContainer() + " of " + since.target();
        if (!certainly) {
            return Optional.of(Part.unproven(which + " may have run beside each other", seqs));
        }
        Interval time = begin.until(end);
        return Optional.of(Part.of(Outcome.FAILED, which + " ran beside each other for " + time, seqs));
    }

    private static Moment end(Lives lives, Whom.Since since, Life life) {
        return lives.deaths(since.target()).stream()
                .filter(death -> death.life().equals(life))
                .map(Death::died)
                .findFirst()
                .orElseGet(() -> Moment.at(lives.until()));
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    /** Offers it. */
    public static final class Listing implements Expectation.Listing {
        private static final Field<StaysSingle, ServiceName> SERVICE =
                Field.wanted("service", "every replica of this service", Kinds.service(), StaysSingle::service);

        @Override
        public Word<StaysSingle> word() {
            return Word.of(
                    "stays-single",
                    "no replica of a service ever has two containers that run at the same time",
                    StaysSingle.class,
                    v -> new StaysSingle(v.get(SERVICE)),
                    SERVICE);
        }
    }
}
