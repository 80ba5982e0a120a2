package dev.respawn.reports.html;

import dev.respawn.journal.Entry;
import dev.respawn.journal.Event;
import dev.respawn.model.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Every death that the engine told of: its exit code, whether it was for memory, and what shows who did it. */
record Deaths(Course course, RunTime time, Links links) {
    private static final int MOST = 200;
    private static final Duration STOP_LONGEST = Duration.ofSeconds(15);

    void write(Html html) {
        Table table = Table.of(
                "Every death that the engine told of",
                "When",
                "Target",
                "Container",
                "Exit code",
                "For memory",
                "What shows who did it",
                "Entry");
        List<Entry> deaths = course.engine().stream()
                .filter(entry -> said(entry).said().is("die"))
                .toList();
        for (Entry entry : deaths.stream().limit(MOST).toList()) {
            Event.EngineSaid death = said(entry);
            table.row(
                    html2 -> time.write(html2, death.at()),
                    Table.Cell.of(death.target().map(Object::toString).orElse("none of ours")),
                    Table.Cell.code(shortId(death.said().id()) + pid(death)),
                    Table.Cell.of(death.said().exitCode().map(ExitCodes::text).orElse("not told")),
                    Table.Cell.of(memory(death)),
                    Table.Cell.of(who(death)),
                    html2 -> links.write(html2, entry.seq()));
        }
        if (table.isEmpty()) {
            html.element("p", "The engine told of no death.");
            return;
        }
        table.write(html);
        if (deaths.size() > MOST) {
            html.element(
                    "p",
                    Attributes.with("class", "aside"),
                    "The first " + MOST + " of " + deaths.size() + " deaths; the others are in the event log.");
        }
    }

    private static Event.EngineSaid said(Entry entry) {
        return (Event.EngineSaid) entry.event();
    }

    private static String shortId(String id) {
        return id.length() > 12 ? id.substring(0, 12) : id;
    }

    private Optional<TargetCourse> target(Event.EngineSaid death) {
        return course.targets().stream()
                .filter(target -> death.target().equals(Optional.of(target.target())))
                .findFirst();
    }

    private String pid(Event.EngineSaid death) {
        return target(death).stream()
                .flatMap(target -> target.lives().stream())
                .filter(life -> life.id().equals(death.said().id()) && life.to().equals(Optional.of(death.at())))
                .findFirst()
                .flatMap(Life::incarnation)
                .map(who -> " #" + who.pid())
                .orElse("");
    }

    private String memory(Event.EngineSaid death) {
        List<String> shown = new ArrayList<>();
        Instant lifeBegan = lastBefore(death, "start").map(Event.EngineSaid::at).orElse(course.began());
        if (lastBefore(death, "oom")
                .filter(oom -> !oom.at().isBefore(lifeBegan))
                .isPresent()) {
            shown.add("event");
        }
        target(death).stream()
                .flatMap(target -> target.seen().stream())
                .filter(answer -> answer.incarnation().id().equals(death.said().id())
                        && answer.at().isAfter(death.at()))
                .findFirst()
                .filter(answer -> answer.condition().oomKilled())
                .ifPresent(answer -> shown.add("flag"));
        return shown.isEmpty() ? "no sign of it" : "yes: " + String.join(" and ", shown);
    }

    private Optional<Event.EngineSaid> lastBefore(Event.EngineSaid death, String action) {
        return course.engine().stream()
                .map(Deaths::said)
                .filter(said -> said.said().id().equals(death.said().id())
                        && said.said().is(action))
                .filter(said -> !said.at().isAfter(death.at()))
                .reduce((one, other) -> other.at().isBefore(one.at()) ? one : other);
    }

    private String who(Event.EngineSaid death) {
        if (course.phases().stream().anyMatch(span -> span.phase() == Phase.REMOVE)
                && !death.at().isBefore(course.takenDown())) {
            return "the harness, taking the stack down";
        }
        Optional<String> fault = course.faults().stream()
                .filter(f -> death.target().equals(Optional.of(f.target()))
                        && f.arrived().isPresent())
                .filter(f -> course.arrival(f)
                        .filter(arrival -> between(f, death.at()))
                        .isPresent())
                .map(FaultCourse::disruption)
                .findFirst();
        Optional<Event.EngineSaid> asked = Stream.of("kill", "stop", "restart")
                .flatMap(action -> lastBefore(death, action).stream())
                .filter(said -> Duration.between(said.at(), death.at()).compareTo(STOP_LONGEST) < 0)
                .findFirst();
        String through = asked.map(said -> ", through the engine's API (" + EventWords.engine(said.said()) + ")")
                .orElse("");
        if (fault.isPresent()) {
            return "the fault '" + fault.get() + "': it died while that was injected" + through;
        }
        if (asked.isPresent()) {
            return "somebody" + through;
        }
        if (!memory(death).startsWith("no")) {
            return "the kernel, for want of memory";
        }
        return death.said().exitCode().filter(code -> code <= 128).isPresent()
                ? "the process itself"
                : "a signal; nothing shows whose";
    }

    private static boolean between(FaultCourse fault, Instant death) {
        Instant from = fault.intended().or(fault::injected).map(Entry::at).orElse(Instant.MAX);
        Instant to = fault.injected().map(Entry::at).orElse(Instant.MIN);
        return !death.isBefore(from) && !death.isAfter(to);
    }
}
