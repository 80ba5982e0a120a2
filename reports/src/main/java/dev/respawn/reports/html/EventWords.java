package dev.respawn.reports.html;

import dev.respawn.journal.Event;
import dev.respawn.model.Condition;
import dev.respawn.model.Durations;
import dev.respawn.model.EngineEvent;
import dev.respawn.model.FileState;
import dev.respawn.model.Incarnation;
import dev.respawn.model.Sample;
import dev.respawn.model.Signal;
import dev.respawn.model.UndoResult;
import dev.respawn.model.WayBack;
import dev.respawn.model.Witness;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * An event in words.
 *
 * @param source who did or saw it: harness, engine, probe, fault, supervisor
 */
record EventWords(String source, String what, String words) {
    static EventWords of(Event event) {
        if (event instanceof Event.EngineSaid e) {
            return new EventWords(
                    "engine of " + e.host(),
                    e.said().action(),
                    e.target().map(target -> target + ": ").orElse("") + engine(e.said()) + " · "
                            + e.said().type() + " "
                            + e.said().id() + " · the engine's own time "
                            + e.said().time()
                            + attributes(e.said().attributes()));
        }
        if (event instanceof Event.Sampled e) {
            return new EventWords("probe " + e.probe(), "sample", sample(e.sample()));
        }
        if (event instanceof Event.SupervisorSaid e) {
            return new EventWords("supervisor", "said", e.text());
        }
        return fault(event).or(() -> seen(event)).or(() -> gathered(event)).orElseGet(() -> harness(event));
    }

    private static Optional<EventWords> fault(Event event) {
        if (event instanceof Event.FaultIntended e) {
            return words(
                    "fault",
                    "intended",
                    e.disruption() + " on " + e.target() + ": " + e.fault() + "; it is " + incarnation(e.on()));
        }
        if (event instanceof Event.Forewarned e) {
            return words("fault", "forewarned", e.disruption() + " on " + e.target() + ": " + e.warning());
        }
        if (event instanceof Event.WayBackKept e) {
            return words("fault", "way back kept", e.disruption() + " on " + e.target() + ": " + wayBack(e.wayBack()));
        }
        if (event instanceof Event.FaultInjected e) {
            return words(
                    "fault",
                    "injected",
                    e.disruption() + " on " + e.target() + ": " + witness(e.witness()) + "; it was "
                            + incarnation(e.on()));
        }
        if (event instanceof Event.FaultFailed e) {
            return words("fault", "failed", e.disruption() + " on " + e.target() + ": " + e.why());
        }
        if (event instanceof Event.FaultLooked e) {
            return words(
                    "fault",
                    "looked at",
                    e.disruption() + " on " + e.target() + ": "
                            + e.look().toLowerCase(Locale.ROOT).replace('_', ' ')
                            + (e.why().isEmpty() ? "" : ", " + e.why()));
        }
        if (event instanceof Event.UndoBegan e) {
            return words("fault", "undo began", e.disruption() + " on " + e.target() + ": " + wayBack(e.undo()));
        }
        if (event instanceof Event.UndoEnded e) {
            return words("fault", "undo ended", e.disruption() + " on " + e.target() + ": " + undo(e.result()));
        }
        return Optional.empty();
    }

    private static Optional<EventWords> seen(Event event) {
        if (event instanceof Event.HostFound e) {
            return words(
                    "harness",
                    "host found",
                    e.host() + ": " + pairs(e.facts()) + "; its clock is " + Durations.text(e.clockOffset())
                            + " ahead of the run's");
        }
        if (event instanceof Event.ImageReady e) {
            return words("harness", "image ready", e.name() + " on " + e.host() + " is " + e.id() + ", " + e.origin());
        }
        if (event instanceof Event.Deployed e) {
            return words("harness", "deployed", e.target() + " is " + incarnation(e.incarnation()));
        }
        if (event instanceof Event.Seen e) {
            return words(
                    "harness",
                    "asked the engine",
                    e.target() + " is " + incarnation(e.incarnation()) + ": " + condition(e.condition()));
        }
        if (event instanceof Event.SeenAbsent e) {
            return words("harness", "asked the engine", e.target() + " is not there: " + e.proof());
        }
        if (event instanceof Event.BlindBegan e) {
            return words("harness", "blind", "the events of " + e.host() + " are not seen: " + e.why());
        }
        if (event instanceof Event.BlindEnded e) {
            return words(
                    "harness",
                    "no longer blind",
                    "the events of " + e.host() + " were not seen from " + e.from() + " to " + e.to());
        }
        return Optional.empty();
    }

