package dev.respawn.model;

import java.time.Instant;

/** What a file is at one moment. */
public sealed interface FileState {
    /**
     * It is there.
     *
     * @param size in bytes
     * @param sha256 of its content, in lower-case hexadecimal
     * @param mode its permission bits, as {@code chmod} takes them
     * @param modified to the nanosecond, as far as its file system keeps them
     */
    record There(long size, String sha256, int mode, long user, long group, Instant modified) implements FileState {}

    /** There is no such file. */
    record Missing() implements FileState {}

    /** Nobody can tell, and why. */
    record Unknown(String why) implements FileState {}
}
