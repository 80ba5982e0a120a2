package dev.respawn.scenario;

/** What a scenario is for. */
public enum Form {
    /** Asserts definite values, and says on which supervisors they hold. */
    STORY,
    /** Carries the contract and measures, no limits of its own; runs on every supervisor. */
    CORPUS
}
