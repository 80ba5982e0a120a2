package dev.respawn.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class TurnsTest {
    private final Turns turns = new Turns();
    private final List<String> happened = new CopyOnWriteArrayList<>();
    private final CountDownLatch inside = new CountDownLatch(1);
    private final CountDownLatch out = new CountDownLatch(1);

    @Test
    void whoever_would_be_alone_waits_for_those_who_look_into_that_container() throws Exception {
        CompletableFuture<Void> looking = CompletableFuture.runAsync(() -> call(() -> turns.into("one", this::look)));
        inside.await();
        CompletableFuture<Void> alone =
                CompletableFuture.runAsync(() -> call(() -> turns.alone("one", () -> happened.add("alone"))));
        turns.into("two", () -> happened.add("another container"));

        out.countDown();
        looking.get();
        alone.get();

        assertThat(happened).containsExactly("another container", "looked", "alone");
    }

    @Test
    void what_takes_long_is_not_waited_for() throws Exception {
        CompletableFuture<Void> looking = CompletableFuture.runAsync(() -> call(() -> turns.into("one", this::look)));
        inside.await();
        long from = System.nanoTime();

        turns.alone("one", () -> happened.add("alone"));

        assertThat(Duration.ofNanos(System.nanoTime() - from)).isGreaterThanOrEqualTo(Turns.PATIENCE);
        out.countDown();
        looking.get();
        assertThat(happened).containsExactly("alone", "looked");
    }

    private boolean look() throws InterruptedException {
        inside.countDown();
        out.await();
        return happened.add("looked");
    }

    private interface Turn {
        Object take() throws Exception;
    }

    private static void call(Turn turn) {
        try {
            turn.take();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
