package dev.respawn.scenario.yaml;

import dev.respawn.catalogue.Mistake;
import dev.respawn.yaml.YamlProblem;
import java.util.List;
import java.util.stream.Collectors;

/** A file that is no scenario or suite: the author's mistakes, all of them. Its message is one line for each. */
public final class BrokenFile extends IllegalArgumentException {
    private final List<Mistake> mistakes;

    BrokenFile(List<Mistake> mistakes) {
        super(mistakes.stream().map(Mistake::toString).collect(Collectors.joining("\n")));
        this.mistakes = List.copyOf(mistakes);
    }

    static BrokenFile of(YamlProblem problem) {
        return new BrokenFile(List.of(new Mistake(problem.place(), String.valueOf(problem.getMessage()))));
    }

    /** Every mistake, in the order of the file; at least one. */
    public List<Mistake> mistakes() {
        return mistakes;
    }

    /** The mistakes as they are printed, one to a line. */
    public List<String> lines() {
        return mistakes.stream().map(Mistake::toString).toList();
    }
}
