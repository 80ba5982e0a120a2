package dev.respawn.plan;

import dev.respawn.model.Secrets;
import dev.respawn.scenario.Disruption;
import dev.respawn.scenario.Scenario;
import dev.respawn.scenario.Watch;
import dev.respawn.supervisor.Service;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A plan as it may be seen by anybody: without the values of environment variables that hold secrets, wherever they stand.
 * Journal and plan are masked alike, so a verdict from them is the one from what was hidden.
 *
 * <p>A value that is also a name of the scenario (a service "postgres" with the password "postgres"), a word of the engine's
 * or part of something that would mean nothing without it is no secret outside of the environment: what is judged
 * depends on it.
 *
 * @param secrets what is hidden, so that it is hidden in the journal as well
 */
public record Masked(Plan plan, Secrets secrets) {
    /** What the engine says that is judged as it stands. */
    private static final List<String> WORDS = List.of(
            "created",
            "running",
            "restarting",
            "paused",
            "exited",
            "removing",
            "healthy",
            "unhealthy",
            "starting",
            "health_status",
            "destroy",
            "unpause",
            "restart",
            "exec_create",
            "exec_start",
            "exec_die",
            "update",
            "rename",
            "attach",
            "always",
            "unless-stopped",
            "on-failure");

    /** This plan, masked. */
    public static Masked of(Plan plan) {
        Scenario shown = plan.scenario().masked();
        Plan environment = shown.equals(plan.scenario())
                ? plan
                : PlanFile.changed(plan, shown).orElse(plan);
        List<Object> names = names(environment);
        Secrets hidden = plan.scenario().secrets().only(value -> {
            if (WORDS.stream().anyMatch(word -> word.contains(value))) {
                return false;
            }
            Optional<Plan> without = PlanFile.mapped(environment, string -> string.replace(value, Secrets.MASK));
            return without.filter(it -> names(it).equals(names)).isPresent();
        });
        return new Masked(
                hidden.none()
                        ? environment
                        : PlanFile.mapped(environment, hidden::mask).orElse(environment),
                hidden);
    }

    /** By these the entries of a journal are matched. */
    private static List<Object> names(Plan plan) {
        List<Object> names = new ArrayList<>();
        for (Service service : plan.scenario().services()) {
            names.add(service.name());
            names.add(service.replicas());
            names.add(service.image());
        }
        plan.scenario().watch().stream().map(Watch::name).forEach(names::add);
        plan.scenario().disrupt().stream().map(Disruption::name).forEach(names::add);
        plan.moves().forEach(move -> names.add(move.disruption().name() + " " + move.targets()));
        return names;
    }
}
