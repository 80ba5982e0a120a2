package dev.respawn.expect;

import dev.respawn.catalogue.Kinds;
import dev.respawn.journal.Entry;
import dev.respawn.journal.Event;
import dev.respawn.model.Condition;
import dev.respawn.model.Target;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * The word of a target's health check in the order of time, as the engine told it or was asked for it.
 *
 * @param withoutCheck whether it was seen to have none
 */
record HealthCourse(List<Sight> sights, boolean withoutCheck) {
    HealthCourse {
        sights = List.copyOf(sights);
    }

    /**
     * One sight of a health.
     *
     * @param told whether the engine told it by itself, which it does only at a change
     * @param paused whether nothing was checked then: what is paused is unhealthy without a check (ground truth 68)
     * @param streak as the engine counts; empty where it was not asked
     */
    record Sight(
            Instant at,
            String container,
            String word,
            boolean told,
            boolean paused,
            Optional<Integer> streak,
            long seq) {
        boolean is(HealthBecomes.Is wanted) {
            return word.equals(Kinds.word(wanted));
        }
    }

    static HealthCourse of(Evidence evidence, Lives lives, Target target) {
        Reading reading = new Reading(lives, target);
        reading.read(checks(evidence, target));
        return new HealthCourse(reading.sights, reading.withoutCheck);
    }

    /** What was seen last; only where anything was. */
    Sight last() {
        return sights.get(sights.size() - 1);
    }

    /** The results of a target's health checks that were gathered, in the order in which they ended. */
    static List<Entry> checks(Evidence evidence, Target target) {
        return evidence.entries().stream()
                .filter(entry -> entry.event() instanceof Event.HealthChecked checked
                        && checked.target().equals(target))
                .sorted(Comparator.comparing(HealthCourse::ended))
                .toList();
    }

    /** When a check ended; only of an entry that has one. */
    static Instant ended(Entry entry) {
        return ((Event.HealthChecked) entry.event()).ended();
    }

    private static final class Reading {
        private final Lives lives;
        private final Target target;
        private final List<Sight> sights = new ArrayList<>();
        private boolean withoutCheck;

        Reading(Lives lives, Target target) {
            this.lives = lives;
            this.target = target;
        }

        void read(List<Entry> results) {
            boolean checked = lives.signs(target).stream()
                    .anyMatch(sign -> (sign.event() instanceof Event.Seen seen
                                    && seen.condition().health().isPresent())
                            || sign.is("health_status"));
            Deque<Entry> checks = new ArrayDeque<>(results);
            for (Sign sign : lives.signs(target)) {
                while (!checks.isEmpty() && ended(checks.peek()).isBefore(sign.at())) {
                    count(checks.remove());
                }
                if (sign.event() instanceof Event.Seen seen) {
                    see(sign, seen.condition());
                } else if (sign.is("health_status")) {
                    String action = sign.said().action();
                    tell(sign, action.substring(action.indexOf(':') + 1).strip(), Optional.empty());
                } else if (sign.is("start") && checked) {
                    // Ground truth 70, 76: every life begins with it, and no event says so.
                    tell(sign, Kinds.word(HealthBecomes.Is.STARTING), Optional.of(0));
                }
            }
            checks.stream()
                    .filter(check -> ended(check).isBefore(lives.until()))
                    .forEach(this::count);
        }

        private void tell(Sign sign, String word, Optional<Integer> streak) {
            sights.add(new Sight(sign.at(), sign.container(), word, true, false, streak, sign.seq()));
        }

        /** Once it is unhealthy, each check that fails adds one to what the engine counted when it was asked last. */
        private void count(Entry entry) {
            Event.HealthChecked check = (Event.HealthChecked) entry.event();
            Optional<Sight> last = sights.isEmpty() ? Optional.empty() : Optional.of(sights.get(sights.size() - 1));
            last.filter(sight -> check.exitCode() != 0
                            && sight.is(HealthBecomes.Is.UNHEALTHY)
                            && sight.streak().isPresent()
                            // Else it may be counted already.
                            && check.ended().isAfter(sight.at().plus(Lives.TOLERANCE)))
                    .ifPresent(sight -> sights.add(new Sight(
                            check.ended(),
                            sight.container(),
                            sight.word(),
                            false,
                            false,
                            Optional.of(sight.streak().get() + 1),
                            entry.seq())));
        }

        // Ground truth 75: what does not run is unhealthy to the engine, which says nothing.
        private void see(Sign sign, Condition condition) {
            boolean paused = condition.status().equals("paused");
            boolean alive = condition.running() || paused;
            if (alive && condition.health().isPresent()) {
                sights.add(new Sight(
                        sign.at(),
                        sign.container(),
                        condition.health().get(),
                        false,
                        paused,
                        Optional.of(condition.failingStreak()),
                        sign.seq()));
            } else if (alive) {
                withoutCheck = true;
            }
        }
    }
}
