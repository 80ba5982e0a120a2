package dev.respawn.reports.html;

import dev.respawn.journal.Entry;
import dev.respawn.journal.Event;
import dev.respawn.model.Condition;
import dev.respawn.model.EngineEvent;
import dev.respawn.model.Incarnation;
import dev.respawn.model.Target;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What a target was over the run: its lives, read from what the engine said and what was seen by asking.
 *
 * @param lives by their begin
 * @param seen every answer of the engine's, in order
 */
record TargetCourse(Target target, List<Life> lives, List<Answer> seen) {
    TargetCourse {
        lives = List.copyOf(lives);
        seen = List.copyOf(seen);
    }

    /** An answer of the engine's about this target. */
    record Answer(long seq, Instant at, Incarnation incarnation, Condition condition) {}

    /** Reads the entries that concern a target; they come in any order of time. */
    static TargetCourse read(Target target, List<Entry> entries) {
        List<Life> lives = new ArrayList<>();
        List<Answer> seen = new ArrayList<>();
        entries.stream()
                .sorted(Comparator.comparing(Moments::of).thenComparing(Entry::seq))
                .forEach(entry -> {
                    Event event = entry.event();
                    Instant at = Moments.of(entry);
                    if (event instanceof Event.Deployed deployed) {
                        alive(lives, deployed.incarnation(), at, entry.seq());
                    } else if (event instanceof Event.Seen answer) {
                        seen.add(new Answer(entry.seq(), at, answer.incarnation(), answer.condition()));
                        if (answer.condition().running()
                                || answer.condition().status().equals("paused")) {
                            alive(lives, answer.incarnation(), at, entry.seq());
                        } else {
                            // What the events told of this death is exact; what is seen by asking is only an upper
                            // bound.
                            end(
                                    lives,
                                    answer.incarnation().id(),
                                    at,
                                    Optional.of(answer.condition().exitCode()),
                                    entry.seq());
                        }
                    } else if (event instanceof Event.SeenAbsent) {
                        lives.stream()
                                .filter(life -> life.to().isEmpty())
                                .map(Life::id)
                                .toList()
                                .forEach(id -> end(lives, id, at, Optional.empty(), entry.seq()));
                    } else if (event instanceof Event.EngineSaid said) {
                        engineSaid(lives, said.said(), at, entry.seq());
                    }
                });
        lives.sort(Comparator.comparing(Life::from));
        return new TargetCourse(target, lives, seen);
    }

    private static void engineSaid(List<Life> lives, EngineEvent said, Instant at, long seq) {
        if (said.is("start") && open(lives, said.id()) < 0) {
            lives.add(new Life(said.id(), Optional.empty(), at, Optional.empty(), Optional.empty(), seq, seq));
        } else if (said.is("die")) {
            if (open(lives, said.id()) < 0) {
                // Its begin was missed; that it ended is worth a mark all the same.
                lives.add(new Life(said.id(), Optional.empty(), at, Optional.empty(), Optional.empty(), seq, seq));
            }
            end(lives, said.id(), at, said.exitCode(), seq);
        } else if (said.is("destroy")) {
            end(lives, said.id(), at, Optional.empty(), seq);
        }
    }

    private static void alive(List<Life> lives, Incarnation who, Instant at, long seq) {
        int open = open(lives, who.id());
        if (open >= 0) {
            Life life = lives.get(open);
            if (life.incarnation().isEmpty() || life.incarnation().get().sameLife(who)) {
                lives.set(open, life.as(who, seq));
                return;
            }
            lives.set(open, life.ended(at, Optional.empty(), seq));
        }
        lives.add(new Life(who.id(), Optional.of(who), at, Optional.empty(), Optional.empty(), seq, seq));
    }

    private static void end(List<Life> lives, String id, Instant at, Optional<Integer> code, long seq) {
        int open = open(lives, id);
        if (open >= 0) {
            lives.set(open, lives.get(open).ended(at, code, seq));
        }
    }

    private static int open(List<Life> lives, String id) {
        for (int i = lives.size() - 1; i >= 0; i--) {
            if (lives.get(i).id().equals(id) && lives.get(i).to().isEmpty()) {
                return i;
            }
        }
        return -1;
    }
}
