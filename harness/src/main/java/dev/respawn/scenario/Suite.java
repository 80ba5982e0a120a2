package dev.respawn.scenario;

import dev.respawn.catalogue.Field;
import dev.respawn.catalogue.Kinds;
import dev.respawn.catalogue.Misfit;
import dev.respawn.catalogue.Shape;
import dev.respawn.model.Outcome;
import java.util.List;

/** Scenarios to be run together, each with the verdict that is wanted of it. */
public record Suite(String name, List<Row> rows) {
    private static final Field<Suite, String> NAME = Field.wanted("suite", "its name", Kinds.WORDS, Suite::name);
    private static final Field<Suite, List<Row>> ROWS =
            Field.wanted("rows", "what to run", Kinds.list(Row.SHAPE), Suite::rows);

    /** How a suite is read, written and described. */
    public static final Shape<Suite> SHAPE = Shape.of("a suite", v -> new Suite(v.get(NAME), v.get(ROWS)), NAME, ROWS);

    public Suite {
        rows = List.copyOf(rows);
        if (rows.isEmpty()) {
            throw Misfit.at("suite '" + name + "' has no rows, so it would prove nothing", "rows");
        }
    }

    /**
     * One scenario of a suite.
     *
     * @param scenario its file; a relative path begins where the suite's file is
     * @param on the supervisors; empty for those that the scenario names
     * @param wanted null scenarios want unproven or failed
     */
    public record Row(String scenario, List<String> on, Outcome wanted) {
        private static final Field<Row, String> SCENARIO = Field.wanted(
                "scenario", "its file; a relative path begins where the suite's file is", Kinds.WORDS, Row::scenario);
        private static final Field<Row, List<String>> ON = Field.orElse(
                "on",
                "the supervisors; left out, those that the scenario names",
                Kinds.list(SupervisorName.KIND),
                Row::on,
                List.of());
        private static final Field<Row, Outcome> WANTED = Field.orElse(
                "wanted", "the verdict that is wanted", Kinds.choice(Outcome.class), Row::wanted, Outcome.PASSED);

        /** How a row is read and written. */
        public static final Shape<Row> SHAPE =
                Shape.of("a row", v -> new Row(v.get(SCENARIO), v.get(ON), v.get(WANTED)), SCENARIO, ON, WANTED);

        public Row {
            on = List.copyOf(on);
        }
    }
}
