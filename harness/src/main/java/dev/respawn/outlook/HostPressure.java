package dev.respawn.outlook;

import dev.respawn.host.Pressure;
import dev.respawn.journal.Event;
import dev.respawn.journal.Journal;
import dev.respawn.model.HostId;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * When the machine under the engine had more to do than it could: an engine's own delays are longer then, and no fault of its
 * supervisor's. Looked at on a beat, and written down only where it matters.
 */
final class HostPressure implements AutoCloseable {
    static final Duration EVERY = Duration.ofMillis(250);
    private static final Duration END_LIMIT = Duration.ofSeconds(2);
    /** Less than this part of a beat delays nothing that anybody would notice. */
    private static final int ONE_OF = 4;

    private record Reading(Instant at, Map<String, Duration> waited) {}

    private final HostId host;
    private final Clocks clocks;
    private final Journal journal;
    private final Supplier<Map<String, Duration>> kernel;
    private @Nullable Reading last;
    private @Nullable Thread thread;

    HostPressure(HostId host, Clocks clocks, Journal journal, Supplier<Map<String, Duration>> kernel) {
        this.host = host;
        this.clocks = clocks;
        this.journal = journal;
        this.kernel = kernel;
    }

    static HostPressure ofThisKernel(HostId host, Clocks clocks, Journal journal) {
        return new HostPressure(host, clocks, journal, Pressure.ofThisKernel()::waited);
    }

    /** Begins to look. */
    synchronized void open(String run) {
        look();
        Thread looking = Threads.daemon(this::go, "pressure-" + run);
        thread = looking;
        looking.start();
    }

    private void go() {
        try {
            while (true) {
                Thread.sleep(EVERY.toMillis());
                look();
            }
        } catch (InterruptedException e) {
            // The run is over.
        } catch (RuntimeException e) {
            broke(e);
        }
    }

    /** Without it laws are not widened, and whoever wonders why has to find a word of it. */
    private void broke(RuntimeException why) {
        try {
            journal.append(new Event.Noted("the pressure on the machine is not looked at any more: " + why));
        } catch (RuntimeException e) {
            // A journal that takes nothing more says so to whoever carries the run.
        }
    }

    /** Writes down what was waited for most since the last look, if it was for long. */
    synchronized void look() {
        Reading now = new Reading(clocks.now(), kernel.get());
        Reading before = last;
        last = now;
        if (before == null) {
            return;
        }
        Duration span = Duration.between(before.at(), now.at());
        Optional<Map.Entry<String, Duration>> most = now.waited().entrySet().stream()
                .filter(entry -> before.waited().containsKey(entry.getKey()))
                .map(entry -> Map.entry(
                        entry.getKey(), entry.getValue().minus(before.waited().get(entry.getKey()))))
                .max(Map.Entry.comparingByValue());
        most.filter(entry -> entry.getValue().multipliedBy(ONE_OF).compareTo(span) >= 0)
                .ifPresent(entry -> journal.append(
                        new Event.HostPressed(host, before.at(), now.at(), entry.getKey(), entry.getValue())));
    }

    // What is still on its way would write into a journal that is closed by then.
    @Override
    public void close() {
        Thread looking = thread;
        if (looking != null) {
            looking.interrupt();
            Threads.awaitQuietly(() -> {
                looking.join(END_LIMIT.toMillis());
                return !looking.isAlive();
            });
        }
    }
}
