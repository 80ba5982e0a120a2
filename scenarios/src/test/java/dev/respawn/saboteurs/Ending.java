package dev.respawn.saboteurs;

/** The end of a thread that waits for nothing else. */
final class Ending {
    private static final long LIMIT_MILLIS = 10_000;

    private Ending() {}

    /** Interrupts it and waits for its end, also if whoever asks is interrupted. */
    static void of(Thread thread) {
        boolean interrupted = Thread.interrupted();
        thread.interrupt();
        try {
            thread.join(LIMIT_MILLIS);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
