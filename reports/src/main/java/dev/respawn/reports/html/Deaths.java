package dev.respawn.reports.html;

import dev.respawn.journal.Entry;
import dev.respawn.journal.Event;
import dev.respawn.model.EngineEvent;
import dev.respawn.model.Incarnation;
import dev.respawn.model.Phase;
import dev.respawn.model.Signal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Every death that the engine told of: its exit code, whether it was for memory, and what shows who did it. */
record Deaths(Course course, RunTime time, Links links) {
    private static final int MOST = 200;
    private static final Duration STOP_LONGEST = Duration.ofSeconds(15);
    // The kernel's log is read on another clock.
    private static final Duration KERNEL_IS_EARLY = Duration.ofSeconds(1);
    // Codes up to here are a process's own (ground truth 1, 2).
    private static final int FROM_SIGNALS = 128;
    // A process that handles these mostly ends, with a code of its own; KILL nobody handles.
    private static final Set<Signal> ASK_TO_END = Set.of(Signal.TERM, Signal.INT, Signal.QUIT);

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
                    Table.Cell.of(memory(death).text()),
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

    private Optional<Life> life(Event.EngineSaid death) {
        return target(death).stream()
                .flatMap(target -> target.lives().stream())
                .filter(life -> life.id().equals(death.said().id()) && life.to().equals(Optional.of(death.at())))
                .findFirst();
    }

    private String pid(Event.EngineSaid death) {
        return life(death)
                .flatMap(Life::incarnation)
                .map(who -> " #" + who.pid())
                .orElse("");
    }

    private Optional<Long> process(Event.EngineSaid death) {
        return life(death).flatMap(Life::incarnation).map(Incarnation::pid).filter(pid -> pid > 0);
    }

    /**
     * What shows that the kernel killed for want of memory in the life that ended so.
     *
     * @param shown by whom
     * @param main whether it may have been the main process
     */
    private record Memory(List<String> shown, boolean main) {
        String text() {
            return shown.isEmpty()
                    ? "no sign of it"
                    : (main ? "yes: " : "no, another process was: ") + String.join(" and ", shown);
        }
    }

    private Memory memory(Event.EngineSaid death) {
        List<String> shown = new ArrayList<>();
        Instant lifeBegan = lifeBegan(death);
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
        List<Event.KernelKilled> kills = course.all(Event.KernelKilled.class)
                .filter(kill -> kill.container().equals(death.said().id()))
                .filter(kill -> !kill.at().isBefore(lifeBegan.minus(KERNEL_IS_EARLY))
                        && nextStart(death).filter(kill.at()::isAfter).isEmpty())
                .toList();
        kills.stream().map(Event.KernelKilled::source).distinct().forEach(shown::add);
        Optional<Long> main = process(death);
        boolean named = kills.stream().anyMatch(kill -> main.equals(Optional.of(kill.pid())));
        // Event, flag and counter speak of some process of the container (ground truth 53); the kernel's log names it.
        boolean others =
                !named && !kills.isEmpty() && main.isPresent() && kills.stream().allMatch(kill -> kill.pid() > 0);
        boolean killed = death.said()
                .exitCode()
                .filter(code -> code != Signal.KILL.exitCode())
                .isEmpty();
        return new Memory(shown, killed && !others);
    }

    private Instant lifeBegan(Event.EngineSaid death) {
        return lastBefore(death, "start").map(Event.EngineSaid::at).orElse(course.began());
    }

    private Optional<Instant> nextStart(Event.EngineSaid death) {
        return said(death, "start")
                .map(Event.EngineSaid::at)
                .filter(at -> at.isAfter(death.at()))
                .min(Comparator.naturalOrder());
    }

    private Stream<Event.EngineSaid> said(Event.EngineSaid death, String action) {
        return course.engine().stream()
                .map(Deaths::said)
                .filter(said -> said.said().id().equals(death.said().id())
                        && said.said().is(action));
    }

    private Optional<Event.EngineSaid> lastBefore(Event.EngineSaid death, String action) {
        return said(death, action)
                .filter(said -> !said.at().isAfter(death.at()))
                .reduce((one, other) -> other.at().isBefore(one.at()) ? one : other);
    }

    /** The last signal through the engine's API in this life, not before that time, that this death can be of. */
    private Optional<Event.EngineSaid> asked(Event.EngineSaid death, Instant from) {
        Instant lifeBegan = lifeBegan(death);
        return said(death, "kill")
                .filter(kill -> !kill.at().isBefore(from)
                        && !kill.at().isBefore(lifeBegan)
                        && !kill.at().isAfter(death.at()))
                .filter(kill -> canEndIn(kill.said(), death.said().exitCode()))
                .reduce((one, other) -> other.at().isBefore(one.at()) ? one : other);
    }

    /** Whether a process can end with that code for that signal: of it, or by its own handler for it. */
    private static boolean canEndIn(EngineEvent kill, Optional<Integer> code) {
        Optional<Signal> signal = EventWords.signal(kill);
        if (signal.isEmpty() || code.isEmpty()) {
            return true;
        }
        return code.get() > FROM_SIGNALS ? code.get() == signal.get().exitCode() : ASK_TO_END.contains(signal.get());
    }

    private String who(Event.EngineSaid death) {
        if (course.phases().stream().anyMatch(span -> span.phase() == Phase.REMOVE)
                && !death.at().isBefore(course.takenDown())) {
            return "the harness, taking the stack down";
        }
        Optional<FaultCourse> fault = course.faults().stream()
                .filter(f -> death.target().equals(Optional.of(f.target()))
                        && f.arrived().isPresent())
                .filter(f -> course.arrival(f)
                        .filter(arrival -> between(f, death.at()))
                        .isPresent())
                .findFirst();
        if (fault.isPresent()) {
            // What was asked of the engine before the fault began was somebody else's doing.
            return "the fault '" + fault.get().disruption() + "': it died while that was injected"
                    + through(asked(death, from(fault.get())));
        }
        Optional<Event.EngineSaid> asked = asked(death, death.at().minus(STOP_LONGEST));
        if (asked.isPresent()) {
            return "somebody" + through(asked);
        }
        Memory memory = memory(death);
        if (memory.main() && !memory.shown().isEmpty()) {
            return "the kernel, for want of memory";
        }
        return death.said().exitCode().filter(code -> code <= FROM_SIGNALS).isPresent()
                ? "the process itself"
                : "a signal; nothing shows whose";
    }

    private static String through(Optional<Event.EngineSaid> asked) {
        return asked.map(said -> ", through the engine's API (" + EventWords.engine(said.said()) + ")")
                .orElse("");
    }

    private static Instant from(FaultCourse fault) {
        return fault.intended().or(fault::injected).map(Entry::at).orElse(Instant.MAX);
    }

    private static boolean between(FaultCourse fault, Instant death) {
        Instant to = fault.injected().map(Entry::at).orElse(Instant.MIN);
        return !death.isBefore(from(fault)) && !death.isAfter(to);
    }
}
