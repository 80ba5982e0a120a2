package dev.respawn.contract;

/**
 * One promise and when it holds.
 *
 * @param source where the numbers come from, before the first run: a fact or a manual
 */
public record Rule(Cause cause, Given given, Promise promise, String source) {
    public Rule {
        if (source.isBlank()) {
            throw new IllegalArgumentException("a rule for '" + cause.name() + "' without a source");
        }
    }
}
