package dev.respawn.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.respawn.model.Signal;
import org.junit.jupiter.api.Test;

class SignalMasksTest {
    private static String status(String pids, String ignored, String caught) {
        return "Name:\tsh\nNSpid:\t" + pids + "\nSigIgn:\t" + ignored + "\nSigCgt:\t" + caught + "\n";
    }

    private static boolean drops(String pids, String ignored, String caught, Signal signal) {
        return SignalMasks.parse(status(pids, ignored, caught)).orElseThrow().drops(signal);
    }

    @Test
    void the_first_process_of_a_namespace_gets_only_what_it_catches() {
        // 4000 is the bit of signal 15.
        assertThat(drops("812\t1", "0", "0", Signal.TERM)).isTrue();
        assertThat(drops("812\t1", "0", "4000", Signal.TERM)).isFalse();
        assertThat(drops("812\t1", "4000", "0", Signal.TERM)).isTrue();
        assertThat(drops("812\t1", "0", "0", Signal.KILL)).isFalse();
        assertThat(drops("812\t1", "0", "0", Signal.STOP)).isFalse();
        assertThat(drops("812\t1", "0", "0", Signal.CONT)).isFalse();
    }

    @Test
    void another_process_gets_what_it_does_not_ignore() {
        assertThat(drops("812\t11", "0", "0", Signal.TERM)).isFalse();
        assertThat(drops("812", "4000", "0", Signal.TERM)).isTrue();
        assertThat(drops("812", "0", "0", Signal.WINCH)).isTrue();
    }

    @Test
    void an_init_that_takes_signals_one_by_one_gets_them_without_a_handler() {
        // docker-init blocks them and waits; in its status the masks are empty while it does.
        String init = status("6190\t1", "300006", "0");

        assertThat(SignalMasks.parse(init).orElseThrow().drops(Signal.TERM)).isTrue();
        assertThat(SignalMasks.parse(init + SignalMasks.waiting("do_sigtimedwait.isra.0"))
                        .orElseThrow()
                        .drops(Signal.TERM))
                .isFalse();
        assertThat(SignalMasks.parse(init + SignalMasks.waiting("do_wait"))
                        .orElseThrow()
                        .drops(Signal.TERM))
                .isTrue();
    }

    @Test
    void a_status_without_masks_tells_nothing() {
        assertThat(SignalMasks.parse("Name:\tsh\n")).isEmpty();
        assertThat(SignalMasks.parse(status("1", "x", "0"))).isEmpty();
    }

    @Test
    void a_command_may_have_brackets_and_blanks_in_its_name() {
        assertThat(ProcessTable.parse(5, "5 (a) b (c) Z 1 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 777 1 2"))
                .hasValue(new ProcessTable.Row(5, "a) b (c", 'Z', 1, 777));
        assertThat(ProcessTable.parse(5, "nonsense")).isEmpty();
        assertThat(ProcessTable.startOf(ProcessHandle.current().pid()))
                .isEqualTo(ProcessTable.startOf(ProcessHandle.current().pid()))
                .isPresent();
    }
}
