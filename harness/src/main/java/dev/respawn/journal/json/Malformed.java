package dev.respawn.journal.json;

/** A piece of JSON that is not the value that was wanted; whoever knows the line says where. */
final class Malformed extends Exception {
    Malformed(String message) {
        super(message);
    }
}
