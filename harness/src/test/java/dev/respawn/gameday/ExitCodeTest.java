package dev.respawn.gameday;

import static org.assertj.core.api.Assertions.assertThat;

import dev.respawn.model.Ending;
import dev.respawn.model.Outcome;
import dev.respawn.verify.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ExitCodeTest {
    @Test
    void the_numbers_are_a_promise() {
        assertThat(Arrays.stream(ExitCode.values()).map(ExitCode::number))
                .containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 70, 130);
    }

    @Test
    void what_was_wanted_is_0_whatever_it_is() {
        for (Outcome outcome : Outcome.values()) {
            assertThat(of(outcome, Ending.COMPLETED, outcome)).isEqualTo(ExitCode.AS_WANTED);
        }
    }

    @Test
    void another_verdict_than_the_wanted_is_failed_or_unproven() {
        assertThat(of(Outcome.FAILED, Ending.COMPLETED, Outcome.PASSED)).isEqualTo(ExitCode.FAILED);
        assertThat(of(Outcome.UNPROVEN, Ending.COMPLETED, Outcome.PASSED)).isEqualTo(ExitCode.UNPROVEN);
        assertThat(of(Outcome.PASSED, Ending.COMPLETED, Outcome.FAILED)).isEqualTo(ExitCode.FAILED);
    }

    @Test
    void a_run_that_did_not_come_to_its_end_is_never_0() {
        assertThat(of(Outcome.UNPROVEN, Ending.ABORTED, Outcome.UNPROVEN)).isEqualTo(ExitCode.ABORTED);
        assertThat(of(Outcome.PASSED, Ending.BROKEN, Outcome.PASSED)).isEqualTo(ExitCode.BROKEN);
        assertThat(of(Outcome.UNPROVEN, Ending.NOT_BEGUN, Outcome.UNPROVEN)).isEqualTo(ExitCode.NO_GO);
    }

    @Test
    void residue_comes_before_all() {
        Verdict verdict = new Verdict(Outcome.PASSED, Ending.BROKEN, "", List.of(), List.of("container 1"));

        assertThat(ExitCode.of(verdict, Outcome.PASSED)).isEqualTo(ExitCode.RESIDUE);
    }

    @Test
    void of_several_runs_the_worst_is_told() {
        List<ExitCode> worstFirst = List.of(
                ExitCode.RESIDUE,
                ExitCode.BROKEN,
                ExitCode.FAILED,
                ExitCode.ABORTED,
                ExitCode.REFUSED,
                ExitCode.NO_GO,
                ExitCode.UNPROVEN,
                ExitCode.AS_WANTED);

        for (int i = 0; i < worstFirst.size(); i++) {
            List<ExitCode> rest = worstFirst.subList(i, worstFirst.size());
            assertThat(ExitCode.worst(rest)).isEqualTo(worstFirst.get(i));
        }
        assertThat(ExitCode.worst(List.of())).isEqualTo(ExitCode.AS_WANTED);
    }

    @Test
    void the_readme_tells_every_code_and_which_comes_first() throws IOException {
        String readme = Files.readString(Path.of("..", "README.md"));
        List<Integer> rows = numbers(readme, "(?m)^\\| (\\d+) \\| \\S");
        String order = readme.replaceFirst("(?s).*\\nWhere several apply: ([^\\n]*)\\.\\n.*", "$1");
        List<ExitCode> worstFirst = numbers(order, "(\\d+)").stream()
                .map(number -> Arrays.stream(ExitCode.values())
                        .filter(code -> code.number() == number)
                        .findFirst()
                        .orElseThrow())
                .toList();

        assertThat(rows)
                .containsExactlyElementsOf(
                        Arrays.stream(ExitCode.values()).map(ExitCode::number).toList());
        assertThat(worstFirst).hasSize(7);
        for (int i = 0; i < worstFirst.size(); i++) {
            List<ExitCode> rest = worstFirst.subList(i, worstFirst.size());
            assertThat(ExitCode.worst(rest)).isEqualTo(worstFirst.get(i));
        }
    }

    private static List<Integer> numbers(String text, String pattern) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(found -> Integer.valueOf(found.group(1)))
                .toList();
    }

    private static ExitCode of(Outcome outcome, Ending ending, Outcome wanted) {
        return ExitCode.of(new Verdict(outcome, ending, "", List.of(), List.of()), wanted);
    }
}
