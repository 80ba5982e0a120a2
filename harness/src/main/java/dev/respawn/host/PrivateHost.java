package dev.respawn.host;

import dev.respawn.docker.Access;
import dev.respawn.docker.Door;
import dev.respawn.image.EnginePrograms;
import dev.respawn.image.Images;
import dev.respawn.model.HostId;
import dev.respawn.model.Signal;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/** An engine of the run's own, beside the user's. */
public final class PrivateHost implements Host {
    private final HostId id;
    private final PrivateEngine engine;
    private final EngineKeeper keeper;
    private final Door door;
    private final Images images;
    private final Signalling signalling = new LocalSignalling();
    private final EnginePower power = new Power();

    PrivateHost(HostId id, PrivateEngine engine, EngineKeeper keeper, Door door, Images images) {
        this.id = id;
        this.engine = engine;
        this.keeper = keeper;
        this.door = door;
        this.images = images;
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
        facts.put("options", engine.options().text());
        facts.put("directory", engine.recipe().directory().toString());
        return facts;
    }

    @Override
    public InetAddress publishedAddress() {
        return engine.recipe().publishedAddress();
    }

    @Override
    public Optional<Path> networkNamespace() {
        return Optional.of(engine.recipe().networkNamespace());
    }

    @Override
    public Signalling signalling() {
        return signalling;
    }

    @Override
    public Optional<PrivateRecipe> ownEngine() {
        return Optional.of(engine.recipe());
    }

    /** The engine, as its keeper made it. */
    public PrivateEngine engine() {
        return engine;
    }

    /** What may be done to the engine's own process. */
    public EnginePower power() {
        return power;
    }

    @Override
    public void close() {
        door.close();
        boolean interrupted = Thread.interrupted();
        try {
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

    private interface Act {
        void act() throws EngineKeeper.NotKept, InterruptedException;
    }

    private static void reached(Act act) throws Unreached, InterruptedException {
        try {
            act.act();
        } catch (EngineKeeper.NotKept e) {
            throw new Unreached(String.valueOf(e.getMessage()), e);
        }
    }

    private final class Power implements EnginePower {
        @Override
        public void kill() throws Unreached, InterruptedException {
            reached(() -> keeper.kill(engine.id()));
        }

        @Override
        public void stop() throws Unreached, InterruptedException {
            reached(() -> keeper.stop(engine.id()));
        }

        @Override
        public long startAgain() throws Unreached, InterruptedException {
            try {
                return keeper.startAgain(engine.id());
            } catch (EngineKeeper.NotKept e) {
                throw new Unreached(String.valueOf(e.getMessage()), e);
            }
        }

        @Override
        public void signal(Signal signal) throws Unreached, InterruptedException {
            reached(() -> keeper.signal(engine.id(), signal));
        }

        @Override
        public OptionalLong pid() throws Unreached, InterruptedException {
            try {
                return keeper.pid(engine.id());
            } catch (EngineKeeper.NotKept e) {
                throw new Unreached(String.valueOf(e.getMessage()), e);
            }
        }
    }

    /** {@code private} and {@code private:OPTIONS}. */
    public static final class Word implements Host.Listing {
        @Override
        public String name() {
            return "private";
        }

        @Override
        public String summary() {
            return "an engine of the run's own, beside the user's; options: "
                    + String.join(", ", PrivateOptions.names());
        }

        @Override
        public boolean makesItsEngine() {
            return true;
        }

        @Override
        public boolean liveRestores(String options) {
            return PrivateOptions.parse(options).liveRestore();
        }

        @Override
        public Host.Opening make(String options) {
            PrivateOptions read = PrivateOptions.parse(options);
            // Whether there is such a version is known before anything is opened.
            Optional<String> version = read.version().map(EnginePrograms::named);
            return means -> {
                try {
                    PrivateOptions made = version.isPresent() ? read.with(means.programs(version.get())) : read;
                    EngineKeeper keeper = means.keeper();
                    return open(means, keeper, keeper.start(made));
                } catch (Images.ImageMissing e) {
                    throw new Unreached(String.valueOf(e.getMessage()), e);
                } catch (EngineKeeper.NotKept e) {
                    throw new Unreached("no private engine: " + e.getMessage(), e);
                }
            };
        }

        private static Host open(Host.Means means, EngineKeeper keeper, PrivateEngine engine)
                throws EngineKeeper.NotKept, InterruptedException {
            boolean opened = false;
            try {
                Door door = means.door(Access.plain(engine.recipe().address()));
                Host host = new PrivateHost(means.id(), engine, keeper, door, means.images(door));
                opened = true;
                return host;
            } finally {
                if (!opened) {
                    keeper.remove(engine.id());
                }
            }
        }
    }
}
