package dev.respawn.expect;

import dev.respawn.contract.Cause;
import dev.respawn.model.Target;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A time in which a target was alive and yet not well by its engine's word: unhealthy, or paused. What is paused is called
 * unhealthy without a check that failed (ground truth 68); that is no ailment of its own.
 *
 * @param cause {@link Cause#UNHEALTHY} or {@link Cause#PAUSED}
 * @param became when it began
 * @param well when it was over, in the same life
 * @param death the end of that life; empty if it did not end, or if it was well before
 * @param next the first life that began afterwards, in the same container or another
 * @param meddled when the run itself laid hands on it for the first time since then
 */
record Ailment(
        Target target,
        Cause cause,
        Life life,
        Moment became,
        Optional<Moment> well,
        Optional<Death> death,
        Optional<Life> next,
        Optional<Instant> meddled,
        List<Long> evidence) {
    Ailment {
        evidence = List.copyOf(evidence);
    }

    /** Those of one target, in the order of time. */
    static List<Ailment> of(Evidence evidence, Lives lives, Target target) {
        List<Ailment> all = new ArrayList<>(unhealthy(evidence, lives, target));
        all.addAll(paused(lives, target));
        all.sort(Comparator.comparing(ailment -> ailment.became().earliest()));
        return all;
    }

    private static List<Ailment> unhealthy(Evidence evidence, Lives lives, Target target) {
        List<Ailment> all = new ArrayList<>();
        Map<String, HealthCourse.Sight> before = new HashMap<>();
        List<HealthCourse.Sight> sights =
                HealthCourse.of(evidence, lives, target).sights();
        for (int i = 0; i < sights.size(); i++) {
            HealthCourse.Sight sight = sights.get(i);
            Optional<HealthCourse.Sight> last = Optional.ofNullable(before.put(sight.container(), sight));
            if (ill(sight) && last.filter(Ailment::ill).isEmpty()) {
                Instant earliest = sight.told()
                        ? sight.at()
                        : last.map(HealthCourse.Sight::at).orElse(lives.began());
                List<HealthCourse.Sight> later = sights.subList(i + 1, sights.size());
                of(
                                lives,
                                target,
                                Cause.UNHEALTHY,
                                new Moment(earliest, sight.at()),
                                sight.container(),
                                over -> well(later, sight, over),
                                sight.seq())
                        .ifPresent(all::add);
            } else if (unhealthy(sight) && last.filter(Ailment::ill).isPresent()) {
                // It goes on while it is paused.
                before.put(sight.container(), last.get());
            }
        }
        return all;
    }

    private static List<Ailment> paused(Lives lives, Target target) {
        List<Ailment> all = new ArrayList<>();
        List<Sign> said = lives.said(target);
        for (int i = 0; i < said.size(); i++) {
            Sign pause = said.get(i);
            List<Sign> later = said.subList(i + 1, said.size());
            if (pause.is("pause")) {
                of(
                                lives,
                                target,
                                Cause.PAUSED,
                                Moment.at(pause.at()),
                                pause.container(),
                                over -> later.stream()
                                        .filter(sign -> sign.is("unpause")
                                                && sign.container().equals(pause.container())
                                                && !sign.at().isAfter(over))
                                        .map(sign -> Moment.at(sign.at()))
                                        .findFirst(),
                                pause.seq())
                        .ifPresent(all::add);
            }
        }
        return all;
    }

    /** @param wellBefore when it was well again, if it was before that time */
    private static Optional<Ailment> of(
            Lives lives,
            Target target,
            Cause cause,
            Moment became,
            String container,
            Function<Instant, Optional<Moment>> wellBefore,
            long seq) {
        Optional<Life> ill = lives.of(target).stream()
                .filter(life -> life.container().equals(container)
                        && !life.started().earliest().isAfter(became.latest()))
                .reduce((first, last) -> last);
        return ill.map(life -> {
            Optional<Death> death = lives.deaths(target).stream()
                    .filter(d -> d.life().equals(life))
                    .findFirst();
            Optional<Moment> well =
                    wellBefore.apply(death.map(d -> d.died().latest()).orElse(lives.until()));
            return new Ailment(
                    target,
                    cause,
                    life,
                    became,
                    well,
                    death.filter(d -> well.isEmpty()),
                    lives.of(target).stream()
                            .filter(other -> other.started().latest().isAfter(became.latest()))
                            .findFirst(),
                    lives.meddled(target, became.earliest()),
                    List.of(seq));
        });
    }

    /** In words: "web/1 turned unhealthy". */
    String what() {
        return target + (cause.equals(Cause.PAUSED) ? " was paused" : " turned unhealthy");
    }

    /** When another word was seen of the same life. */
    private static Optional<Moment> well(List<HealthCourse.Sight> later, HealthCourse.Sight first, Instant over) {
        Instant lastIll = first.at();
        for (HealthCourse.Sight sight : later) {
            if (!sight.container().equals(first.container()) || sight.at().isAfter(over)) {
                continue;
            }
            if (!unhealthy(sight)) {
                return Optional.of(new Moment(sight.told() ? sight.at() : lastIll, sight.at()));
            }
            lastIll = sight.at();
        }
        return Optional.empty();
    }

    private static boolean unhealthy(HealthCourse.Sight sight) {
        return sight.is(HealthBecomes.Is.UNHEALTHY);
    }

    /** Whether a check that failed says so, and not only that it is paused. */
    private static boolean ill(HealthCourse.Sight sight) {
        return unhealthy(sight)
                && !sight.paused()
                && (sight.told() || sight.streak().filter(n -> n > 0).isPresent());
    }
}
