package dev.respawn.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import dev.respawn.fault.Fault;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Wherever a run is cut off, and whoever is killed, nothing stays: forty points here, more by {@code ci/kill-sweep}. */
class KillSweepTest {
    private static final int POINTS = 40;
    private static final int AT_ONCE = 4;
    /** The limits hold on a quiet machine; what is tested here is that nothing is left. */
    private static final double PATIENCE = 6;

    @TempDir
    Path scratch;

    @Test
    void every_kind_of_fault_is_swept_over() {
        assertThat(KillSweep.names())
                .containsExactlyInAnyOrderElementsOf(Fault.catalogue().words().stream()
                        .map(word -> word.name())
                        .filter(name -> !name.startsWith("test-"))
                        .toList());
    }

    @Test
    void points_are_drawn_evenly_without_repetition_and_the_same_from_the_same_seed() {
        Map<String, List<String>> steps =
                KillSweep.names().stream().collect(Collectors.toMap(name -> name, name -> List.of("a", "b", "c")));
        List<KillSweep.Point> all = KillSweep.points(steps);
        assertThat(all).hasSize(KillSweep.names().size() * 3 * 2 * KillSweep.Pass.values().length);

        List<KillSweep.Point> drawn = KillSweep.drawn(all, POINTS, 1);
        assertThat(drawn).hasSize(POINTS).doesNotHaveDuplicates().isSubsetOf(all);
        assertThat(drawn).extracting(KillSweep.Point::fault).containsAll(KillSweep.names());
        assertThat(drawn).extracting(KillSweep.Point::pass).contains(KillSweep.Pass.values());
        assertThat(KillSweep.drawn(all, POINTS, 1)).isEqualTo(drawn);
        assertThat(KillSweep.drawn(all, POINTS, 2)).isNotEqualTo(drawn);
        assertThat(KillSweep.drawn(all, all.size() + 1, 1)).hasSameSizeAs(all);
    }

    @Tag("docker")
    @Test
    void nothing_is_left_wherever_a_run_is_cut_off() throws Exception {
        long from = System.nanoTime();
        try (KillSweep sweep = new KillSweep(scratch, PATIENCE)) {
            List<KillSweep.Point> all = KillSweep.points(sweep.enumerate(AT_ONCE));
            List<KillSweep.Outcome> outcomes = sweep.sweep(KillSweep.drawn(all, POINTS, 1), AT_ONCE, System.out);
            KillSweep.table(outcomes, all.size()).forEach(System.out::println);
            System.out.println("measured: a sweep over " + POINTS + " points: "
                    + (System.nanoTime() - from) / 1_000_000_000 + "s");

            List<String> wrong = new ArrayList<>(sweep.strays());
            outcomes.forEach(outcome -> outcome.wrong().forEach(what -> wrong.add(outcome.point() + ": " + what)));
            assertThat(wrong).isEmpty();
            assertThat(outcomes)
                    .filteredOn(KillSweep.Outcome::reached)
                    .as("points at which the run really was")
                    .hasSizeGreaterThan(POINTS / 2);
        }
    }
}
