package dev.respawn.gameday;

/** Which harness this is. */
public final class Version {
    private Version() {}

    /** Its version, or "development" when it does not run from a jar. */
    public static String ofHarness() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
