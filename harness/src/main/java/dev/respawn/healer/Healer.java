package dev.respawn.healer;

import dev.respawn.docker.Door;
import dev.respawn.docker.EngineException;
import dev.respawn.model.Durations;
import dev.respawn.model.EngineEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;

/**
 * The healer at work: it hears the engine's events, looks again at each reconnection and on a slow beat, and does what
 * {@link Healing} says is due. One thread hears, thinks and says; those that act only act.
 */
public final class Healer {
    /** What is missed by the events is found by a look; they miss nothing but what an engine forgets. */
    static final Duration BEAT = Duration.ofSeconds(5);
    /** A second look at what the first one showed and no event has told of. */
    private static final Duration SECOND_LOOK = Duration.ofSeconds(1);

    private static final Duration OPENING = Duration.ofSeconds(30);
    private static final int ACTS_AT_ONCE = 8;
    /** An engine that is told to end stops its containers first, and says so like of an operator's stop. */
    private static final Duration ENGINE_STOPS = Duration.ofSeconds(20);

    private interface Message {}

    private record Heard(EngineEvent event) implements Message {}

    /** @param last the last event before, of whatever */
    private record Sight(boolean seeing, String why, Optional<EngineEvent> last) implements Message {}

    private record Did(Deed deed, Deed.Result result) implements Message {}

    private final Door door;
    private final Whom whom;
    private final Hands hands;
    private final Healing healing;
    private final Consumer<Note> says;
    private final BlockingQueue<Message> messages = new LinkedBlockingQueue<>();
    private final Instant begin;
    private final long origin = System.nanoTime();
    /** What was heard since the stream broke: whose doing it was is known only when it is back. */
    private final List<EngineEvent> held = new ArrayList<>();

    private Optional<EngineEvent> lastBeforeBlind = Optional.empty();
    private Instant nextLook;
    private boolean blind;
    private boolean silent;

    /**
     * A healer that has not begun.
     *
     * @param begin what time it is; what follows is counted from there by a clock that nobody sets
     * @param chance from 0 to 1, for the jitter
     * @param says told of all that is done, in order, from the thread that runs it
     */
    public Healer(Door door, Whom whom, Care care, Instant begin, DoubleSupplier chance, Consumer<Note> says) {
        this.door = door;
        this.whom = whom;
        this.begin = begin;
        this.says = says;
        this.nextLook = begin;
        hands = new Hands(door, whom, care);
        healing = new Healing(care, chance, says);
    }

    private Instant now() {
        return begin.plusNanos(System.nanoTime() - origin);
    }

    /**
     * Heals until the thread is interrupted.
     *
     * @param ready told when it hears the engine and has looked for the first time
     */
    public void run(Runnable ready) throws InterruptedException {
        ExecutorService acting = Executors.newFixedThreadPool(ACTS_AT_ONCE, work -> {
            Thread thread = new Thread(work, "respawn-healing");
            thread.setDaemon(true);
            return thread;
        });
        try (Door.EventStream events = door.events(listener())) {
            // Before the first look, so that nothing falls between the two.
            while (!events.awaitOpen(OPENING)) {
                say("blind", "no engine answers at " + door.address() + "; it is waited for");
            }
            hands.noteWhatIsRemembered();
            look();
            say(
                    "watching",
                    "looks after " + healing.size() + " container" + (healing.size() == 1 ? "" : "s") + " with " + whom
                            + " at " + door.address());
            ready.run();
            while (true) {
                Instant now = now();
                for (Deed deed : healing.due(now)) {
                    acting.execute(() -> act(deed));
                }
                if (!now.isBefore(nextLook)) {
                    look();
                }
                Instant next =
                        healing.next().filter(at -> at.isBefore(nextLook)).orElse(nextLook);
                Message message =
                        messages.poll(Math.max(0, Duration.between(now(), next).toNanos()), TimeUnit.NANOSECONDS);
                while (message != null) {
                    take(message);
                    message = messages.poll();
                }
            }
        } finally {
            acting.shutdownNow();
        }
    }

