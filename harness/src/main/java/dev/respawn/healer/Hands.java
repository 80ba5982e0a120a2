package dev.respawn.healer;

import dev.respawn.docker.ContainerFacts;
import dev.respawn.docker.Door;
import dev.respawn.docker.EngineException;
import dev.respawn.model.Condition;
import dev.respawn.model.EngineEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What the healer sees and does at an engine. */
final class Hands {
    private static final int NOT_THERE = 404;
    private static final int NOTHING_TO_DO = 304;
    /** Of the 256 events that an engine remembers; one or the other may come while it is asked. */
    private static final int FORGETS_BEYOND = 240;
    /** By how much a death as an event may differ from the same when asked for. */
    private static final Duration SAME = Duration.ofSeconds(2);

    private final Door door;
    private final Whom whom;
    private final Care care;
    private volatile Optional<EngineEvent> remembered = Optional.empty();
    // Who looks meanwhile must not take what is being made for what was cut off.
    private final Set<String> underway = ConcurrentHashMap.newKeySet();

    Hands(Door door, Whom whom, Care care) {
        this.door = door;
        this.whom = whom;
        this.care = care;
    }

    // ---- seeing

    /** Everyone who is to be looked after; what was cut off in the middle of being made anew is brought to its end before. */
    List<Seen> look() throws EngineException, InterruptedException {
        List<Seen> all = new ArrayList<>();
        for (String id : door.containers(whom.question())) {
            Optional<ContainerFacts> facts = door.inspect(id).filter(found -> whom.are(found.labels()));
            if (facts.isPresent() && halfMade(facts.get())) {
                facts = underway.contains(facts.get().name()) ? Optional.empty() : finished(id);
            }
            facts.map(Hands::seen).ifPresent(all::add);
        }
        return all;
    }

    private static boolean halfMade(ContainerFacts facts) {
        return facts.name().endsWith(Door.HALF_RECREATED)
                && facts.condition().status().equals("created");
    }

    private Optional<ContainerFacts> finished(String half) throws EngineException, InterruptedException {
        try {
            Optional<String> whole = door.finishRecreation(half);
            return whole.isPresent() ? door.inspect(whole.get()) : Optional.empty();
        } catch (EngineException.Refused e) {
            return door.inspect(half);
        }
    }

    /** One container; empty if it is not there, or nobody to be looked after. */
    Optional<Seen> look(String id) throws EngineException, InterruptedException {
        return door.inspect(id).filter(facts -> whom.are(facts.labels())).map(Hands::seen);
    }

    /** The same, with who ended it, as far as the engine remembers (ground truth, constants: its last 256 events). */
    Seen withWhoEndedIt(Seen seen) throws EngineException, InterruptedException {
        if (seen.running() || seen.byHand().isPresent()) {
            return seen;
        }
        Instant since = seen.startedAt().or(seen::finishedAt).orElse(Instant.EPOCH);
        List<EngineEvent> said = door.eventsBetween(since, door.describe().time(), whom.question()).stream()
                .filter(event -> event.id().equals(seen.id()))
                .toList();
        if (seen.status().equals("created")) {
            // Whoever made it anew was cut off between its name and its start.
            boolean half = said.stream()
                    .anyMatch(event -> event.is("rename")
                            && event.attributes().getOrDefault("oldName", "").endsWith(Door.HALF_RECREATED));
            return half ? seen.endedBy(Optional.of(false)) : seen;
        }
        Optional<EngineEvent> death = said.stream()
                .filter(event -> event.is("die"))
                .filter(event -> seen.finishedAt()
                        .filter(at -> Duration.between(event.time(), at).abs().compareTo(SAME) < 0)
                        .isPresent())
                .reduce((first, last) -> last);
        return death.map(die -> seen.endedBy(Optional.of(Asked.forDeath(said, since, die.time(), die.exitCode()))))
                .orElse(seen);
    }

    private static Seen seen(ContainerFacts facts) {
        Condition condition = facts.condition();
        return new Seen(
                facts.id(),
                facts.name(),
                condition.status(),
                condition.health().filter("unhealthy"::equals).isPresent(),
                condition.exitCode(),
                condition.startedAt(),
                condition.status().equals("exited") ? condition.finishedAt() : Optional.empty(),
                Optional.empty());
    }

    // ---- whether it is the same engine still

