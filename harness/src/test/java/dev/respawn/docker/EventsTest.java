package dev.respawn.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.respawn.docker.Door.EventStream;
import dev.respawn.model.EngineEvent;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EventsTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final Events.Pace QUICK = new Events.Pace(
            Duration.ofMillis(20), Duration.ofMillis(20), Duration.ofMillis(2), Duration.ofMillis(10), 100);

    private final MemorySource source = new MemorySource();
    private final AtomicInteger ended = new AtomicInteger();
    private final Events events = new Events(source, QUICK, ended::incrementAndGet);
    private final Heard heard = new Heard();

    @AfterEach
    void close() {
        events.close();
    }

    @Test
    void events_come_in_order_and_the_first_sight_goes_without_saying() throws Exception {
        EventStream stream = open();

        source.happens(event(11, "create"));
        source.happens(event(12, "start"));

        heard.await(LIMIT, "start");
        assertThat(heard.texts()).containsExactly("create", "start");
        assertThat(stream.open()).isTrue();
    }

    @Test
    void a_dead_engine_is_told_at_once_and_its_return_after_what_was_missed() throws Exception {
        source.container(look(10, Optional.empty()));
        EventStream stream = open();

        source.dies();
        heard.await(LIMIT, "blind: ");
        assertThat(stream.open()).isFalse();
        source.container(look(10, Optional.of(20L)));
        source.lives();

        heard.await(LIMIT, "seeing");
        assertThat(heard.texts())
                .containsExactly("blind: the event stream broke: it died", "inferred die 137", "seeing");
    }

    @Test
    void what_the_engine_remembers_is_told_in_its_own_words_and_once() throws Exception {
        source.container(look(10, Optional.empty()));
        open();
        source.happens(event(15, "pause"));
        heard.await(LIMIT, "pause");

        source.dies();
        heard.await(LIMIT, "blind: ");
        source.remembers(event(20, "die"));
        source.container(look(10, Optional.of(20L)));
        source.lives();

        heard.await(LIMIT, "seeing");
        assertThat(heard.texts().subList(2, 4)).containsExactly("die", "seeing");
        assertThat(source.since).containsExactly(Instant.ofEpochSecond(10), Instant.ofEpochSecond(20, 1));
    }

    @Test
    void a_late_word_on_what_was_inferred_is_not_told_again() throws Exception {
        source.container(look(10, Optional.empty()));
        open();
        source.dies();
        heard.await(LIMIT, "blind: ");
        source.container(look(10, Optional.of(20L)));
        source.lives();
        heard.await(LIMIT, "seeing");

        source.happens(event(20, "die"));
        source.happens(event(30, "destroy"));

        heard.await(LIMIT, "destroy");
        assertThat(heard.of("c")).containsExactly("inferred die 137", "destroy");
    }

    @Test
    void a_frozen_engine_is_noticed_although_its_stream_never_ends() throws Exception {
        EventStream stream = open();

        source.frozen = true;
        heard.await(LIMIT, "blind: the engine does not answer");
        assertThat(stream.open()).isFalse();
        source.frozen = false;

        heard.await(LIMIT, "seeing");
        assertThat(source.since).hasSize(1);
    }

    @Test
    void an_engine_that_is_not_there_yet_is_waited_for() throws Exception {
        source.dead = true;
        EventStream stream = events.listen(heard);
        events.start();
        heard.await(LIMIT, "blind: ping: nobody answers");
        assertThat(stream.awaitOpen(Duration.ofMillis(20))).isFalse();

        source.lives();

        assertThat(stream.awaitOpen(LIMIT)).isTrue();
    }

    @Test
    void a_listener_that_fails_does_not_silence_the_others() throws Exception {
        events.listen(new Door.EventListener() {
            @Override
            public void event(EngineEvent event) {
                throw new IllegalStateException("on purpose");
            }

            @Override
            public void blind(String why) {}

            @Override
            public void seeing() {}
        });
        open();

        source.happens(event(11, "start"));

        heard.await(LIMIT, "start");
    }

    @Test
    void a_listener_that_is_too_slow_is_told_so_and_nothing_else_is_lost() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        List<String> slow = new CopyOnWriteArrayList<>();
        CountDownLatch all = new CountDownLatch(300);
        EventStream stream = events.listen(new Door.EventListener() {
            @Override
            public void event(EngineEvent event) {
                try {
                    go.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                slow.add(event.action());
                all.countDown();
            }

            @Override
            public void blind(String why) {
                slow.add(why);
            }

            @Override
            public void seeing() {
                slow.add("seeing");
            }
        });
        events.start();
        assertThat(stream.awaitOpen(LIMIT)).isTrue();

        for (int i = 0; i < 300; i++) {
            EngineEvent event = event(20 + i, "exec_start " + i);
            source.remembers(event);
            source.happens(event);
        }
        source.clock = 1000;
        // The listener may not go on before it has been too slow.
        await().atMost(LIMIT).until(() -> !stream.open());
        go.countDown();

        assertThat(all.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(slow.stream().filter(word -> word.startsWith("exec_start")))
                .hasSize(300)
                .doesNotHaveDuplicates();
        assertThat(slow).contains("the event stream broke: 100 events wait for a listener that is too slow");
    }

    @Test
    void when_the_last_listener_closes_the_stream_ends() throws Exception {
        EventStream one = open();
        EventStream other = events.listen(new Heard());

        one.close();
        assertThat(ended).hasValue(0);
        other.close();

        assertThat(ended).hasValue(1);
        assertThat(other.open()).isFalse();
    }

    private EventStream open() throws InterruptedException {
        EventStream stream = events.listen(heard);
        events.start();
        assertThat(stream.awaitOpen(LIMIT)).isTrue();
        return stream;
    }

    private static EngineEvent event(long time, String action) {
        return new EngineEvent(Instant.ofEpochSecond(time), "container", action, "c", Map.of(), false);
    }

    private static EventSource.Look look(long started, Optional<Long> ended) {
        return new EventSource.Look(
                "c",
                Instant.ofEpochSecond(1),
                ended.isEmpty(),
                Optional.of(Instant.ofEpochSecond(started)),
                ended.map(Instant::ofEpochSecond),
                ended.isEmpty() ? 0 : 137,
                Map.of("name", "web"));
    }

    /** An engine in memory that can die, freeze and remember. */
    private static final class MemorySource implements EventSource {
        private static final Optional<EngineEvent> END = Optional.empty();

        volatile boolean dead;
        volatile boolean frozen;
        volatile long clock = 10;
        final List<Instant> since = new ArrayList<>();
        private final List<EngineEvent> memory = new ArrayList<>();
        private Optional<Look> container = Optional.empty();
        private volatile BlockingQueue<Optional<EngineEvent>> stream = new LinkedBlockingQueue<>();

        synchronized void container(Look look) {
            container = Optional.of(look);
        }

        synchronized void remembers(EngineEvent event) {
            memory.add(event);
        }

        void happens(EngineEvent event) {
            stream.add(Optional.of(event));
        }

        void dies() {
            dead = true;
            stream.add(END);
        }

        void lives() {
            clock = 50;
            dead = false;
        }

        private void answer() throws EngineException {
            if (dead) {
                throw new EngineException.Unreachable("ping: nobody answers", new IOException());
            }
            if (frozen) {
                throw new EngineException.Slow("ping: no answer", new IOException());
            }
        }

        @Override
        public void ping(Duration deadline) throws EngineException {
            answer();
        }

        @Override
        public Instant now() throws EngineException {
            answer();
            return Instant.ofEpochSecond(clock);
        }

        @Override
        public synchronized Open open(Instant from) throws EngineException {
            answer();
            since.add(from);
            BlockingQueue<Optional<EngineEvent>> mine = new LinkedBlockingQueue<>();
            memory.stream()
                    .filter(event -> !event.time().isBefore(from))
                    .forEach(event -> mine.add(Optional.of(event)));
            stream = mine;
            return new Open() {
                @Override
                public Optional<EngineEvent> next() throws IOException {
                    try {
                        Optional<EngineEvent> event = mine.take();
                        if (event.isEmpty()) {
                            throw new IOException("it died");
                        }
                        return event;
                    } catch (InterruptedException e) {
                        throw new IOException("interrupted", e);
                    }
                }

                @Override
                public void close() {
                    mine.add(END);
                }
            };
        }

        @Override
        public synchronized List<EngineEvent> remembered(Instant from, Instant until) throws EngineException {
            answer();
            return memory.stream()
                    .filter(event ->
                            !event.time().isBefore(from) && !event.time().isAfter(until))
                    .toList();
        }

        @Override
        public synchronized List<String> containers() throws EngineException {
            answer();
            return container.map(Look::id).stream().toList();
        }

        @Override
        public synchronized Optional<Look> look(String id) throws EngineException {
            answer();
            return container;
        }

        @Override
        public void close() {}
    }
}
