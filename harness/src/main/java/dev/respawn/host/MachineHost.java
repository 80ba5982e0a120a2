package dev.respawn.host;

import dev.respawn.docker.Access;
import dev.respawn.docker.ContainerFacts;
import dev.respawn.docker.Door;
import dev.respawn.docker.EngineException;
import dev.respawn.docker.Executed;
import dev.respawn.image.Images;
import dev.respawn.model.HostId;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A whole host of the run's own: a container with systemd as PID 1 and an engine that it starts, on a private engine. What
 * it shares with the host is the kernel; its processes are seen from here, under other numbers.
 */
public final class MachineHost implements Host {
    /** systemd itself is done in a second; five machines at once, on two busy processors, took more than half a minute. */
    private static final Duration BOOT_LIMIT = Duration.ofMinutes(2);

    private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(2);
    private static final Duration COMMAND_LIMIT = Duration.ofSeconds(10);
    private static final long POLL_MILLIS = 50;
    private static final int LINES_TOLD = 5;

    private final HostId id;
    private final PrivateEngine engine;
    private final PrivateOptions options;
    private final EngineKeeper keeper;
    private final Outer outer;
    private final Door door;
    private final Images images;
    private final InetAddress address;
    private final Signalling signalling = new LocalSignalling();

    private MachineHost(
            HostId id,
            PrivateEngine engine,
            PrivateOptions options,
            EngineKeeper keeper,
            Outer outer,
            Door door,
            Images images,
            InetAddress address) {
        this.id = id;
        this.engine = engine;
        this.options = options;
        this.keeper = keeper;
        this.outer = outer;
        this.door = door;
        this.images = images;
        this.address = address;
    }

    @Override
    public HostId id() {
        return id;
    }

    @Override
    public Door door() {
        return door;
    }

    @Override
    public Images images() {
        return images;
    }

    @Override
    public Map<String, String> facts() throws InterruptedException {
        Map<String, String> facts = new TreeMap<>(UserHost.facts(door));
        facts.put("options", options.text());
        facts.put("directory", engine.recipe().directory().toString());
        facts.put("machine", outer.container);
        try {
            String version =
                    outer.run(List.of("systemctl", "--version"), COMMAND_LIMIT).output();
            facts.put("systemd", version.lines().findFirst().orElse("of an unknown version"));
        } catch (Unreached e) {
            facts.put("systemd", "unknown: " + e.getMessage());
        }
        return facts;
    }

    @Override
    public InetAddress publishedAddress() {
        return address;
    }

    @Override
    public Optional<Path> networkNamespace() {
        return Optional.of(Path.of("/proc", String.valueOf(outer.pid), "ns", "net"));
    }

    @Override
    public Signalling signalling() {
        return signalling;
    }

    @Override
    public Optional<PrivateRecipe> ownEngine() {
        return Optional.of(engine.recipe());
    }

    @Override
    public Optional<Machine> machine() {
        return Optional.of(outer);
    }