    /** Notes an event that the engine remembers now, in case that none is heard before it is gone. */
    void noteWhatIsRemembered() throws InterruptedException {
        try {
            remembered = door.eventsBetween(Instant.EPOCH, door.describe().time(), whom.question()).stream()
                    .reduce((first, last) -> last);
        } catch (EngineException e) {
            remembered = Optional.empty();
        }
    }

    Optional<EngineEvent> anyRemembered() {
        return remembered;
    }

    /** Whether the engine still knows of an event that it told: it forgets all when it ends, and the oldest of many. */
    boolean remembers(EngineEvent event) throws InterruptedException {
        try {
            List<EngineEvent> since =
                    door.eventsBetween(event.time(), door.describe().time(), Map.of());
            return since.size() >= FORGETS_BEYOND
                    || since.stream()
                            .anyMatch(other -> other.time().equals(event.time())
                                    && other.id().equals(event.id()));
        } catch (EngineException e) {
            return true;
        }
    }

    // ---- doing

    /** Does it, if there is still need. */
    Deed.Result does(Deed deed) throws InterruptedException {
        try {
            Optional<Seen> before = look(deed.id());
            if (before.isEmpty()) {
                return replaced(deed);
            }
            return switch (deed.kind()) {
                case START -> start(deed, before.get());
                case RESTART -> restart(deed, before.get());
                case RECREATE -> recreate(deed, before.get());
            };
        } catch (EngineException.Refused e) {
            return refused(deed, e);
        } catch (EngineException e) {
            return new Deed.Result.Unanswered(e.getMessage());
        }
    }

    /** It is gone: perhaps since an earlier attempt was cut off by an engine that did not answer. */
    private Deed.Result replaced(Deed deed) throws EngineException, InterruptedException {
        Optional<ContainerFacts> half = door.inspect(deed.name() + Door.HALF_RECREATED);
        if (half.isPresent() && whom.are(half.get().labels()) && halfMade(half.get())) {
            door.finishRecreation(half.get().id());
        }
        Optional<Seen> now = look(deed.name());
        if (now.isPresent() && now.get().status().equals("created")) {
            door.start(now.get().id());
            now = look(deed.name());
        }
        return now.<Deed.Result>map(Deed.Result.Done::new).orElseGet(Deed.Result.Gone::new);
    }

    private Deed.Result start(Deed deed, Seen before) throws EngineException, InterruptedException {
        if (!before.down() && !before.status().equals("created")) {
            return new Deed.Result.NoNeed(before);
        }
        try {
            door.start(deed.id());
        } catch (EngineException.Refused e) {
            if (e.status() != NOTHING_TO_DO) {
                throw e;
            }
        }
        return done(deed.id());
    }

    private Deed.Result restart(Deed deed, Seen before) throws EngineException, InterruptedException {
        if (!before.running() || before.paused() || !before.unhealthy()) {
            return new Deed.Result.NoNeed(before);
        }
        door.restart(deed.id(), Optional.of(care.grace()));
        return done(deed.id());
    }

    private Deed.Result recreate(Deed deed, Seen before) throws EngineException, InterruptedException {
        boolean ill = before.running() && !before.paused() && before.unhealthy();
        if (!ill && !before.down() && !before.status().equals("created")) {
            return new Deed.Result.NoNeed(before);
        }
        String half = before.name() + Door.HALF_RECREATED;
        underway.add(half);
        try {
            return done(
                    door.recreate(deed.id(), Door.OwnVolumes.KEPT, Optional.of(care.grace()), Door.Preparation.NONE));
        } finally {
            underway.remove(half);
        }
    }

    private Deed.Result done(String id) throws EngineException, InterruptedException {
        return look(id).<Deed.Result>map(Deed.Result.Done::new).orElseGet(Deed.Result.Gone::new);
    }

    private Deed.Result refused(Deed deed, EngineException.Refused e) throws InterruptedException {
        try {
            Optional<Seen> same = look(deed.id());
            Optional<Seen> now = same.isPresent() ? same : look(deed.name());
            return now.isEmpty() && e.status() == NOT_THERE
                    ? new Deed.Result.Gone()
                    : new Deed.Result.Refused(e.getMessage(), now);
        } catch (EngineException unknown) {
            return new Deed.Result.Refused(e.getMessage(), Optional.empty());
        }
    }
}
