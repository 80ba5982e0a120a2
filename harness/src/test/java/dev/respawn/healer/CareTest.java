package dev.respawn.healer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CareTest {
    @Test
    void what_is_not_said_is_as_usual() {
        assertThat(Care.parse("")).isEqualTo(Care.USUAL);
        assertThat(Care.parse("first=200ms,give-up=3,on-unhealthy=restart").law())
                .isEqualTo(new Law(Duration.ofMillis(200), 2, Duration.ofMinutes(1), 0, Duration.ofSeconds(10), 3));
        assertThat(Care.parse("first=2m").law().cap()).isEqualTo(Duration.ofMinutes(2));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "frist=1s|the healer has no option 'frist'; these are: cap, factor, first, give-up, grace, in-doubt,"
                        + " jitter, on-death, on-refused, on-unhealthy, reset-after",
                "first|'first' is no option of the healer; wanted name=value, such as first=200ms; the names are: cap,"
                        + " factor, first, give-up, grace, in-doubt, jitter, on-death, on-refused, on-unhealthy,"
                        + " reset-after",
                "first=1s,first=2s|'first' is said twice to the healer; once is wanted",
                "first=1|'first': '1' is no duration; wanted a number with us, ms, s, m or h, such as 10ms or 2s",
                "first=10ms|'first' is 10ms; the shortest is 100ms, since a stop is told only after the death that it"
                        + " caused",
                "cap=500ms,first=1s|'cap' is 500ms, which is shorter than 'first' with 1s",
                "jitter=0.1|'jitter': '0.1' is no share; wanted one such as 10%",
                "jitter=200%|'jitter' is 2.0; wanted 0% to 100%",
                "factor=0|'factor' is 0; wanted 1 to 100",
                "give-up=-1|'give-up': '-1' is no number; wanted one of at most six digits",
                "reset-after=0s|'reset-after' is 0s, so that no trouble would ever be the second in a row",
                "on-death=leave|'on-death': 'leave' is none of: recreate, start",
                "grace=1500ms|'grace' is 1500ms; wanted whole seconds, as engines count them",
            })
    void what_is_not_understood_is_told_in_one_line(String text, String message) {
        assertThatThrownBy(() -> Care.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void each_option_is_told_with_what_it_is_usually() {
        assertThat(Care.options().keySet())
                .allSatisfy(name -> assertThat(Care.options().get(name)).endsWith(")"));
    }

    @Test
    void of_a_label_that_is_said_twice_any_value_will_do() {
        Whom whom = Whom.of(List.of("run=1", "service=web", "service=db", "any"));

        assertThat(whom.are(Map.of("run", "1", "service", "db", "any", "x"))).isTrue();
        assertThat(whom.are(Map.of("run", "1", "service", "other", "any", "x"))).isFalse();
        assertThat(whom.are(Map.of("run", "1", "service", "web"))).isFalse();
        assertThat(whom.question()).isEqualTo(Map.of("run", "1", "service", "", "any", ""));
        assertThat(whom).hasToString("any, run=1, service=db|web");
        assertThatThrownBy(() -> Whom.of(List.of("=x"))).hasMessage("'=x' is no label; wanted NAME=VALUE or NAME");
        assertThatThrownBy(() -> Whom.of(List.of()))
                .hasMessage("nobody is to be looked after; wanted --label NAME=VALUE, such as"
                        + " --label com.docker.compose.project=shop");
    }
}
