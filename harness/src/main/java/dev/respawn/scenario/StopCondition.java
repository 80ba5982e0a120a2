package dev.respawn.scenario;

import dev.respawn.catalogue.Catalogue;
import dev.respawn.catalogue.Field;
import dev.respawn.catalogue.Kinds;
import dev.respawn.catalogue.Misfit;
import dev.respawn.catalogue.Reading;
import dev.respawn.catalogue.Word;
import dev.respawn.expect.Share;
import dev.respawn.model.Durations;
import java.time.Duration;
import java.util.List;

/**
 * What ends a run early, from the moment at which its stack was found well: nothing more is injected, all is undone, and
 * the run is aborted.
 */
public sealed interface StopCondition {
    /** How they are read and written. */
    static Catalogue<StopCondition> catalogue() {
        return Words.ALL;
    }

    /** As an operator would say it, after "when": "'home' is good in less than 90% of 5s". */
    String inWords();

    /**
     * A probe is good too rarely.
     *
     * @param probe its name
     * @param share of the answers that came within the span; none at all is too few as well
     * @param over the span, which has to be whole before it counts
     */
    record ProbeBelow(String probe, double share, Duration over) implements StopCondition {
        private static final Field<ProbeBelow, String> PROBE =
                Field.wanted("probe", "which", Kinds.reference(Reading.Space.PROBE), ProbeBelow::probe);
        private static final Field<ProbeBelow, Double> SHARE = Field.wanted(
                "share", "the least share of its answers that has to be good", Share.KIND, ProbeBelow::share);
        private static final Field<ProbeBelow, Duration> OVER = Field.wanted(
                "over",
                "of so long; the run has to have lasted for that before it counts",
                Kinds.duration(Duration.ofMillis(100), When.LIMIT_LONGEST),
                ProbeBelow::over);

        public ProbeBelow {
            if (share <= 0 || share > 1) {
                throw Misfit.at(
                        "'" + probe + "' is wanted good in " + Share.text(share)
                                + " of its answers; wanted more than 0% and at most 100%",
                        "share");
            }
        }

        @Override
        public String inWords() {
            return "'" + probe + "' is good in less than " + Share.text(share) + " of " + Durations.exact(over);
        }
    }

    /**
     * A program of the host's ends with another exit code than 0, cannot be run, or takes too long.
     *
     * @param command its words, never through a shell
     * @param every from the end of one to the beginning of the next
     * @param within how long it may take
     */
    record CommandFails(List<String> command, Duration every, Duration within) implements StopCondition {
        private static final Duration LONGEST = Duration.ofMinutes(10);
        private static final Field<CommandFails, List<String>> COMMAND = Field.wanted(
                "command",
                "the program and its arguments, run on the harness's own host, never through a shell",
                Kinds.list(Kinds.WORDS),
                CommandFails::command);
        private static final Field<CommandFails, Duration> EVERY = Field.orElse(
                "every",
                "from the end of one to the beginning of the next",
                Kinds.duration(Duration.ofMillis(100), LONGEST),
                CommandFails::every,
                Duration.ofSeconds(1));
        private static final Field<CommandFails, Duration> WITHIN = Field.orElse(
                "within",
                "how long it may take",
                Kinds.duration(Duration.ofMillis(100), LONGEST),
                CommandFails::within,
                Duration.ofSeconds(10));

        public CommandFails {
            command = List.copyOf(command);
            if (command.isEmpty()) {
                throw Misfit.at("a command of no words; wanted the program and its arguments", "command");
            }
        }

        @Override
        public String inWords() {
            return "the command '" + String.join(" ", command) + "' fails, or is not over within "
                    + Durations.exact(within);
        }
    }

    /** The run is not over by then. */
    record Deadline(Duration at) implements StopCondition {
        private static final Field<Deadline, Duration> AT = Field.wanted(
                "at",
                "when, from the moment at which the stack was found well",
                Kinds.duration(Duration.ofMillis(1), When.LIMIT_LONGEST),
                Deadline::at);

        @Override
        public String inWords() {
            return "it is not over by " + Durations.exact(at);
        }
    }

    /** The words; made when they are first asked for. */
    final class Words {
        private static final Catalogue<StopCondition> ALL = Catalogue.of(
                "stop-condition",
                List.of(
                        Word.of(
                                "probe-below",
                                "a probe is good too rarely",
                                ProbeBelow.class,
                                v -> new ProbeBelow(
                                        v.get(ProbeBelow.PROBE), v.get(ProbeBelow.SHARE), v.get(ProbeBelow.OVER)),
                                ProbeBelow.PROBE,
                                ProbeBelow.SHARE,
                                ProbeBelow.OVER),
                        Word.of(
                                "command-fails",
                                "a program of yours ends with another exit code than 0",
                                CommandFails.class,
                                v -> new CommandFails(
                                        v.get(CommandFails.COMMAND),
                                        v.get(CommandFails.EVERY),
                                        v.get(CommandFails.WITHIN)),
                                CommandFails.COMMAND,
                                CommandFails.EVERY,
                                CommandFails.WITHIN),
                        Word.of(
                                "deadline",
                                "the run is not over by then",
                                Deadline.class,
                                v -> new Deadline(v.get(Deadline.AT)),
                                Deadline.AT)));

        private Words() {}
    }
}
