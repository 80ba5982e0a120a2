package dev.respawn.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** Options that several commands share. */
final class Options {
    private Options() {}

    /** On what to run. */
    static final class Where {
        @Option(
                names = {"--host", "--engine"},
                paramLabel = "HOST",
                defaultValue = "private",
                converter = EngineVersion.class,
                description = "user: your own engine (only containers of the run are touched); private: an engine of"
                        + " its own, with options such as private:live-restore=true,userland-proxy=false; 26: one of"
                        + " its own of that version; machine: a container with systemd and an engine of its own"
                        + " (default: ${DEFAULT-VALUE})")
        String host = "private";
    }

    /** A version alone is short for a private engine of it. */
    static final class EngineVersion implements CommandLine.ITypeConverter<String> {
        @Override
        public String convert(String text) {
            return text.matches("[0-9]+(\\.[0-9]+)?") ? "private:version=" + text : text;
        }
    }

    /** How to run. */
    static final class How {
        @Option(
                names = "--on",
                paramLabel = "SUPERVISOR",
                split = ",",
                description = "instead of the supervisors that the file names; may be repeated")
        List<String> on = List.of();

        @Option(
                names = "--yes-break",
                paramLabel = "NAME",
                description = "gives leave to break the container of this name, which runs already and is adopted by a"
                        + " scenario; may be repeated")
        List<String> yesBreak = List.of();

        @Option(
                names = "--show-secrets",
                description = "shows passwords, tokens and keys that stand in environment variables as they are, on the"
                        + " terminal and in all files of the run, which are their owner's alone then")
        boolean showSecrets;

        @Option(names = "--seed", description = "what every draw comes from (default: ${DEFAULT-VALUE})")
        long seed = 1;

        @Option(
                names = "--jobs",
                paramLabel = "N",
                description = "scenarios that run side by side (default: ${DEFAULT-VALUE})")
        int jobs = 4;

        @Option(
                names = "--runs",
                paramLabel = "DIR",
                description = "where the directories of runs go (default: ${DEFAULT-VALUE})")
        Path runs = Path.of("runs");

        @Option(
                names = "--alone",
                description = "nobody else does anything on this machine meanwhile: whatever is different on it in the"
                        + " end counts as left behind, and not only what is known to be the runs' own")
        boolean alone;

        /** The supervisors: a comma may also be one of a supervisor's own, between options of the form name=value. */
        List<String> on() {
            List<String> whole = new ArrayList<>();
            for (String part : on) {
                if (!whole.isEmpty() && part.matches("[a-z][a-z-]*=.*")) {
                    whole.set(whole.size() - 1, whole.get(whole.size() - 1) + "," + part);
                } else {
                    whole.add(part);
                }
            }
            return whole;
        }

        Optional<String> mistake() {
            if (jobs < 1 || jobs > 64) {
                return Optional.of("--jobs is " + jobs + "; wanted 1 to 64");
            }
            return Optional.empty();
        }
    }
}
