package dev.respawn.outlook;

/** Threads that end with the process. */
final class Threads {
    private Threads() {}

    /** Waits for something to end. */
    interface Wait {
        /** Whether it ended. */
        boolean ended() throws InterruptedException;
    }

    /** Waits although this thread was interrupted; whether it was is known again afterwards. */
    static boolean awaitQuietly(Wait wait) {
        boolean interrupted = Thread.interrupted();
        try {
            return wait.ended();
        } catch (InterruptedException e) {
            interrupted = true;
            return false;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }
}
