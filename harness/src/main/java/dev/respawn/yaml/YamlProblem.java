package dev.respawn.yaml;

/** Text that is no YAML we read, and where. */
public final class YamlProblem extends Exception {
    private final Place place;

    public YamlProblem(Place place, String message) {
        super(message);
        this.place = place;
    }

    public Place place() {
        return place;
    }
}
