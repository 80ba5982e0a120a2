package dev.respawn.reports.html;

import static dev.respawn.reports.html.Attributes.with;

import dev.respawn.model.Durations;
import dev.respawn.model.Target;
import dev.respawn.plan.Plan;
import dev.respawn.scenario.Scenario;
import java.util.LinkedHashMap;
import java.util.Map;

/** The scenario as it can be saved and run again, and the choices that the plan made. */
record PlanText(Plan plan) {
    void write(Html html) {
        html.element("h3", "scenario.yaml");
        html.in("pre", with("tabindex", "0").and("aria-label", "The scenario"), () -> html.document(scenario()));
        html.element("h3", "The plan");
        html.in(
                "pre",
                with("tabindex", "0").and("aria-label", "The plan"),
                () -> html.document(PlainYaml.text(choices())));
    }

    private String scenario() {
        try {
            return PlainYaml.text(Scenario.SHAPE.write(plan.scenario()));
        } catch (IllegalArgumentException e) {
            // A word that this class path does not list; the rest of the report is worth having all the same.
            return "# cannot be written here: " + e.getMessage();
        }
    }

    private Map<String, Object> choices() {
        Map<String, Object> moves = new LinkedHashMap<>();
        plan.moves()
                .forEach(move -> moves.put(
                        move.disruption().name(),
                        Map.of(
                                move.disruption().at().inWords(),
                                move.targets().stream().map(Target::toString).toList())));
        Map<String, Object> choices = new LinkedHashMap<>();
        choices.put("supervisor", plan.setting().supervisor());
        choices.put("host", plan.setting().host());
        choices.put("seed", plan.seed());
        choices.put("observe", Durations.exact(plan.observe()));
        choices.put("moves", moves);
        return choices;
    }
}
