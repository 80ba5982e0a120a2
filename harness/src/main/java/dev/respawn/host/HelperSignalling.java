package dev.respawn.host;

import dev.respawn.docker.ContainerSpec;
import dev.respawn.docker.Door;
import dev.respawn.docker.EngineException;
import dev.respawn.image.Images;
import dev.respawn.model.Incarnation;
import dev.respawn.model.Labels;
import dev.respawn.model.Signal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Signals by a helper container that sees the processes of the engine's host: for a harness that is not root, or an
 * engine that is somewhere else. Each asking starts a container, so it takes some tenths of a second.
 */
public final class HelperSignalling implements Signalling {
    private static final Duration HELPER_LIMIT = Duration.ofSeconds(20);
    private static final int NOT_THAT_ONE = 66;
    private static final int STILL_THERE = 67;
    // What is told to the shell are positions, never text; the values are checked beforehand all the same.
    private static final String SAME = "grep -q \"$2\" \"/proc/$1/cgroup\" 2>/dev/null";
    private static final String SIGNAL = SAME + " || exit " + NOT_THAT_ONE + "; kill -s \"$3\" \"$1\"";
    private static final String STATUS = SAME + " || exit " + NOT_THAT_ONE + "; cat \"/proc/$1/status\""
            + " && printf '\\nWchan:\\t%s\\n' \"$(cat \"/proc/$1/wchan\" 2>/dev/null)\"";
    private static final String GONE = "n=$3; while " + SAME + "; do "
            + "grep -q '^State:.[ZX]' \"/proc/$1/status\" 2>/dev/null && exit 0; "
            + "[ \"$n\" -le 0 ] && exit " + STILL_THERE + "; n=$((n-1)); sleep 0.02; done; exit 0";
    private static final long GONE_POLL_MILLIS = 20;

    private final Door door;
    private final Images images;
    private final String run;

    /** Helpers on that engine carry the label of that run. */
    public HelperSignalling(Door door, Images images, String run) {
        this.door = door;
        this.images = images;
        this.run = run;
    }

    @Override
    public void signal(Incarnation on, Signal signal) throws Unreached, InterruptedException {
        Answer answer = ask(on, "signal", SIGNAL, signal.name(), HELPER_LIMIT);
        if (answer.code() == NOT_THAT_ONE) {
            throw new Unreached("process " + on.pid() + " of container " + on.shortId() + " is gone, or another's");
        }
        if (answer.code() != 0) {
            throw new Unreached("process " + on.pid() + " of container " + on.shortId() + " could not be sent " + signal
                    + ": " + answer.output());
        }
    }

    @Override
    public Optional<Boolean> goneWithin(Incarnation on, Duration limit) throws InterruptedException {
        try {
            long polls = limit.toMillis() / GONE_POLL_MILLIS;
            Answer answer = ask(
                    on,
                    "gone",
                    GONE,
                    String.valueOf(polls),
                    limit.multipliedBy(2).plus(HELPER_LIMIT));
            return switch (answer.code()) {
                case 0 -> Optional.of(true);
                case STILL_THERE -> Optional.of(false);
                default -> Optional.empty();
            };
        } catch (Unreached e) {
            return Optional.empty();
        }
    }

    @Override
    public Optional<Boolean> dropped(Incarnation on, Signal signal) {
        try {
            Answer answer = ask(on, "status", STATUS, "", HELPER_LIMIT);
            return answer.code() == 0
                    ? SignalMasks.parse(answer.output()).map(masks -> masks.drops(signal))
                    : Optional.empty();
        } catch (Unreached e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private record Answer(int code, String output) {}

    private Answer ask(Incarnation on, String what, String script, String argument, Duration limit)
            throws Unreached, InterruptedException {
        if (on.pid() <= 0) {
            throw new Unreached("container " + on.shortId() + " has no process");
        }
        if (!on.id().matches("[0-9a-f]{12,64}")) {
            throw new Unreached("'" + on.id() + "' is no container's id, so no helper is sent to its process");
        }
        List<String> command = new ArrayList<>(List.of("sh", "-c", script, "sh", String.valueOf(on.pid()), on.id()));
        if (!argument.isEmpty()) {
            command.add(argument);
        }
        String container = "";
        try {
            container = door.create(spec(images.ready("busybox").reference(), what, command));
            door.start(container);
            int code = door.await(container, limit);
            return new Answer(code, door.output(container, 200));
        } catch (EngineException | Images.ImageMissing e) {
            throw new Unreached(
                    "no helper could reach process " + on.pid() + " of container " + on.shortId() + ": "
                            + e.getMessage(),
                    e);
        } finally {
            remove(container);
        }
    }

    private void remove(String container) throws InterruptedException {
        if (!container.isEmpty()) {
            // Also when interrupted: the helper is ours, and nobody else knows it.
            boolean interrupted = Thread.interrupted();
            try {
                door.remove(container);
            } catch (EngineException e) {
                // It carries the run's label, by which the end of the run looks for what is left.
            } finally {
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }

    private ContainerSpec spec(String image, String what, List<String> command) {
        return ContainerSpec.plain(
                        "respawn-" + what + "-" + UUID.randomUUID().toString().substring(0, 13),
                        image,
                        command,
                        Map.of(Labels.RUN, run, Labels.HELPER, what))
                .seeingHostPids();
    }
}
