package dev.respawn.reports.html;

import dev.respawn.contract.Contract;
import dev.respawn.contract.DelayLaw;
import dev.respawn.contract.Given;
import dev.respawn.contract.Promise;
import dev.respawn.contract.Rule;
import dev.respawn.model.Durations;
import dev.respawn.plan.Plan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The contracts that the run was judged by, as they stood before it. */
record Promises(Plan plan) {
    void write(Html html) {
        if (plan.contracts().isEmpty()) {
            html.element("p", "The plan names no contract.");
            return;
        }
        Map<Contract, List<String>> services = new LinkedHashMap<>();
        plan.contracts()
                .forEach((service, contract) -> services.computeIfAbsent(contract, c -> new ArrayList<>())
                        .add(service.value()));
        services.forEach((contract, names) -> {
            Table table = Table.of(
                    contract.supervisor() + " promises for " + String.join(", ", names)
                            + ": the first rule that fits holds",
                    "",
                    "When",
                    "Given",
                    "Promise",
                    "Source");
            int number = 0;
            for (Rule rule : contract.rules()) {
                number++;
                String position = Integer.toString(number);
                table.row(
                        Table.Cell.of(position),
                        html2 -> {
                            html2.element("code", rule.cause().name());
                            html2.element(
                                    "div",
                                    Attributes.with("class", "quiet"),
                                    rule.cause().summary());
                        },
                        Table.Cell.of(given(rule.given())),
                        Table.Cell.of(promise(rule.promise())),
                        Table.Cell.of(rule.source()));
            }
            table.write(html);
        });
    }

    static String given(Given given) {
        List<String> words = new ArrayList<>();
        given.engine().ifPresent(range -> words.add("engine " + range));
        given.state().ifPresent(state -> words.add("it was " + word(state.name())));
        given.liveRestore().ifPresent(live -> words.add("live-restore " + (live ? "on" : "off")));
        given.restartsBelow().ifPresent(n -> words.add("fewer than " + n + " restarts so far"));
        return words.isEmpty() ? "always" : String.join(", ", words);
    }

    static String promise(Promise promise) {
        return switch (promise.reacts()) {
            case NO -> "stays down";
            case UNSPECIFIED -> "nothing is promised";
            case YES ->
                promise.as()
                                .map(as -> "comes back as "
                                        + (as == Promise.As.SAME_CONTAINER ? "the same container" : "a new container"))
                                .orElse("comes back")
                        + promise.delay().map(Promises::delay).orElse("");
        };
    }

    private static String delay(DelayLaw law) {
        String waits = law.factor() == 1
                ? " after " + Durations.text(law.first())
                : IntStream.rangeClosed(1, 4)
                        .mapToObj(n -> Durations.text(law.nominal(n)))
                        .collect(Collectors.joining(", ", " after ", " … at most " + Durations.text(law.cap())));
        return waits + " (up to " + Durations.text(law.early()) + " early, " + Durations.text(law.slack())
                + " late); the first wait again after a life of " + Durations.text(law.resetAfter());
    }

    private static String word(String name) {
        return name.toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
