package dev.respawn.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.dockerjava.api.exception.ConflictException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CallsTest {
    private static final Duration LONG = Duration.ofSeconds(10);

    private final Calls calls = new Calls(URI.create("unix:///e.sock"), "test-calls", 1);

    @AfterEach
    void close() {
        calls.close();
    }

    @Test
    void an_answer_is_the_calls_own() throws Exception {
        assertThat(calls.within(LONG, "ping", () -> 7)).isEqualTo(7);
    }

    @Test
    void a_refusal_has_the_engines_status_and_words() {
        assertThatThrownBy(() -> calls.within(LONG, "kill of 'web'", () -> {
                    throw new ConflictException("{\"message\":\"it is not running\"}");
                }))
                .isInstanceOfSatisfying(
                        EngineException.Refused.class,
                        e -> assertThat(e.status()).isEqualTo(409))
                .hasMessage("kill of 'web' at unix:///e.sock: refused with status 409: it is not running");
    }

    @Test
    void whatever_wraps_an_io_failure_nobody_answers() {
        assertThatThrownBy(() -> calls.within(LONG, "ping", () -> {
                    throw new RuntimeException(new RuntimeException(new IOException("Connection refused")));
                }))
                .isInstanceOf(EngineException.Unreachable.class)
                .hasMessage("ping at unix:///e.sock: nobody answers: Connection refused");
    }

    @Test
    void a_timeout_of_the_transport_is_slow() {
        assertThatThrownBy(() -> calls.within(LONG, "ping", () -> {
                    throw new RuntimeException(new SocketTimeoutException("Read timed out"));
                }))
                .isInstanceOf(EngineException.Slow.class);
    }

    @Test
    void our_own_mistakes_stay_ours() {
        assertThatThrownBy(() -> calls.within(LONG, "ping", () -> {
                    throw new IllegalArgumentException("a mistake");
                }))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_call_that_waits_for_a_thread_keeps_its_deadline_and_never_runs_afterwards() throws Exception {
        CountDownLatch holding = new CountDownLatch(1);
        CountDownLatch freed = new CountDownLatch(1);
        CountDownLatch ran = new CountDownLatch(1);
        Thread holder = new Thread(() -> {
            try {
                calls.within(Duration.ofMillis(300), "hold", () -> {
                    holding.countDown();
                    new CountDownLatch(1).await();
                    return true;
                });
            } catch (EngineException | InterruptedException e) {
                freed.countDown();
            }
        });
        holder.start();
        assertThat(holding.await(10, TimeUnit.SECONDS)).isTrue();

        assertThatThrownBy(() -> calls.within(Duration.ofMillis(20), "ping", () -> {
                    ran.countDown();
                    return true;
                }))
                .isInstanceOf(EngineException.Slow.class)
                .hasMessage("ping at unix:///e.sock: no answer within 20ms; whether it was carried out is not known");

        assertThat(freed.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(calls.within(LONG, "next", () -> true)).isTrue();
        assertThat(ran.getCount()).isEqualTo(1);
    }

    @Test
    void after_closing_nobody_is_asked() {
        calls.close();

        assertThatThrownBy(() -> calls.within(LONG, "ping", () -> true))
                .isInstanceOf(EngineException.Unreachable.class)
                .hasMessage("ping at unix:///e.sock: the door to it was closed");
    }
}
