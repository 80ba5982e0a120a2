package dev.respawn.host;

/** What was to be done could not be done to that incarnation; the message says why and what to do. */
public class Unreached extends Exception {
    public Unreached(String message) {
        super(message);
    }

    public Unreached(String message, Throwable cause) {
        super(message, cause);
    }

    /**
     * Nothing was done, and it is certain: what was to be changed is as it was. There is nothing to take back, and to take it
     * back all the same would put something older in the place of what somebody else has written since.
     */
    public static final class Untouched extends Unreached {
        public Untouched(String message, Throwable cause) {
            super(message, cause);
        }
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
