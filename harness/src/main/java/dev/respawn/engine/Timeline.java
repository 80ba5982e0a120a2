package dev.respawn.engine;

import java.time.Duration;
import java.time.Instant;

/** The only time the engine knows: the run's clock, and what is to happen when it strikes. */
public interface Timeline {
    /** The run's clock: it never goes back and never jumps, whatever becomes of the wall clock. */
    Instant now();

    /**
     * Does something at this instant, or at once if it is over. What is due at the same instant is done in the order in
     * which it was asked for. It must be short: everything else that is due waits for it.
     */
    Alarm at(Instant when, Runnable what);

    /** Returns when the instant has come; at once if it is over. */
    void sleepUntil(Instant when) throws InterruptedException;

    /**
     * Does something beside, in a thread of its own that may sleep on this timeline. A virtual timeline has to know who
     * does: its clock may only go on when all of them sleep.
     */
    Beside beside(String name, Task what);

    /** What is done beside. */
    interface Task {
        void run() throws InterruptedException;
    }

    /** Something that goes on beside, or is over. */
    interface Beside {
        /** Whether it is over. */
        boolean over();

        /** Interrupts it. */
        void interrupt();

        /** Waits for its end; false if that did not come within the limit. */
        boolean awaitEnd(Duration limit) throws InterruptedException;
    }

    /** Something that is to happen. */
    interface Alarm {
        /** It will not happen any more, unless it is happening already. A second time does nothing. */
        void cancel();
    }
}
