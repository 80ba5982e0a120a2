package dev.respawn.reports;

import dev.respawn.catalogue.Field;
import dev.respawn.catalogue.Kinds;
import dev.respawn.catalogue.Word;
import dev.respawn.probe.Answer;
import dev.respawn.probe.Probe;
import dev.respawn.probe.Reach;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** A probe that reports are made of and nobody asks. */
public record TestProbe(String words) implements Probe {
    @Override
    public String inWords() {
        return words;
    }

    @Override
    public CompletionStage<Answer> ask(Reach reach, Duration deadline) {
        throw new IllegalStateException("a report never asks");
    }

    /** Makes the word known. */
    public static final class Listing implements Probe.Listing {
        private static final Field<TestProbe, String> WORDS =
                Field.wanted("words", "what it asks", Kinds.TEXT, TestProbe::words);

        @Override
        public Word<? extends Probe> word() {
            return Word.of(
                    "reported-probe", "a probe in a report", TestProbe.class, v -> new TestProbe(v.get(WORDS)), WORDS);
        }
    }
}
