package dev.respawn.plan;

/**
 * On what a scenario is run.
 *
 * @param supervisor as it is written: docker:always
 * @param host as it is written: private:live-restore=true
 */
public record Setting(String supervisor, String host) {}
