package dev.respawn.undo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class MournerTest {
    private final List<String> told = Collections.synchronizedList(new ArrayList<>());

    @Test
    void one_whose_journal_is_closed_does_not_keep_the_others_from_being_told() {
        List<KeeperClient.Mourner> all = List.of(
                new KeeperClient.Mourner(() -> {
                    throw new IllegalStateException("the journal is closed");
                }),
                new KeeperClient.Mourner(() -> told.add("second")));

        all.forEach(KeeperClient.Mourner::tell);

        assertThat(told).containsExactly("second");
    }

    @Test
    void one_that_was_closed_is_not_told() {
        KeeperClient.Mourner mourner = new KeeperClient.Mourner(() -> told.add("late"));

        mourner.close();
        mourner.tell();

        assertThat(told).isEmpty();
    }

    @Test
    void who_closes_it_goes_on_when_it_was_told_to_the_end() throws Exception {
        CountDownLatch telling = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        KeeperClient.Mourner mourner = new KeeperClient.Mourner(() -> {
            telling.countDown();
            try {
                go.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            told.add("told");
        });
        Thread teller = new Thread(mourner::tell);
        Thread closer = new Thread(() -> {
            mourner.close();
            told.add("closed");
        });

        teller.start();
        telling.await();
        closer.start();
        while (closer.getState() != Thread.State.BLOCKED && closer.isAlive()) {
            Thread.onSpinWait();
        }
        go.countDown();
        teller.join();
        closer.join();

        assertThat(told).containsExactly("told", "closed");
    }
}
