package dev.respawn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.respawn.fault.Fault;
import dev.respawn.host.Standpoint;
import dev.respawn.host.Standpoint.Sight;
import java.util.List;
import org.junit.jupiter.api.Test;

class FaultsHereTest {
    private static final List<String> PAST_THE_ENGINE =
            List.of("child-crash", "corrupt-file", "delete-file", "fill-disk", "freeze", "out-of-memory");
    private static final List<String> THROUGH_THE_ENGINE = List.of(
            "operator-kill",
            "operator-restart",
            "operator-stop",
            "operator-update",
            "pause",
            "recreate",
            "remove",
            "signal-inside",
            "start");

    private static List<FaultsHere.Row> rows(boolean root, Sight sight, boolean memoryLimits) {
        return FaultsHere.rows(Fault.examples(), new Standpoint(root, sight, memoryLimits)).stream()
                .filter(row -> !row.fault().startsWith("test-"))
                .toList();
    }

    private static List<String> names(List<FaultsHere.Row> rows, String standing) {
        return rows.stream()
                .filter(row -> row.standing().equals(standing))
                .map(FaultsHere.Row::fault)
                .toList();
    }

    @Test
    void root_beside_the_engine_can_inject_all_of_them() {
        assertThat(rows(true, Sight.SEEN, true))
                .hasSize(PAST_THE_ENGINE.size() + THROUGH_THE_ENGINE.size() + 2)
                .allMatch(row -> row.standing().equals("ok") && row.why().isEmpty());
    }

    @Test
    void who_is_not_root_is_told_what_cannot_be_injected_and_why() {
        List<FaultsHere.Row> rows = rows(false, Sight.SEEN, true);

        assertThat(names(rows, "missing")).isEqualTo(PAST_THE_ENGINE);
        assertThat(names(rows, "ok")).containsAll(THROUGH_THE_ENGINE);
        assertThat(rows)
                .contains(
                        new FaultsHere.Row(
                                "missing",
                                "corrupt-file",
                                "the container's processes can be reached only by root; run Respawn as root on the"
                                        + " engine's own host"),
                        new FaultsHere.Row(
                                "ok", "crash", "by a helper container that sees the processes of the engine's host"),
                        // A program inside fills the memory; only the main process takes root to be the one killed.
                        new FaultsHere.Row("ok", "out-of-memory (of: child)", ""));
    }

    @Test
    void on_an_engine_somewhere_else_root_does_not_help() {
        List<FaultsHere.Row> rows = rows(true, Sight.UNSEEN, true);

        assertThat(names(rows, "missing")).isEqualTo(PAST_THE_ENGINE);
        assertThat(rows)
                .contains(
                        new FaultsHere.Row(
                                "missing",
                                "freeze",
                                "the container's processes cannot be seen from here; run Respawn on the engine's own"
                                        + " host, as root"),
                        new FaultsHere.Row(
                                "ok", "crash", "by a helper container that sees the processes of the engine's host"));
    }

    @Test
    void where_only_a_try_would_tell_it_is_not_called_ok() {
        List<FaultsHere.Row> rows = rows(true, Sight.UNKNOWN, true);

        assertThat(names(rows, "unknown")).isEqualTo(PAST_THE_ENGINE);
        assertThat(rows(false, Sight.UNKNOWN, true)).isEqualTo(rows(false, Sight.SEEN, true));
    }

    @Test
    void a_kernel_without_memory_limits_lets_nobody_run_out_of_memory() {
        List<FaultsHere.Row> rows = rows(true, Sight.SEEN, false);

        assertThat(names(rows, "missing")).containsExactly("out-of-memory", "out-of-memory (of: child)");
        assertThat(rows)
                .contains(
                        new FaultsHere.Row(
                                "missing",
                                "out-of-memory",
                                "the container's processes have no memory limit: the kernel below the engine has none to give"));
    }
}
