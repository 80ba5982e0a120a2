package dev.respawn.expect;

import dev.respawn.catalogue.Field;
import dev.respawn.catalogue.Kind;
import dev.respawn.catalogue.Kinds;
import dev.respawn.catalogue.Shape;
import dev.respawn.model.EngineEvent;
import dev.respawn.model.Signal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Events in the order in which they have to come, with what may vary from run to run and from version to version. */
record EventPattern(List<EventPattern.Group> groups) {
    /** What makes and ends lives; of these each one counts, named or not. */
    static final Set<String> LIFECYCLE = Set.of(
            "create", "start", "die", "kill", "stop", "restart", "pause", "unpause", "oom", "destroy", "update",
            "rename");

    /** One of those. */
    static final Kind<String> LIFECYCLE_KIND = Kinds.scalar(
            "one of " + String.join(", ", new TreeSet<>(LIFECYCLE)),
            Map.of("enum", List.copyOf(new TreeSet<>(LIFECYCLE))),
            word -> word,
            word -> word);

    EventPattern {
        groups = List.copyOf(groups);
        if (groups.isEmpty()) {
            throw new IllegalArgumentException("no event is named; wanted at least one, such as start");
        }
    }

    /**
     * One event.
     *
     * @param action the engine's word: start, die, health_status
     * @param detail what has to stand in it: the exit code of die and exec_die, the number of kill, the word of health_status,
     *     how the command of exec_create and exec_start begins; empty for anything
     * @param maybe whether it may be missing
     */
    public record Step(String action, Optional<String> detail, boolean maybe) {
        private static final Pattern TEXT = Pattern.compile("([a-z][a-z_-]*)(?:\\((.+)\\))?(\\?)?");
        private static final Set<String> CODED = Set.of("die", "exec_die");
        private static final Set<String> WORDED = Set.of("health_status", "exec_create", "exec_start");

        static final Kind<Step> KIND = Kinds.scalar(
                "an event such as start, die(137), kill(TERM), health_status(healthy) or oom?",
                Map.of("type", "string", "pattern", "^(?:" + TEXT.pattern() + ")$"),
                Step::parse,
                Step::toString);

        public Step {
            if (detail.isPresent()) {
                String text = detail.get();
                if (CODED.contains(action) && !text.matches("[0-9]{1,3}")) {
                    throw new IllegalArgumentException("'" + action + "(" + text
                            + ")' names no exit code; wanted a number, such as " + action + "(137)");
                }
                if (action.equals("kill")) {
                    detail = Optional.of(String.valueOf(signal(text)));
                } else if (!CODED.contains(action) && !WORDED.contains(action)) {
                    throw new IllegalArgumentException("'" + action + "' has nothing to stand in brackets; these have: "
                            + "die, exec_create, exec_die, exec_start, health_status, kill");
                }
            }
        }

        private static int signal(String text) {
            return text.matches("[0-9]{1,3}")
                    ? Integer.parseInt(text)
                    : Signal.parse(text).number();
        }

        /** Reads {@code die(137)?}. */
        static Step parse(String text) {
            Matcher matcher = TEXT.matcher(text);
            if (!matcher.matches()) {
                throw new IllegalArgumentException(
                        "'" + text + "' is no event; wanted one such as start, die(137), kill(TERM) or oom?");
            }
            return new Step(matcher.group(1), Optional.ofNullable(matcher.group(2)), matcher.group(3) != null);
        }

        boolean fits(EngineEvent event) {
            return event.is(action)
                    && detail.map(wanted -> WORDED.contains(action)
                                    ? action.equals("health_status")
                                            ? detailOf(event).equals(wanted)
                                            : detailOf(event).startsWith(wanted)
                                    : detailOf(event).equals(wanted))
                            .orElse(true);
        }

        @Override
        public String toString() {
            return action + detail.map(text -> "(" + text + ")").orElse("") + (maybe ? "?" : "");
        }
    }

    /**
     * Events of which each comes once, in any order.
     *
     * @param steps one, or several of which nobody can say which comes first
     */
    public record Group(List<Step> steps) {
        private static final int STEPS = 16;
        private static final Field<Group, List<Step>> ANY_ORDER =
                Field.wanted("any-order", "these, whichever comes first", Kinds.list(Step.KIND), Group::steps);
        private static final Shape<Group> SEVERAL =
                Shape.of("a group of events", v -> new Group(v.get(ANY_ORDER)), ANY_ORDER);

