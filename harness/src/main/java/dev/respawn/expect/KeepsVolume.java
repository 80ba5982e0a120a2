package dev.respawn.expect;

import dev.respawn.catalogue.Field;
import dev.respawn.catalogue.Kinds;
import dev.respawn.catalogue.Reading;
import dev.respawn.catalogue.Word;
import dev.respawn.journal.Entry;
import dev.respawn.journal.Event;
import dev.respawn.model.Outcome;
import dev.respawn.model.ServiceName;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The volume that was mounted in every replica of a service outlives a disruption, or does not. An anonymous volume has no
 * name of ours and cannot be looked into once its container is gone; the engine's events say which one was mounted and
 * whether it was destroyed.
 *
 * @param path where it was mounted
 * @param gone whether it may not be there any more, as after {@code docker rm -v}
 */
public record KeepsVolume(ServiceName service, String path, String disruption, boolean gone) implements Expectation {
    @Override
    public String claim() {
        return "the volume at " + path + " of every replica of '" + service + "' is " + (gone ? "gone" : "still there")
                + " after '" + disruption + "'";
    }

    @Override
    public Optional<String> after() {
        return Optional.of(disruption);
    }

    @Override
    public Duration window() {
        return PerTarget.DEATH;
    }

    @Override
    public Set<Need> needs() {
        return Set.of(new Need.Volumes(service));
    }

    @Override
    public Finding check(Evidence evidence) {
        return new Whom(Optional.of(service), Optional.of(disruption))
                .judge(claim(), evidence, (lives, since) -> judge(evidence, lives, since));
    }

    private Part judge(Evidence evidence, Lives lives, Whom.Since since) {
        Set<String> containers = lives.containers(since.target());
        Optional<Entry> mounted = volumes(evidence, lives)
                .filter(entry -> said(entry).said().action().equals("mount"))
                .filter(entry ->
                        containers.contains(said(entry).said().attributes().getOrDefault("container", ""))
                                && said(entry)
                                        .said()
                                        .attributes()
                                        .getOrDefault("destination", "")
                                        .equals(path)
                                && !since.covers(entry, said(entry).at()))
                .reduce((first, last) -> last);
        if (mounted.isEmpty()) {
            return Part.unproven(
                    "nobody saw which volume was mounted at " + path + " of " + since.target() + " before '"
                            + disruption + "'",
                    List.of());
        }
        String volume = said(mounted.get()).said().id();
        Optional<Entry> destroyed = volumes(evidence, lives)
                .filter(entry -> said(entry).said().action().equals("destroy")
                        && said(entry).said().id().equals(volume))
                .findFirst();
        String what = "the volume at " + path + " of " + since.target();
        List<Long> seen = List.of(mounted.get().seq());
        if (destroyed.isPresent()) {
            return Part.of(gone ? Outcome.PASSED : Outcome.FAILED, what + " was destroyed", seen)
                    .seenIn(List.of(destroyed.get().seq()));
        }
        Optional<Part> unseen = since.unseen(lives, lives.until());
        if (unseen.isPresent()) {
            return unseen.get().seenIn(seen);
        }
        return lives.whole()
                ? Part.of(gone ? Outcome.FAILED : Outcome.PASSED, what + " was not destroyed", seen)
                : Part.unproven("the journal breaks off, so " + what + " may have been destroyed", seen);
    }

    private static Stream<Entry> volumes(Evidence evidence, Lives lives) {
        return evidence.entries().stream()
                .filter(entry -> entry.event() instanceof Event.EngineSaid said
                        && said.said().type().equals("volume")
                        && said.at().isBefore(lives.until()));
    }

    private static Event.EngineSaid said(Entry entry) {
        return (Event.EngineSaid) entry.event();
    }

    /** Offers it. */
    public static final class Listing implements Expectation.Listing {
        private static final Field<KeepsVolume, ServiceName> SERVICE =
                Field.wanted("service", "every replica of this service", Kinds.service(), KeepsVolume::service);
        private static final Field<KeepsVolume, String> PATH =
                Field.wanted("path", "where it is mounted", KeepsFile.PATH_KIND, KeepsVolume::path);
        private static final Field<KeepsVolume, String> AFTER = Field.wanted(
                "after", "the disruption", Kinds.reference(Reading.Space.DISRUPTION), KeepsVolume::disruption);
        private static final Field<KeepsVolume, Boolean> GONE =
                Field.orElse("gone", "it is not there any more", Kinds.FLAG, KeepsVolume::gone, false);

        @Override
        public Word<KeepsVolume> word() {
            return Word.of(
                    "keeps-volume",
                    "a volume outlives the container that it was mounted in, or goes with it",
                    KeepsVolume.class,
                    v -> new KeepsVolume(v.get(SERVICE), v.get(PATH), v.get(AFTER), v.get(GONE)),
                    SERVICE,
                    PATH,
                    AFTER,
                    GONE);
        }
    }
}
