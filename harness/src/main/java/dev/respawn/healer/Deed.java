package dev.respawn.healer;

import java.util.Optional;

/**
 * Something that is to be done to a container now.
 *
 * @param because the trouble, as the end of a sentence about it: "died with exit code 137"
 */
record Deed(Kind kind, String id, String name, String because) {
    /** What is done. */
    enum Kind {
        START,
        RESTART,
        RECREATE
    }

    /** What came of it. */
    sealed interface Result {
        /** It was done, and this is there now: the same container, or a new one. */
        record Done(Seen now) implements Result {}

        /** There was no need any more: it is well, or runs, or somebody else is at it. */
        record NoNeed(Seen now) implements Result {}

        /** The container is not there any more. */
        record Gone() implements Result {}

        /** The engine said that it cannot; if another container stands in its place by now, that is it. */
        record Refused(String why, Optional<Seen> now) implements Result {}

        /** The engine did not answer; whether it was done is not known. */
        record Unanswered(String why) implements Result {}
    }
}
