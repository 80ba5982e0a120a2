package dev.respawn.engine;

/** Is told how a run goes, for people who wait for it. Called from several threads. */
public interface Narrator {
    /** One line about what happens now. */
    void tell(String line);
}
