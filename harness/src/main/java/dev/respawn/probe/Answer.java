package dev.respawn.probe;

/**
 * What the system answered.
 *
 * @param detail why it is bad, in a few words; mostly empty for a good one
 */
public record Answer(boolean good, String detail) {
    /** As wanted. */
    public static Answer ofGood() {
        return new Answer(true, "");
    }

    /** Not as wanted, and why. */
    public static Answer bad(String why) {
        return new Answer(false, why);
    }
}
