package dev.respawn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.respawn.gameday.ExitCode;
import dev.respawn.supervisor.Supervisor;
import dev.respawn.supervisor.Supervisors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContractsCommandTest {
    @TempDir
    Path directory;

    @Test
    void what_a_supervisor_promises_is_told_in_words() {
        Said said = Said.by("contracts", "show", "healer");

        assertThat(said.code()).isEqualTo(ExitCode.AS_WANTED);
        assertThat(said.out())
                .startsWith("healer promises, by the first rule that fits:\n")
                .contains(
                        "signal: comes back as the same container after 1s, then 2 times as long each time up to 1m, at"
                                + " most 1s late; a life of 10s counts anew  [its law]\n",
                        "paused: nothing is done  [");
    }

    @Test
    void options_of_the_healer_change_its_numbers() {
        Said said = Said.by("contracts", "show", "healer:first=200ms,factor=1,give-up=3,on-unhealthy=leave,jitter=50%");

        assertThat(said.out())
                .contains(
                        "signal, as long as it came back fewer than 3 times since it was started by hand: comes back as"
                                + " the same container after 200ms, at most 31s late; a life of 10s counts anew  [its"
                                + " law]\n",
                        "unhealthy: nothing is done  [",
                        "signal: nothing is done  [its law: given up after so many starts in a row]\n");
    }

    @Test
    void without_a_name_all_are_told() {
        Said said = Said.by("contracts", "show");

        assertThat(said.code()).isEqualTo(ExitCode.AS_WANTED);
        assertThat(Supervisors.all().stream().map(Supervisor.Listing::examples))
                .allSatisfy(examples -> assertThat(said.out()).contains(examples));
    }

    @Test
    void a_contract_of_one_s_own_is_told_with_what_it_leaves_open_and_says_in_vain() throws IOException {
        Path file = directory.resolve("mine.yaml");
        Files.writeString(file, """
                supervisor: mine
                rules:
                  - cause: signal
                    promise: { reacts: yes, as: new-container, delay: { first: 1s, slack: 500ms } }
                    source: manual
                  - cause: signal
                    given: { engine: ">=23.0" }
                    promise: { reacts: no }
                    source: manual
                """);

        Said said = Said.by("contracts", "check", file);

        assertThat(said.code()).isEqualTo(ExitCode.AS_WANTED);
        assertThat(said.out()).isEqualTo("""
                        mine promises, by the first rule that fits:
                          1  signal: comes back as a new container after 1s, at most 500ms late  [manual]
                          2  signal, on engines >=23.0: nothing is done  [manual]
                        note: rule 2 never holds: rule 1 holds whenever it would
                        note: nothing is said of exit-zero, exit-nonzero, oom, engine-api-stop, engine-api-restart, \
                        removed, unhealthy, paused, supervisor-stop, engine-killed, machine-lost; where that happens, \
                        keeps-contract is unproven
                        """);
    }

    @Test
    void each_mistake_in_a_contract_is_one_line_with_its_place() throws IOException {
        Path file = directory.resolve("mine.yaml");
        Files.writeString(file, """
                supervisor: mine
                rules:
                  - cause: sginal
                    promise: { reacts: yes }
                    source: manual
                """);

        Said said = Said.by("contracts", "check", file);

        assertThat(said.code()).isEqualTo(ExitCode.USAGE);
        assertThat(said.err().lines()).hasSize(1);
        assertThat(said.err()).startsWith(file + ":3:12: no cause is named 'sginal'");
    }

    @Test
    void a_healer_that_is_told_nothing_or_nonsense_says_what_is_wanted() {
        assertThat(Said.by("heal").err())
                .isEqualTo("nobody is to be looked after; wanted --label NAME=VALUE, such as"
                        + " --label com.docker.compose.project=shop\n");
        Said said = Said.by("heal", "--label", "app=shop", "--with", "frist=1s");
        assertThat(said.code()).isEqualTo(ExitCode.USAGE);
        assertThat(said.err()).startsWith("the healer has no option 'frist'; these are: cap, ");
        assertThat(Said.by("heal", "--options").out()).contains("give-up        after how many starts in a row");
    }

    @Test
    void a_comma_between_options_of_a_supervisor_is_its_own() {
        Options.How how = new Options.How();
        how.on = List.of("docker:always", "healer:first=200ms", "give-up=5", "docker:no");

        assertThat(how.on()).containsExactly("docker:always", "healer:first=200ms,give-up=5", "docker:no");
    }
}
