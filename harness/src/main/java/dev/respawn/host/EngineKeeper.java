package dev.respawn.host;

import dev.respawn.model.Signal;
import java.util.OptionalLong;

/**
 * Who starts private engines, is their parent, and removes them when the harness is gone, however it went. Every call
 * has a deadline. Safe for many threads.
 */
public interface EngineKeeper extends ProcessKeeper, RunKeeper, AutoCloseable {
    /** Makes an engine that answers; if it cannot, nothing of it is left. */
    PrivateEngine start(PrivateOptions options) throws NotKept, InterruptedException;

    /** Kills the engine's process and waits until it is gone; one that is dead is no error. */
    void kill(String id) throws NotKept, InterruptedException;

    /** Lets the engine end by itself, as its init system would. */
    void stop(String id) throws NotKept, InterruptedException;

    /** Starts a dead engine on what it left, and waits until it answers; returns its PID. */
    long startAgain(String id) throws NotKept, InterruptedException;

    /** Sends the engine's process a signal, STOP and CONT above all. */
    void signal(String id, Signal signal) throws NotKept, InterruptedException;

    /** The PID of the engine's process; empty if it is dead. */
    OptionalLong pid(String id) throws NotKept, InterruptedException;

    /** Removes the engine and all it made, from any state; one that is not there is no error. */
    void remove(String id) throws NotKept, InterruptedException;

    /** Removes all engines and ends. */
    @Override
    void close();

    /** What the keeper could not do, and why. */
    final class NotKept extends Exception {
        public NotKept(String message) {
            super(message);
        }

        public NotKept(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
