package dev.respawn.expect;

import dev.respawn.catalogue.Field;
import dev.respawn.catalogue.Kinds;
import dev.respawn.catalogue.Reading;
import dev.respawn.catalogue.Word;
import dev.respawn.journal.Event;
import dev.respawn.model.HostId;
import dev.respawn.model.Outcome;
import dev.respawn.model.ServiceName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Some process in a container was killed for want of memory, or none was. Exit code 137 proves neither (ground truth 57): the
 * engine's event, its flag or the kernel does, each alone; that none of them was there proves the opposite only where all
 * of them would have been seen.
 */
public record OomKilled(Optional<ServiceName> service, Optional<String> disruption, boolean is) implements Expectation {
    // Ground truth 52: of what is killed at once after its start, neither event nor flag need be there.
    private static final Duration SHORT_LIFE = Duration.ofMillis(500);

    public OomKilled {
        Whom.of("oom-killed", service, disruption);
    }

    private Whom whom() {
        return new Whom(service, disruption);
    }

    @Override
    public String claim() {
        return "of " + whom().words() + (is ? " a" : " no") + " process is killed for want of memory";
    }

    @Override
    public Optional<String> after() {
        return disruption;
    }

    @Override
    public Duration window() {
        return PerTarget.DEATH;
    }

    @Override
    public Finding check(Evidence evidence) {
        return whom().judge(claim(), evidence, this::judge);
    }

    private Part judge(Lives lives, Whom.Since since) {
        Set<String> sources = new LinkedHashSet<>();
        List<Long> seen = new ArrayList<>();
        boolean flagged = false;
        for (Sign sign : lives.signs(since.target())) {
            boolean counts = since.covers(sign.entry(), sign.at());
            if (sign.event() instanceof Event.Seen look) {
                // Ground truth 55: the flag of old engines stays, so only its coming is a proof.
                boolean came = look.condition().oomKilled() && !flagged;
                flagged = look.condition().oomKilled();
                if (came && counts) {
                    sources.add("the engine's flag");
                    seen.add(sign.seq());
                }
            } else if (counts && sign.is("oom")) {
                sources.add("the engine's event");
                seen.add(sign.seq());
            } else if (counts && sign.event() instanceof Event.KernelKilled) {
                sources.add("the kernel");
                seen.add(sign.seq());
            }
        }
        if (!sources.isEmpty()) {
            return Part.of(
                    is ? Outcome.PASSED : Outcome.FAILED,
                    "a process of " + since.target() + " was killed for want of memory, says "
                            + String.join(", and so does ", sources),
                    seen);
        }
        Optional<Part> hidden = hidden(lives, since);
        return hidden.orElseGet(() -> Part.of(
                is ? Outcome.FAILED : Outcome.PASSED,
                "no process of " + since.target()
                        + " was killed for want of memory: no event, no flag, and nothing of the kernel",
                List.of()));
    }

    /** Why a kill may have been there although no source says so, if it may. */
    private static Optional<Part> hidden(Lives lives, Whom.Since since) {
        Optional<Part> unseen = since.unseen(lives, lives.until());
        if (unseen.isPresent()) {
            return unseen;
        }
        if (!lives.whole()) {
            return unproven("the journal breaks off, so its flag was not seen at the end");
        }
        List<Life> all = lives.of(since.target());
        List<Death> deaths = lives.deaths(since.target());
        for (Life life : all) {
            Optional<Death> death =
                    deaths.stream().filter(d -> d.life().equals(life)).findFirst();
            if (death.filter(d -> !since.covers(d)).isPresent()) {
                continue;
            }
            Optional<Part> why = death.isPresent() ? hidden(lives, since, death.get()) : hidden(lives, since, life);
            if (why.isPresent()) {
                return why;
            }
        }
        return all.isEmpty() ? unproven(since.target() + " was never seen alive") : Optional.empty();
    }

    private static Optional<Part> hidden(Lives lives, Whom.Since since, Death death) {
        HostId host = death.life().host();
        if (death.life().started().until(death.died()).atLeast().compareTo(SHORT_LIFE) < 0) {
            return unproven(since.target() + " died so soon after its start that neither event nor flag need be there");
        }
        if (death.seenDown().isEmpty()) {
            return unproven("nobody saw the flag of " + since.target() + " between its death and what came then");
        }
        return flagMayLoseTheRace(lives, host)
                ? unproven("on cgroup v2 this engine's flag may be missing although a process was killed")
                : Optional.empty();
    }

    private static Optional<Part> hidden(Lives lives, Whom.Since since, Life life) {
        boolean looked = lives.signs(since.target()).stream()
                .anyMatch(sign -> sign.event() instanceof Event.Seen seen
                        && sign.container().equals(life.container())
                        && seen.incarnation().pid() > 0
                        && !sign.at().isBefore(life.started().latest().plus(SHORT_LIFE))
                        && since.covers(sign.entry(), sign.at()));
        if (!looked) {
            return unproven("nobody saw the flag of " + since.target() + " at the end");
        }
        // Ground truth 54.
        return lives.before(life.host(), "engine", "24.0").orElse(true)
                ? unproven(since.target() + " still runs, and this engine sets its flag only when it ends")
                : Optional.empty();
    }

    /** Ground truth 59. */
    private static boolean flagMayLoseTheRace(Lives lives, HostId host) {
        return !lives.facts(host).getOrDefault("cgroup", "").equals("1")
                && lives.before(host, "containerd", "2.3").orElse(true);
    }

    private static Optional<Part> unproven(String why) {
        return Optional.of(Part.unproven(why, List.of()));
    }

    /** Offers it. */
    public static final class Listing implements Expectation.Listing {
        private static final Field<OomKilled, Optional<ServiceName>> SERVICE =
                Field.maybe("service", "every replica of this service", Kinds.service(), OomKilled::service);
        private static final Field<OomKilled, Optional<String>> AFTER = Field.maybe(
                "after",
                "every target of this disruption; with 'service', its replicas since then",
                Kinds.reference(Reading.Space.DISRUPTION),
                OomKilled::disruption);
        private static final Field<OomKilled, Boolean> IS = Field.wanted(
                "is", "whether some process in it was killed for want of memory", Kinds.FLAG, OomKilled::is);

        @Override
        public Word<OomKilled> word() {
            return Word.of(
                    "oom-killed",
                    "a process in a container was killed for want of memory, or none was",
                    OomKilled.class,
                    v -> new OomKilled(v.get(SERVICE), v.get(AFTER), v.get(IS)),
                    SERVICE,
                    AFTER,
                    IS);
        }
    }
}
