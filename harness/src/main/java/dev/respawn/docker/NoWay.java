package dev.respawn.docker;

import java.io.IOException;

/** The way to an engine cannot be gone; the message says why, in one line for people. */
final class NoWay extends IOException {
    NoWay(String message) {
        super(message);
    }

    NoWay(String message, Throwable cause) {
        super(message, cause);
    }
}