    @Override
    public void close() {
        door.close();
        outer.door.close();
        boolean interrupted = Thread.interrupted();
        try {
            // The machine is killed with all that runs in it: nobody may heal what is being removed.
            keeper.remove(engine.id());
        } catch (EngineKeeper.NotKept e) {
            // The keeper tries again at its own end, and what is left then is found by its record.
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** The machine as a container of the engine around it. */
    private record Outer(MachineRecipe recipe, Door door, String container, long pid) implements Machine {
        @Override
        public Executed run(List<String> command, Duration limit) throws Unreached, InterruptedException {
            try {
                return door.exec(container, command, limit);
            } catch (EngineException e) {
                throw new Unreached("the machine did not run '" + command.get(0) + "': " + e.getMessage(), e);
            }
        }

        @Override
        public Path shared() {
            return recipe.shared();
        }

        @Override
        public String sharedInside() {
            return recipe.sharedInside();
        }
    }

    /** {@code machine} and {@code machine:OPTIONS}. */
    public static final class Word implements Host.Listing {
        @Override
        public String name() {
            return "machine";
        }

        @Override
        public String summary() {
            return "a machine of the run's own: a container with systemd as PID 1 and an engine of its own; options:"
                    + " live-restore, userland-proxy";
        }

        @Override
        public boolean makesItsEngine() {
            return true;
        }

        @Override
        public boolean isMachine() {
            return true;
        }

        @Override
        public boolean liveRestores(String options) {
            return PrivateOptions.parse(options).liveRestore();
        }

        @Override
        public Host.Opening make(String options) {
            PrivateOptions read = PrivateOptions.parse(options);
            if (read.version().isPresent()
                    || read.programs().isPresent()
                    || read.minimumApi().isPresent()) {
                throw new IllegalArgumentException("host 'machine' is followed by '" + options
                        + "'; its engine is the distribution's own, and its options are: live-restore,"
                        + " userland-proxy");
            }
            return means -> {
                try {
                    EngineKeeper keeper = means.keeper();
                    return new Opened(means, keeper, keeper.start(PrivateOptions.DEFAULT), read).open();
                } catch (EngineKeeper.NotKept e) {
                    throw new Unreached("no engine for a machine: " + e.getMessage(), e);
                }
            };
        }
    }

    /** A machine while it is being made. */
    private static final class Opened {
        private final Host.Means means;
        private final EngineKeeper keeper;
        private final PrivateEngine engine;
        private final PrivateOptions options;
        private final MachineRecipe recipe;

        Opened(Host.Means means, EngineKeeper keeper, PrivateEngine engine, PrivateOptions options) {
            this.options = options;
            this.means = means;
            this.keeper = keeper;
            this.engine = engine;
            this.recipe = new MachineRecipe(engine.recipe());
        }

        Host open() throws Unreached, EngineKeeper.NotKept, InterruptedException {
            Door around = means.door(Access.plain(engine.recipe().address()));
            Door inside = means.door(Access.plain(recipe.address()));
            boolean opened = false;
            try {
                Outer outer = boot(around);
                awaitEngine(outer, inside);
                ContainerFacts facts = facts(around, outer.container());
                String address = facts.addresses().values().stream()
                        .filter(each -> !each.isEmpty())
                        .findFirst()
                        .orElseThrow(() -> new Unreached("the machine has no address"));
                for (List<String> route : recipe.routes(address)) {
                    Commands.Ran ran = Commands.run(route, COMMAND_LIMIT);
                    if (!ran.well()) {
                        throw new Unreached("'" + String.join(" ", route) + "' ended with code " + ran.code() + ": "
                                + ran.output());
                    }
                }
                Host host = new MachineHost(
                        means.id(),
                        engine,
                        options,
                        keeper,
                        outer,
                        inside,
                        means.images(inside),
                        InetAddress.getByName(address));
                opened = true;
                return host;
            } catch (Images.ImageMissing e) {
                throw new Unreached("no machine: " + e.getMessage(), e);
            } catch (EngineException | IOException e) {
                throw new Unreached("the machine did not start: " + e.getMessage(), e);
            } finally {
                if (!opened) {
                    inside.close();
                    around.close();
                    removed();
                }
            }
        }

        /** Also when interrupted: a machine that is half made is ours. */
        private void removed() throws EngineKeeper.NotKept, InterruptedException {
            boolean interrupted = Thread.interrupted();
            try {
                keeper.remove(engine.id());
            } finally {
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
        }

        private Outer boot(Door around)
                throws Unreached, Images.ImageMissing, EngineException, IOException, InterruptedException {
            Images images = means.images(around);
            Images.Ready image = patiently(() -> images.ready(Images.MACHINE));
            // What is in it is root's: a socket that leads to root's rights, and what services are told.
            Files.createDirectory(
                    recipe.shared(),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Files.writeString(recipe.engineFile(), recipe.engineText(options), StandardCharsets.UTF_8);
            String container = around.create(recipe.spec(image.reference(), means.run()));
            around.start(container);
            return new Outer(recipe, around, container, facts(around, container).pid());
        }

        private static ContainerFacts facts(Door around, String container)
                throws Unreached, EngineException, InterruptedException {
            try {
                return patiently(() -> around.inspect(container))
                        .orElseThrow(() -> new Unreached("the machine is gone"));
            } catch (Images.ImageMissing e) {
                throw new AssertionError("a question for a container needs no image", e);
            }
        }

        private interface Question<T> {
            T ask() throws Images.ImageMissing, EngineException, InterruptedException;
        }

        /** An engine whose disk is busy with images, its own or another machine's, answers questions late: they are repeated. */
        private static <T> T patiently(Question<T> question)
                throws Images.ImageMissing, EngineException, InterruptedException {
            long end = System.nanoTime() + BOOT_LIMIT.toNanos();
            while (true) {
                try {
                    return question.ask();
                } catch (EngineException.Slow e) {
                    if (System.nanoTime() - end > 0) {
                        throw e;
                    }
                }
            }
        }

        private static void awaitEngine(Outer outer, Door inside)
                throws Unreached, EngineException, InterruptedException {
            long end = System.nanoTime() + BOOT_LIMIT.toNanos();
            while (true) {
                try {
                    inside.ping(SIGN_OF_LIFE);
                    return;
                } catch (EngineException e) {
                    ContainerFacts facts = facts(outer.door(), outer.container());
                    if (facts.pid() == 0) {
                        throw new Unreached(
                                "the machine ended with code "
                                        + facts.condition().exitCode() + " before its engine answered; its last lines: "
                                        + outer.door()
                                                .output(outer.container(), LINES_TOLD)
                                                .strip(),
                                e);
                    }
                    if (System.nanoTime() - end > 0) {
                        throw new Unreached(
                                "the engine of the machine did not answer within " + BOOT_LIMIT.toSeconds() + "s: "
                                        + e.getMessage() + "; it says: " + said(outer),
                                e);
                    }
                    Thread.sleep(POLL_MILLIS);
                }
            }
        }

        private static String said(Outer outer) throws InterruptedException {
            try {
                return outer.run(
                                List.of("journalctl", "--no-pager", "-n", "5", "-o", "cat", "-u", "docker.service"),
                                COMMAND_LIMIT)
                        .output()
                        .strip()
                        .replace("\n", " | ");
            } catch (Unreached e) {
                return "nothing, because " + e.getMessage();
            }
        }
    }
}
