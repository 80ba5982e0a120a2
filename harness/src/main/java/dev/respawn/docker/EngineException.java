package dev.respawn.docker;

/** A call to an engine that did not do what was asked; the message says which call, of which engine, and why. */
public abstract sealed class EngineException extends Exception {
    private EngineException(String message, Throwable cause) {
        super(message, cause);
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }

    /** Nobody answers at the engine's address. */
    public static final class Unreachable extends EngineException {
        public Unreachable(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** It did not answer within the call's deadline; whether the call was carried out is not known. */
    public static final class Slow extends EngineException {
        public Slow(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** It answered that it will not. */
    public static final class Refused extends EngineException {
        private final int status;

        public Refused(int status, String message, Throwable cause) {
            super(message, cause);
            this.status = status;
        }

        /** The HTTP status: 304 nothing to do, 404 not there, 409 not in this state, 400 and 500 otherwise. */
        public int status() {
            return status;
        }
    }
}