    /** What was gathered because a claim asks for it. */
    private static Optional<EventWords> gathered(Event event) {
        if (event instanceof Event.Printed e) {
            return words(
                    "container " + e.target(),
                    e.stderr() ? "printed an error" : "printed",
                    e.line() + " · container " + e.container() + " · at " + e.at());
        }
        if (event instanceof Event.HealthChecked e) {
            return words(
                    "engine",
                    "health check",
                    e.target() + ": " + (e.exitCode() == 0 ? "well" : "exit code " + e.exitCode()) + " after "
                            + Durations.text(Duration.between(e.began(), e.ended()))
                            + (e.output().isBlank() ? "" : ": " + e.output().strip()) + " · container "
                            + e.container() + " · began " + e.began());
        }
        if (event instanceof Event.FileSeen e) {
            return words(
                    "harness",
                    "looked at a file",
                    e.path() + " in " + e.target() + ": " + file(e.state()) + " · container " + e.container());
        }
        if (event instanceof Event.OutputRead e) {
            return words(
                    "harness",
                    "output read",
                    "of " + e.target() + ", " + (e.whole() ? "whole" : "not whole: " + e.why()) + " · container "
                            + e.container());
        }
        if (event instanceof Event.MemorySeen e) {
            return words(
                    "harness",
                    "memory",
                    e.target() + " uses " + e.bytes() + " bytes"
                            + e.peak().map(peak -> ", at most " + peak).orElse("")
                            + e.limit().map(limit -> ", limit " + limit).orElse("") + " · container "
                            + e.container());
        }
        if (event instanceof Event.KernelKilled e) {
            return words(
                    "kernel of " + e.host(),
                    "killed for memory",
                    e.target().map(target -> target + ": ").orElse("")
                            + (e.pid() == 0 ? "a process" : "process " + e.pid()) + " of container " + e.container()
                            + ", at " + e.at() + "; shown by " + e.source());
        }
        if (event instanceof Event.ClockSet e) {
            return words(
                    "host " + e.host(),
                    "clock set",
                    (e.by().isNegative() ? "back by " : "forward by ") + Durations.text(e.by().abs()));
        }
        if (event instanceof Event.HostPressed e) {
            return words(
                    "kernel of " + e.host(),
                    "busy",
                    "work waited for " + e.what() + " for " + Durations.text(e.waited()) + " from " + e.from() + " to "
                            + e.to());
        }
        if (event instanceof Event.ToldAgain e) {
            return words(
                    "engine of " + e.host(),
                    "told again",
                    e.events().size() + " events from " + e.since() + " to " + e.until() + ": "
                            + e.events().stream().map(EventWords::engine).collect(Collectors.joining(", ")));
        }
        return Optional.empty();
    }

    private static String file(FileState state) {
        if (state instanceof FileState.There there) {
            return there.size() + " bytes, mode " + Integer.toOctalString(there.mode()) + ", owner " + there.user()
                    + ":" + there.group() + ", modified " + there.modified() + ", SHA-256 " + there.sha256();
        }
        return state instanceof FileState.Missing ? "not there" : "not known, " + ((FileState.Unknown) state).why();
    }

    private static EventWords harness(Event event) {
        if (event instanceof Event.RunBegan e) {
            return new EventWords(
                    "harness",
                    "run began",
                    "run " + e.run() + " of '" + e.scenario() + "' on " + e.supervisor() + ", seed " + e.seed()
                            + ", Respawn " + e.version());
        }
        if (event instanceof Event.PhaseBegan e) {
            return new EventWords("harness", "phase", e.phase().word());
        }
        if (event instanceof Event.BeganWell e) {
            return new EventWords("harness", e.well() ? "began well" : "did not begin well", e.why());
        }
        if (event instanceof Event.Noted e) {
            return new EventWords("harness", "note", e.text());
        }
        if (event instanceof Event.ResidueChecked e) {
            return new EventWords(
                    "harness",
                    "residue checked",
                    "compared " + String.join(", ", e.compared()) + "; "
                            + (e.left().isEmpty() ? "nothing is left" : "left: " + String.join(", ", e.left())));
        }
        if (event instanceof Event.HostChanged e) {
            return new EventWords(
                    "harness",
                    "host changed",
                    (e.changes().isEmpty() ? "" : "nobody's as far as one can know: " + String.join(", ", e.changes()))
                            + (e.changes().isEmpty() || e.others().isEmpty() ? "" : "; ")
                            + e.others());
        }
        if (event instanceof Event.RunEnded e) {
            return new EventWords(
                    "harness", "run ended", e.ending().word() + (e.why().isEmpty() ? "" : ": " + e.why()));
        }
        // A newer journal may know events that this report has no words for; it shows them all the same.
        return new EventWords("journal", event.getClass().getSimpleName(), event.toString());
    }

