package dev.respawn.catalogue;

import dev.respawn.yaml.Place;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One reading of one text: collects every mistake, and which names were given and used where. */
public final class Reading {
    private final List<Mistake> mistakes = new ArrayList<>();
    private final Map<Space, Map<String, Place>> given = new LinkedHashMap<>();
    private final List<Use> uses = new ArrayList<>();
    private final Set<Space> unclear = EnumSet.noneOf(Space.class);

    /** What kind of thing a name is for: services, probes and disruptions have names of their own. */
    public enum Space {
        SERVICE("service"),
        PROBE("probe"),
        DISRUPTION("disruption");

        private final String word;

        Space(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }
    }

    private record Use(Space space, String name, Place place) {}

    /** Notes a mistake and where it stands. */
    public void mistake(Place place, String message) {
        mistakes.add(new Mistake(place, Text.line(message)));
    }

    /**
     * Notes that names of this kind may be missing because what gives them could not be read. Uses of names that nobody
     * gave are then no mistakes of their own.
     */
    public void unclear(Space space) {
        unclear.add(space);
    }

    /** Notes that a name is given here; a second time is a mistake. */
    public void gives(Space space, String name, Place place) {
        Place first = given.computeIfAbsent(space, s -> new LinkedHashMap<>()).putIfAbsent(name, place);
        if (first != null) {
            mistake(
                    place,
                    "a second " + space.word() + " is named '" + Text.shown(name) + "'; the first is in line "
                            + first.line());
        }
    }

    /** Notes that a name is used here; whether it was given is known at the end. */
    public void uses(Space space, String name, Place place) {
        uses.add(new Use(space, name, place));
    }

    /** All mistakes, in the order of the file, those about names that nobody gave included. */
    public List<Mistake> mistakes() {
        List<Mistake> all = new ArrayList<>(mistakes);
        for (Use use : uses) {
            Map<String, Place> names = given.getOrDefault(use.space(), Map.of());
            if (!names.containsKey(use.name()) && !unclear.contains(use.space())) {
                all.add(new Mistake(
                        use.place(), Text.line(Names.unknown(use.space().word(), use.name(), names.keySet()))));
            }
        }
        return all.stream().distinct().sorted().toList();
    }
}
