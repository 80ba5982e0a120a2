package dev.respawn.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import dev.respawn.fault.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** Wherever a run is cut off, and whoever is killed, nothing stays: forty points here, more by {@code ci/kill-sweep}. */
@Isolated(
        "it starts three Java machines at a time, for minutes, and stories beside it would be judged by their slowness")
class KillSweepTest {
    private static final int POINTS = 40;
    private static final int AT_ONCE = 4;
    /** The limits hold on a quiet machine, where ci/kill-sweep measures them; what is tested here is that nothing is left. */
    private static final double PATIENCE = 8;

    @TempDir
    static Path scratch;

    private static @Nullable KillSweep shared;

    private static synchronized KillSweep sweep() throws Exception {
        KillSweep sweep = shared;
        if (sweep == null) {
            sweep = new KillSweep(scratch, PATIENCE);
            shared = sweep;
        }
        return sweep;
    }

    @AfterAll
    static void remove() {
        KillSweep sweep = shared;
        if (sweep != null) {
            sweep.close();
        }
    }

    @Test
    void every_kind_of_fault_is_swept_over() {
        assertThat(SweptFault.ALL.values())
                .extracting(SweptFault::fault)
                .containsOnlyOnceElementsOf(List.of("recreate", "start"))
                .containsAll(Fault.catalogue().words().stream()
                        .map(word -> word.name())
                        .filter(name -> !name.startsWith("test-"))
                        .toList());
        // What lasts, or changes a target that stays, is swept over on targets that stay.
        assertThat(SweptFault.ALL.values())
                .filteredOn(SweptFault::adopted)
                .extracting(SweptFault::fault)
                .contains("pause", "freeze", "delete-file", "corrupt-file", "fill-disk", "operator-update");
    }

    @Test
    void points_are_drawn_evenly_without_repetition_and_the_same_from_the_same_seed() {
        Map<String, List<String>> steps = SweptFault.ALL.keySet().stream()
                .collect(Collectors.toMap(name -> name, name -> List.of("a", "b", "c"), (a, b) -> a, TreeMap::new));
        int adopted = (int)
                SweptFault.ALL.values().stream().filter(SweptFault::adopted).count();
        List<KillPoint> all = KillPoint.all(steps);
        assertThat(all).hasSize(SweptFault.ALL.size() * 3 * 2 * KillPoint.Pass.values().length - adopted * 3 * 2 * 2);

        List<KillPoint> drawn = KillPoint.drawn(all, POINTS, 1);
        assertThat(drawn).hasSize(POINTS).doesNotHaveDuplicates().isSubsetOf(all);
        assertThat(drawn).extracting(KillPoint::fault).containsAll(SweptFault.ALL.keySet());
        assertThat(drawn).extracting(KillPoint::pass).contains(KillPoint.Pass.values());
        assertThat(KillPoint.drawn(all, POINTS, 1)).isEqualTo(drawn);
        assertThat(KillPoint.drawn(all, POINTS, 2)).isNotEqualTo(drawn);
        assertThat(KillPoint.drawn(all, all.size() + 1, 1)).hasSameSizeAs(all);
    }

    @Tag("docker")
    @Test
    void nothing_is_left_wherever_a_run_is_cut_off() throws Exception {
        long from = System.nanoTime();
        KillSweep sweep = sweep();
        List<KillPoint> all = KillPoint.all(sweep.enumerate(name -> true, AT_ONCE));
        List<KillSweep.Outcome> outcomes = sweep.sweep(KillPoint.drawn(all, POINTS, 1), AT_ONCE, System.out);
        KillSweep.table(outcomes, all.size()).forEach(System.out::println);
        System.out.println(
                "measured: a sweep over " + POINTS + " points: " + (System.nanoTime() - from) / 1_000_000_000 + "s");

        List<String> wrong = new ArrayList<>(sweep.strays());
        outcomes.forEach(outcome -> outcome.wrong().forEach(what -> wrong.add(outcome.point() + ": " + what)));
        assertThat(wrong).isEmpty();
        assertThat(outcomes)
                .filteredOn(KillSweep.Outcome::reached)
                .as("points at which the run really was")
                .hasSizeGreaterThan(POINTS * 3 / 4);
    }

    /** What is to be found when a way back is lost, in words. */
    private static final Map<String, String> PLANTED = Map.of(
            "freeze (adopted)", "container 'shop-\\d+' is: stopped: \\[\\d+ sh .*",
            "corrupt-file (adopted)", "container 'shop-\\d+' is: /etc/sweep \\{.*",
            "operator-update (adopted)", "container 'shop-\\d+' is: policy on-failure:3",
            "crash", "container [0-9a-f]{64}");

    private static final Map<String, String> PLANTED_MORE = Map.of(
            "pause (adopted)", "container 'shop-\\d+' is: it is paused",
            "delete-file (adopted)", "container 'shop-\\d+' is: /etc/sweep is not there",
            "fill-disk (adopted)", "container 'shop-\\d+' is: in /data: \\[.*ballast.*");

    @Tag("docker")
    @Test
    void a_way_back_that_is_left_out_is_found() throws Exception {
        found(PLANTED);
    }

    @Tag("nightly")
    @Test
    void so_is_that_of_the_other_faults_that_last() throws Exception {
        found(PLANTED_MORE);
    }

    private static void found(Map<String, String> planted) throws Exception {
        KillSweep sweep = sweep();
        List<Callable<KillSweep.Outcome>> tasks = planted.keySet().stream()
                .sorted()
                .<Callable<KillSweep.Outcome>>map(fault -> () -> sweep.tried(
                        new KillPoint(fault, "after injected hit on web/1#1", KillPoint.Pass.BOTH),
                        KillSweepTest::forgetAll))
                .toList();

        for (KillSweep.Outcome outcome : KillSweep.all(tasks, AT_ONCE)) {
            assertThat(outcome.reached()).as(outcome.toString()).isTrue();
            String wanted = String.valueOf(planted.get(outcome.point().fault()));
            assertThat(outcome.wrong()).as(outcome.toString()).anyMatch(line -> line.matches("(?s)" + wanted));
        }
        sweep.removeOfRuns();
    }

    /** As if nothing had been written down: the ways back are something else, and what was deployed is nobody's. */
    private static void forgetAll(KillSweep.Place place, SweptFault fault) throws IOException {
        Path run = place.run().orElseThrow();
        Path journal = run.resolve("journal.jsonl");
        Files.writeString(
                journal,
                Files.readString(journal)
                        .replaceAll(
                                "\"event\":\\{\"kind\":\"way-back-kept\".*\\}\\}\n",
                                "\"event\":{\"kind\":\"noted\",\"text\":\"nothing\"}}\n"));
        if (!fault.adopted()) {
            Files.delete(place.root().resolve("leases").resolve(String.valueOf(run.getFileName())));
        }
    }
}
