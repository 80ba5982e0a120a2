package dev.respawn;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.Callable;

/** What a test waits for before it begins. What does not come true fails the test there: later it would prove nothing. */
public final class Eventually {
    // On a machine that does much else besides.
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration POLL = Duration.ofMillis(10);

    private Eventually() {}

    /** Waits until that is so. */
    public static void so(String what, Callable<Boolean> is) {
        await(what).atMost(LIMIT).pollDelay(Duration.ZERO).pollInterval(POLL).until(is);
    }
}
