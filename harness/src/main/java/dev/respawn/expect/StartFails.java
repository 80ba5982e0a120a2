package dev.respawn.expect;

import dev.respawn.catalogue.Field;
import dev.respawn.catalogue.Kinds;
import dev.respawn.catalogue.Text;
import dev.respawn.catalogue.Word;
import dev.respawn.journal.Entry;
import dev.respawn.journal.Event;
import dev.respawn.model.Condition;
import dev.respawn.model.Outcome;
import dev.respawn.model.ServiceName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The engine cannot start any replica of a service: the container stays created, with the code of the failure, and no policy
 * tries again (ground truth 3 to 5).
 *
 * @param with 127 for a command that is not there, 126 for one that is no program, 128 for other reasons
 * @param says what stands in the engine's words about it; those change from version to version
 */
public record StartFails(ServiceName service, int with, Optional<String> says) implements Expectation {
    public StartFails {
        if (with < 1 || with > 255) {
            throw new IllegalArgumentException("'start-fails' with " + with + "; a failure has a code from 1 to 255");
        }
    }

    @Override
    public String claim() {
        return "the engine cannot start any replica of '" + service + "', with " + with
                + says.map(text -> " and '" + Text.shown(text) + "'").orElse("") + ", and nobody tries again";
    }

    @Override
    public Optional<String> after() {
        return Optional.empty();
    }

    /** As long as a policy that did try again would take for its first tries. */
    @Override
    public Duration window() {
        return PerTarget.DEATH;
    }

    @Override
    public Finding check(Evidence evidence) {
        return new Whom(Optional.of(service), Optional.empty()).judge(claim(), evidence, this::judge);
    }

    private Part judge(Lives lives, Whom.Since since) {
        List<Long> alive = new ArrayList<>();
        lives.said(since.target()).stream()
                .filter(sign -> sign.is("start") || sign.is("die"))
                .map(Sign::seq)
                .forEach(alive::add);
        lives.of(since.target()).forEach(life -> alive.addAll(life.evidence()));
        if (!alive.isEmpty()) {
            return Part.of(Outcome.FAILED, since.target() + " was started", alive);
        }
        Optional<Entry> last = lives.seen(since.target()).stream().reduce((first, second) -> second);
        if (last.isEmpty() || !(last.get().event() instanceof Event.Seen seen)) {
            return Part.unproven(
                    last.isEmpty()
                            ? "the engine was never asked for " + since.target()
                            : "the engine had no " + since.target() + " when it was asked last",
                    last.map(Entry::seq).stream().toList());
        }
        List<Long> seqs = List.of(last.get().seq());
        Optional<String> wrong = wrong(seen.condition());
        if (wrong.isPresent()) {
            return Part.of(Outcome.FAILED, since.target() + " " + wrong.get(), seqs);
        }
        Optional<Part> unseen = since.unseen(lives, lives.until());
        if (unseen.isPresent()) {
            return unseen.get();
        }
        if (!lives.whole()) {
            return Part.unproven(
                    "the journal breaks off, so " + since.target() + " may have been started after it", seqs);
        }
        return Part.of(
                Outcome.PASSED,
                since.target() + " could not be started, with " + with + ": "
                        + Text.shown(seen.condition().error()),
                seqs);
    }

    private Optional<String> wrong(Condition condition) {
        if (!condition.status().equals("created")) {
            return Optional.of("is " + Text.shown(condition.status()) + "; what never started is created");
        }
        if (condition.exitCode() != with) {
            return Optional.of(
                    condition.exitCode() == 0 && condition.error().isEmpty()
                            ? "is created, and no start of it failed"
                            : "could not be started, with " + condition.exitCode() + "; wanted " + with);
        }
        return says.filter(text -> !condition.error().contains(text))
                .map(text -> "could not be started, and the engine says '" + Text.shown(condition.error())
                        + "'; wanted '" + Text.shown(text) + "'");
    }

    /** Offers it. */
    public static final class Listing implements Expectation.Listing {
        private static final Field<StartFails, ServiceName> SERVICE =
                Field.wanted("service", "every replica of this service", Kinds.service(), StartFails::service);
        private static final Field<StartFails, Integer> WITH = Field.wanted(
                "with",
                "127: no such command; 126: no program; 128: another reason, such as a port that is taken",
                Kinds.number(1, 255),
                StartFails::with);
        private static final Field<StartFails, Optional<String>> SAYS =
                Field.maybe("says", "what stands in the engine's words about it", Kinds.WORDS, StartFails::says);

        @Override
        public Word<StartFails> word() {
            return Word.of(
                    "start-fails",
                    "the engine cannot start a service, and nobody tries again",
                    StartFails.class,
                    v -> new StartFails(v.get(SERVICE), v.get(WITH), v.get(SAYS)),
                    SERVICE,
                    WITH,
                    SAYS);
        }
    }
}
