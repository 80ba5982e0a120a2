package dev.respawn.saboteurs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.respawn.expect.Finding;
import dev.respawn.model.Outcome;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DetectionTest {
    private static final Saboteur LATE = new Saboteur(
            "late",
            "is in time",
            "healer",
            "x.yaml",
            Sabotage.none("healer"),
            "keeps-contract",
            "came back after .*s",
            Set.of("recovers"));
    private static final Finding ROOT = Finding.failed("it keeps its contract", "web/1 came back after 9s", List.of());
    private static final Finding OTHER = Finding.unproven("it recovers", "nobody knows", List.of());

    private static Map<String, Finding> raised(Object... pairs) {
        Map<String, Finding> raised = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            raised.put((String) pairs[i], (Finding) pairs[i + 1]);
        }
        return raised;
    }

    private static List<String> wrong(Saboteur saboteur, Outcome outcome, Map<String, Finding> raised) {
        return new Detection(saboteur, outcome, raised).wrong();
    }

    @Test
    void one_that_is_found_out_by_what_it_declares_is_right() {
        assertThat(wrong(LATE, Outcome.FAILED, raised("keeps-contract", ROOT, "recovers", OTHER)))
                .isEmpty();
    }

    @Test
    void the_set_has_to_be_equal() {
        assertThat(wrong(LATE, Outcome.FAILED, raised("keeps-contract", ROOT)))
                .containsExactly("'recovers' was kept, and should not have been");
        assertThat(wrong(
                        LATE,
                        Outcome.FAILED,
                        raised("keeps-contract", ROOT, "recovers", OTHER, "everything was undone", OTHER)))
                .containsExactly("'everything was undone' should have been kept, and unproven: nobody knows");
        assertThat(wrong(LATE, Outcome.PASSED, raised()))
                .containsExactly(
                        "'keeps-contract' was kept, and should not have been",
                        "'recovers' was kept, and should not have been",
                        "the verdict is passed; wanted failed");
    }

    @Test
    void the_root_fails_for_its_own_reason() {
        assertThat(wrong(LATE, Outcome.FAILED, raised("keeps-contract", OTHER, "recovers", OTHER)))
                .containsExactly("'keeps-contract' did not fail: nobody knows");
        Finding another = Finding.failed("it keeps its contract", "web/1 did not come back", List.of());
        assertThat(wrong(LATE, Outcome.FAILED, raised("keeps-contract", another, "recovers", OTHER)))
                .containsExactly("'keeps-contract' failed for another reason: web/1 did not come back; wanted one like"
                        + " came back after .*s");
    }

    @Test
    void an_honest_one_that_is_blamed_is_a_false_alarm() {
        Saboteur honest = Saboteur.honest("healer", "x.yaml");

        assertThat(wrong(honest, Outcome.PASSED, raised())).isEmpty();
        assertThat(wrong(honest, Outcome.UNPROVEN, raised("recovers", OTHER)))
                .containsExactly(
                        "'recovers' should have been kept, and unproven: nobody knows",
                        "the verdict is unproven; wanted passed");
    }

    @Test
    void what_nothing_found_stands_out_in_the_table() {
        assertThat(DetectionTable.markdown(Map.of(LATE, Set.of("recovers")))).endsWith("""
                        | `late` | `healer` | is in time | **nothing** | `recovers` |
                        """);
        assertThat(DetectionTable.markdown(Map.of(LATE, List.of("recovers", "keeps-contract"))))
                .endsWith("| is in time | `keeps-contract` | `recovers` |\n");
    }
}