    private void act(Deed deed) {
        try {
            messages.add(new Did(deed, hands.does(deed)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            messages.add(new Did(deed, new Deed.Result.Unanswered(String.valueOf(e))));
        }
    }

    private void take(Message message) throws InterruptedException {
        if (message instanceof Heard heard) {
            if (blind) {
                held.add(heard.event());
            } else {
                hear(heard.event());
            }
        } else if (message instanceof Did did) {
            healing.did(now(), did.deed(), did.result());
        } else if (message instanceof Sight sight && sight.seeing()) {
            say("seeing", "the engine is heard again");
            catchUp();
            nextLook = now();
        } else if (message instanceof Sight sight) {
            say("blind", "the engine is not heard: " + sight.why());
            blind = true;
            lastBeforeBlind = sight.last();
        }
    }

    /**
     * An engine that begins kills what its predecessor left running, and one that ends stops all: both tell that in the same
     * words as an operator's wish.
     */
    private void catchUp() throws InterruptedException {
        blind = false;
        boolean restarted = lastBeforeBlind.isPresent() && !hands.remembers(lastBeforeBlind.get());
        for (EngineEvent event : held) {
            if (!restarted || !(event.is("kill") || event.is("stop"))) {
                hear(event);
            }
        }
        held.clear();
        if (restarted) {
            say("restarted", "the engine was started anew");
            healing.engineRestarted(now(), lastBeforeBlind.get().time().minus(ENGINE_STOPS));
        }
    }

    private void hear(EngineEvent event) throws InterruptedException {
        healing.hear(now(), event);
        if (event.is("start")
                && !healing.knows(event.id())
                && !healing.makes(event.attributes().getOrDefault("name", ""))) {
            try {
                Optional<Seen> seen = hands.look(event.id());
                if (seen.isPresent()) {
                    healing.see(now(), hands.withWhoEndedIt(seen.get()));
                }
            } catch (EngineException e) {
                // The next look finds it.
                nextLook = now().plus(SECOND_LOOK);
            }
        }
    }

    private void look() throws InterruptedException {
        try {
            List<Seen> all = hands.look();
            Set<String> ids = new HashSet<>();
            for (Seen seen : all) {
                ids.add(seen.id());
                healing.see(now(), healing.wonders(seen) ? hands.withWhoEndedIt(seen) : seen);
            }
            healing.onlyThese(now(), ids);
            silent = false;
            nextLook = now().plus(healing.doubts() ? SECOND_LOOK : BEAT);
        } catch (EngineException e) {
            if (!silent) {
                say("blind", "the engine cannot be asked who is there; it is asked again: " + e.getMessage());
            }
            silent = true;
            nextLook = now().plus(SECOND_LOOK);
        }
    }

    private void say(String what, String text) {
        says.accept(new Note(now(), what, "", "", text));
    }

    private Door.EventListener listener() {
        return new Door.EventListener() {
            private Optional<EngineEvent> last = Optional.empty();

            @Override
            public void event(EngineEvent event) {
                if (!event.reconstructed()) {
                    last = Optional.of(event);
                }
                if (event.type().equals("container") && (ours(event) || event.is("destroy"))) {
                    messages.add(new Heard(event));
                }
            }

            @Override
            public void blind(String why) {
                messages.add(new Sight(false, why, last.or(hands::anyRemembered)));
            }

            @Override
            public void seeing() {
                messages.add(new Sight(true, "", Optional.empty()));
            }
        };
    }

    // Checks of health are three events each, and say nothing here.
    private boolean ours(EngineEvent event) {
        return !event.action().startsWith("exec_") && whom.are(event.attributes());
    }

    /** The law in words, for people. */
    public static String words(Care care) {
        Law law = care.law();
        return "waits " + Durations.exact(law.first())
                + (law.factor() == 1
                        ? ""
                        : ", then " + law.factor() + " times as long up to " + Durations.exact(law.cap()))
                + (law.jitter() == 0 ? "" : ", and up to " + Math.round(law.jitter() * 100) + "% more by chance")
                + "; counts anew after a life of " + Durations.exact(law.resetAfter())
                + (law.giveUp() == 0 ? "; never gives up" : "; gives up after " + law.giveUp() + " starts in a row");
    }
}
