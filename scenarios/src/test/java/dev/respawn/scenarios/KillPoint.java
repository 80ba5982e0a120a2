package dev.respawn.scenarios;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Where a run is cut off, and by whose death.
 *
 * @param fault the swept fault's name
 * @param at {@code before STEP} or {@code after STEP}, of the run's own steps
 */
record KillPoint(String fault, String at, Pass pass) {
    /** Who is killed, and what happens before anybody takes the run back. */
    enum Pass {
        HARNESS("harness"),
        BOTH("harness and keeper"),
        KEEPER("keeper"),
        HARNESS_RESTARTED("harness; target restarted"),
        BOTH_RESTARTED("harness and keeper; target restarted"),
        ENGINE("engine"),
        ALL("harness, keeper and engine"),
        ENGINE_AGAIN("harness and engine; engine started again");

        private final String inWords;

        Pass(String inWords) {
            this.inWords = inWords;
        }

        String inWords() {
            return inWords;
        }

        /** Whether the run has an engine of its own, which goes with it. */
        boolean privately() {
            return this == ENGINE || this == ALL;
        }

        boolean restarted() {
            return this == HARNESS_RESTARTED || this == BOTH_RESTARTED;
        }

        /** What was there before the run is on no engine that is the run's own. */
        private boolean fits(SweptFault fault) {
            return !(fault.adopted() && privately());
        }
    }

    @Override
    public String toString() {
        return fault + ", " + pass.inWords + ", " + at;
    }

    /** All points that there are, of the steps that runs with these faults take. */
    static List<KillPoint> all(Map<String, List<String>> steps) {
        List<KillPoint> points = new ArrayList<>();
        steps.forEach((name, taken) -> {
            SweptFault fault = SweptFault.ALL.get(name);
            for (String step : taken) {
                for (Pass pass : Pass.values()) {
                    if (fault != null && pass.fits(fault)) {
                        points.add(new KillPoint(name, "before " + step, pass));
                        points.add(new KillPoint(name, "after " + step, pass));
                    }
                }
            }
        });
        return points;
    }

    /** So many of them, none twice, evenly over faults and passes; the same from the same seed. */
    static List<KillPoint> drawn(List<KillPoint> points, int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        // A fault's passes follow each other shifted, so that few points see all faults and all passes.
        List<String> faults = points.stream().map(KillPoint::fault).distinct().toList();
        Map<String, List<KillPoint>> heaps = new LinkedHashMap<>();
        for (int round = 0; round < Pass.values().length; round++) {
            for (int i = 0; i < faults.size(); i++) {
                String fault = faults.get(i);
                List<Pass> passes = points.stream()
                        .filter(point -> point.fault().equals(fault))
                        .map(KillPoint::pass)
                        .distinct()
                        .toList();
                heaps.putIfAbsent(fault + passes.get((i + round) % passes.size()), new ArrayList<>());
            }
        }
        points.forEach(point -> heaps.computeIfAbsent(point.fault() + point.pass(), key -> new ArrayList<>())
                .add(point));
        List<KillPoint> drawn = new ArrayList<>();
        while (drawn.size() < Math.min(count, points.size())) {
            for (List<KillPoint> heap : heaps.values()) {
                if (!heap.isEmpty() && drawn.size() < count) {
                    drawn.add(heap.remove(random.nextInt(heap.size())));
                }
            }
        }
        return drawn;
    }
}
