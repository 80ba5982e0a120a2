package dev.respawn.host;

import dev.respawn.docker.Access;
import dev.respawn.docker.Door;
import dev.respawn.image.Images;
import dev.respawn.model.HostId;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** An engine and the kernel under it. */
public interface Host extends AutoCloseable {
    HostId id();

    /** The engine's API. */
    Door door();

    /** The images of this host. */
    Images images();

    /** What is known of it, by name: engine, api, kernel, cgroup, options. */
    Map<String, String> facts() throws InterruptedException;

    /** The address under which its published ports answer from here. */
    InetAddress publishedAddress();

    /** The network namespace whose 127.0.0.1 its published loopback ports are on; empty if it is the harness's own. */
    Optional<Path> networkNamespace();

    /** Signals from its PID namespace. */
    Signalling signalling();

    /** The private engine that goes with it, and with all that is on it; empty if it stays. */
    default Optional<PrivateRecipe> ownEngine() {
        return Optional.empty();
    }

    /** The machine that it is; empty if it is an engine only. */
    default Optional<Machine> machine() {
        return Optional.empty();
    }

    /** Gives back what the harness holds of it; ends it, if the harness made it. */
    @Override
    void close();

    /** A host that can be opened. */
    interface Opening {
        /**
         * Opens it: makes an engine, or goes to one that is there.
         *
         * @throws Unreached if it does not answer; nothing is left of it then
         */
        Host open(Means means) throws Unreached, InterruptedException;
    }

    /** What opening a host takes. */
    interface Means {
        /** What the host is called in this run. */
        HostId id();

        /** The run, as labels carry it. */
        String run();

        /** Who keeps private engines; it is started when it is first asked for. */
        EngineKeeper keeper() throws EngineKeeper.NotKept, InterruptedException;

        /** A door to the engine that a way leads to. */
        Door door(Access access);

        /**
         * The directory with the programs of an engine of this version.
         *
         * @throws Images.ImageMissing if they cannot be had
         */
        Path programs(String version) throws Images.ImageMissing, InterruptedException;

        /** The images of the engine behind a door. */
        Images images(Door door);
    }

    /** Offers one kind of host by name; named in META-INF/services. */
    interface Listing {
        /** The part before the colon. */
        String name();

        /** In one line, with the forms of what may follow the colon. */
        String summary();

        /** Whether its engine is made for the run, so that nothing runs there already. */
        default boolean makesItsEngine() {
            return false;
        }

        /** Whether it is a machine, with an init system of its own. */
        default boolean isMachine() {
            return false;
        }

        /**
         * Whether containers on it outlive their engine, as far as its options say.
         *
         * @throws IllegalArgumentException if the options are not understood
         */
        default boolean liveRestores(String options) {
            return false;
        }

        /**
         * A host of this kind.
         *
         * @param options what follows the colon, empty if nothing does
         * @throws IllegalArgumentException if the options are not understood
         */
        Opening make(String options);
    }
}