    private static Optional<EventWords> words(String source, String what, String words) {
        return Optional.of(new EventWords(source, what, words));
    }

    /** An engine's event in a few words: "die, exit 137". */
    static String engine(EngineEvent said) {
        String action = said.action();
        int colon = action.indexOf(':');
        String words = action.startsWith("exec_") && colon > 0
                ? action.substring(0, colon)
                : action.replace("health_status: ", "health: ");
        if (said.is("die")) {
            words += said.exitCode().map(code -> " " + code).orElse("");
        } else if (said.is("kill") && said.attributes().containsKey("signal")) {
            words += " " + said.attributes().get("signal");
        }
        return said.reconstructed() ? words + " (inferred)" : words;
    }

    /** The signal that a kill event names, by its number or its name; empty if it is none that we know. */
    static Optional<Signal> signal(EngineEvent kill) {
        String text = kill.attributes().getOrDefault("signal", "");
        return Arrays.stream(Signal.values())
                .filter(signal -> text.equals(String.valueOf(signal.number()))
                        || text.equals(signal.name())
                        || text.equals("SIG" + signal.name()))
                .findFirst();
    }

    static String incarnation(Incarnation it) {
        return it.shortId() + (it.pid() > 0 ? " #" + it.pid() : ", not running") + " on " + it.host();
    }

    static String condition(Condition c) {
        return c.status()
                + (c.running() ? "" : ", exit code " + c.exitCode())
                + (c.oomKilled() ? ", killed for memory" : "")
                + ", restarted " + c.restartCount() + " times"
                + c.health()
                        .map(h -> ", " + h
                                + (c.failingStreak() > 0 ? " (" + c.failingStreak() + " failed in a row)" : ""))
                        .orElse("")
                + (c.error().isEmpty() ? "" : ", " + c.error());
    }

    static String witness(Witness witness) {
        return witness instanceof Witness.Arrived arrived
                ? "arrived: " + String.join("; ", arrived.evidence())
                : "arrival not seen: " + ((Witness.NotSeen) witness).why();
    }

    static String wayBack(WayBack wayBack) {
        if (wayBack instanceof WayBack.Undo undo) {
            return undo.act() + " (" + pairs(undo.locator()) + ")";
        }
        return wayBack instanceof WayBack.NothingToUndo nothing
                ? "nothing to undo, " + nothing.why()
                : "cannot be taken back: " + ((WayBack.Irreversible) wayBack).what();
    }

    static String undo(UndoResult result) {
        if (result instanceof UndoResult.Undone undone) {
            return "undone, " + undone.proof();
        }
        if (result instanceof UndoResult.Gone gone) {
            return "gone with its target, " + gone.proof();
        }
        if (result instanceof UndoResult.Replaced replaced) {
            return "something else is there now: " + replaced.by()
                    + (replaced.traceChecked()
                            ? "; it bears no trace of the fault"
                            : "; it was not checked for traces of the fault");
        }
        return result instanceof UndoResult.Unreachable unreachable
                ? "still open, the host does not answer: " + unreachable.why()
                : "could not be undone: " + ((UndoResult.Failed) result).why();
    }

    private static String sample(Sample sample) {
        String why = ProbeCourse.why(sample);
        return ProbeCourse.Look.of(sample).word() + (why.isEmpty() ? "" : ": " + why);
    }

    private static String attributes(Map<String, String> attributes) {
        return attributes.isEmpty() ? "" : " · " + pairs(attributes);
    }

    static String pairs(Map<String, String> pairs) {
        return new TreeMap<>(pairs)
                .entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).collect(Collectors.joining(", "));
    }
}