        /** One event as text, several under {@code any-order}. */
        static final Kind<Group> KIND = Kinds.textOrKeys(
                Kinds.scalar(
                        Step.KIND.wanted(),
                        Step.KIND.schema(),
                        text -> of(Step.parse(text)),
                        group -> group.steps.get(0).toString()),
                SEVERAL,
                group -> group.steps.size() == 1);

        public Group {
            steps = List.copyOf(steps);
            if (steps.isEmpty() || steps.size() > STEPS) {
                throw new IllegalArgumentException(steps.size() + " events in any order; wanted 1 to " + STEPS);
            }
        }

        static Group of(Step step) {
            return new Group(List.of(step));
        }

        private int all() {
            return (1 << steps.size()) - 1;
        }

        @Override
        public String toString() {
            return steps.size() == 1
                    ? steps.get(0).toString()
                    : steps.stream().map(Step::toString).collect(Collectors.joining(", ", "{", "}"));
        }
    }

    /** Where what came first differs from what was wanted. */
    record Mismatch(int index, String wanted) {}

    /** A place in the pattern: a group, and which of its steps are still to come, as bits. */
    private record Place(int group, int open) {}

    /** The words that count: what makes and ends lives unless it is ignored, and whatever the pattern names. */
    Set<String> counted(Set<String> ignored) {
        Set<String> counted = new LinkedHashSet<>(LIFECYCLE);
        counted.removeAll(ignored);
        groups.forEach(group -> group.steps().forEach(step -> counted.add(step.action())));
        return counted;
    }

    /** Where these events first differ from the pattern; empty if they are as it says. */
    Optional<Mismatch> mismatch(List<EngineEvent> events) {
        Set<Place> places = reach(Set.of(new Place(0, groups.get(0).all())));
        for (int i = 0; i < events.size(); i++) {
            EngineEvent event = events.get(i);
            Set<Place> next = new LinkedHashSet<>();
            for (Place place : places) {
                for (int bit : open(place)) {
                    if (groups.get(place.group()).steps().get(bit).fits(event)) {
                        next.add(new Place(place.group(), place.open() & ~(1 << bit)));
                    }
                }
            }
            if (next.isEmpty()) {
                return Optional.of(new Mismatch(i, wanted(places)));
            }
            places = reach(next);
        }
        return places.contains(new Place(groups.size(), 0))
                ? Optional.empty()
                : Optional.of(new Mismatch(events.size(), wanted(places)));
    }

    /** These places and those behind them that are reached without any event. */
    private Set<Place> reach(Set<Place> from) {
        Set<Place> all = new LinkedHashSet<>();
        List<Place> open = new ArrayList<>(from);
        while (!open.isEmpty()) {
            Place place = open.remove(open.size() - 1);
            if (all.add(place)
                    && place.group() < groups.size()
                    && open(place).stream()
                            .allMatch(bit ->
                                    groups.get(place.group()).steps().get(bit).maybe())) {
                int next = place.group() + 1;
                open.add(new Place(next, next < groups.size() ? groups.get(next).all() : 0));
            }
        }
        return all;
    }

    private static List<Integer> open(Place place) {
        List<Integer> bits = new ArrayList<>();
        for (int bit = 0; bit < Integer.SIZE - 1; bit++) {
            if ((place.open() & (1 << bit)) != 0) {
                bits.add(bit);
            }
        }
        return bits;
    }

    private String wanted(Set<Place> places) {
        Set<String> steps = new LinkedHashSet<>();
        places.stream()
                .sorted((a, b) -> Integer.compare(a.group(), b.group()))
                .forEach(place -> open(place)
                        .forEach(bit -> steps.add(
                                groups.get(place.group()).steps().get(bit).toString())));
        if (places.contains(new Place(groups.size(), 0))) {
            steps.add("nothing more");
        }
        return String.join(" or ", steps);
    }

    /** An event as a pattern would name it: die(137). */
    static String inWords(EngineEvent event) {
        String action = action(event);
        return action
                + Optional.of(detailOf(event))
                        .filter(text -> !text.isEmpty())
                        .map(text -> "(" + text + ")")
                        .orElse("");
    }

    static String action(EngineEvent event) {
        int colon = event.action().indexOf(':');
        return colon < 0 ? event.action() : event.action().substring(0, colon);
    }

    private static String detailOf(EngineEvent event) {
        int colon = event.action().indexOf(':');
        return switch (action(event)) {
            case "die", "exec_die" -> event.exitCode().map(String::valueOf).orElse("");
            case "kill" -> Sign.signal(event).map(String::valueOf).orElse("");
            default -> colon < 0 ? "" : event.action().substring(colon + 1).strip();
        };
    }
}
