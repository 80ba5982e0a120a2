package dev.respawn.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.respawn.model.Sample;
import dev.respawn.model.ServiceName;
import dev.respawn.probe.HostileServer;
import dev.respawn.probe.HttpGet;
import dev.respawn.probe.LocalAsker;
import dev.respawn.probe.Nowhere;
import dev.respawn.probe.Reach;
import dev.respawn.probe.Via;
import dev.respawn.scenario.Watch;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Asks a real server in real time, prints the rate that was reached, and holds only what is true on any machine. */
class SamplingRateTest {
    private static final ServiceName WEB = new ServiceName("web");

    private final SystemTimeline timeline = new SystemTimeline();
    private final LocalAsker asker = new LocalAsker();
    // One write per answer: the JDK's server makes two, and then waits 40ms for our acknowledgement of the first.
    private final HostileServer server;

    SamplingRateTest() throws IOException {
        server = HostileServer.saying("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
        asker.close();
        timeline.close();
    }

    @ParameterizedTest
    @CsvSource({"10,true", "10,false", "1,true", "1,false"})
    void every_beat_is_accounted_for_in_real_time(int period, boolean keepAlive) throws InterruptedException {
        Duration every = Duration.ofMillis(period);
        ConcurrentLinkedQueue<Sample> taken = new ConcurrentLinkedQueue<>();
        HttpGet probe = new HttpGet(WEB, "/", Optional.empty(), 1, Via.CONTAINER, 200, Optional.of("hello"), keepAlive);
        Watch watch = new Watch("home", every, Duration.ofSeconds(10), 1000, probe);
        Instant first = timeline.now().plusMillis(5);

        Sampling sampling =
                Sampling.begin(timeline, first, List.of(watch), reach(), (name, sample) -> taken.add(sample));
        timeline.sleepUntil(first.plusMillis(1500));
        sampling.stop();

        List<Sample> samples =
                taken.stream().sorted(Comparator.comparing(Sample::scheduled)).toList();
        print(every, keepAlive, samples);
        for (int beat = 0; beat < samples.size(); beat++) {
            assertThat(samples.get(beat).scheduled()).isEqualTo(first.plus(every.multipliedBy(beat)));
        }
        assertThat(samples).hasSizeGreaterThanOrEqualTo(1500 / period + 1);
        assertThat(samples).allSatisfy(sample -> {
            assertThat(sample.bad()).as("%s", sample).isFalse();
            assertThat(sample.sent()).isAfterOrEqualTo(sample.scheduled());
            assertThat(sample.ended()).isAfterOrEqualTo(sample.sent());
        });
    }

    private static void print(Duration every, boolean keepAlive, List<Sample> samples) {
        List<Duration> lateness = samples.stream()
                .filter(sample -> !sample.missing())
                .map(sample -> Duration.between(sample.scheduled(), sample.sent()))
                .sorted()
                .toList();
        List<Duration> took = samples.stream()
                .filter(sample -> !sample.missing())
                .map(sample -> Duration.between(sample.sent(), sample.ended()))
                .sorted()
                .toList();
        System.out.printf(
                "every %dms, %s: %d beats in 1.5s, %d good, %d late, %d missing; ticks late by %dus (median), %dus (99%%),"
                        + " %dus (most); answers after %dus (median), %dus (99%%)%n",
                every.toMillis(),
                keepAlive ? "kept connections" : "a new connection each",
                samples.size(),
                samples.stream().filter(s -> s.state() instanceof Sample.Good).count(),
                samples.stream().filter(s -> s.state() instanceof Sample.Late).count(),
                samples.stream().filter(Sample::missing).count(),
                micros(lateness, 0.5),
                micros(lateness, 0.99),
                micros(lateness, 1),
                micros(took, 0.5),
                micros(took, 0.99));
    }

    private static long micros(List<Duration> sorted, double share) {
        return sorted.get((int) ((sorted.size() - 1) * share)).toNanos() / 1000;
    }

    private Reach reach() {
        return new Nowhere() {
            @Override
            public Optional<Integer> port(ServiceName service) {
                return Optional.of(80);
            }

            @Override
            public Optional<InetSocketAddress> address(ServiceName service, int replica, int port, Via via) {
                return Optional.of(server.address());
            }

            @Override
            public CompletionStage<HttpAnswer> http(HttpAsk ask, Via via, Duration deadline) {
                return asker.ask(ask, deadline);
            }
        };
    }
}
