package dev.respawn.docker;

import dev.respawn.docker.Door.EventListener;
import dev.respawn.model.EngineEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A listener that keeps what it hears, in order, and can be waited for. */
final class Heard implements EventListener {
    /** A word: an event, or a change of sight. */
    record Word(String text, Optional<EngineEvent> event, long nanos) {}

    private final List<Word> words = new ArrayList<>();

    @Override
    public synchronized void event(EngineEvent event) {
        add(new Word(
                (event.reconstructed() ? "inferred " : "")
                        + event.action()
                        + event.exitCode().map(code -> " " + code).orElse(""),
                Optional.of(event),
                System.nanoTime()));
    }

    @Override
    public synchronized void blind(String why) {
        add(new Word("blind: " + why, Optional.empty(), System.nanoTime()));
    }

    @Override
    public synchronized void seeing() {
        add(new Word("seeing", Optional.empty(), System.nanoTime()));
    }

    private void add(Word word) {
        words.add(word);
        notifyAll();
    }

    synchronized List<String> texts() {
        return words.stream().map(Word::text).toList();
    }

    synchronized List<Word> words() {
        return List.copyOf(words);
    }

    /** What was heard of one container. */
    synchronized List<String> of(String id) {
        return words.stream()
                .filter(word -> word.event().filter(e -> e.id().equals(id)).isPresent())
                .map(Word::text)
                .toList();
    }

    /** Waits for a word and returns it. */
    synchronized Word await(Duration limit, Predicate<Word> fits) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        while (true) {
            Optional<Word> found = words.stream().filter(fits).findFirst();
            if (found.isPresent()) {
                return found.get();
            }
            long left = end - System.nanoTime();
            if (left <= 0) {
                throw new AssertionError("not heard within " + limit + "; heard: " + texts());
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
    }

    Word await(Duration limit, String beginning) throws InterruptedException {
        return await(limit, word -> word.text().startsWith(beginning));
    }
}
