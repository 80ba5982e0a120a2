package dev.respawn.expect;

import dev.respawn.catalogue.Field;
import dev.respawn.catalogue.Kind;
import dev.respawn.catalogue.Kinds;
import dev.respawn.catalogue.Misfit;
import dev.respawn.catalogue.Reading;
import dev.respawn.catalogue.Text;
import dev.respawn.catalogue.Word;
import dev.respawn.journal.Entry;
import dev.respawn.journal.Event;
import dev.respawn.model.FileState;
import dev.respawn.model.Outcome;
import dev.respawn.model.ServiceName;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A file in every replica of a service is at the last look what it was before the disruption, in the same container or a new
 * one; or it has this content; or it is gone.
 *
 * @param path in the container, or in a volume that is mounted there
 * @param content what it has to hold; empty for what it held before
 * @param gone whether it may not be there any more
 */
public record KeepsFile(
        ServiceName service, String path, Optional<String> disruption, Optional<String> content, boolean gone)
        implements Expectation {
    /** A path in a container. */
    static final Kind<String> PATH_KIND = Kinds.scalar(
            "an absolute path, such as /data/file",
            Map.of(
                    "type", "string",
                    "pattern", "^(?:/[^/\\u0000-\\u001f\\u007f]+)+$",
                    "examples", List.of("/data/file")),
            KeepsFile::path,
            path -> path);

    private static final Pattern PATH_PATTERN = Pattern.compile("(?:/[^/\\p{Cntrl}]+)+");

    private static String path(String text) {
        if (!PATH_PATTERN.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no absolute path; wanted one such as /data/file, without a '/' at its end");
        }
        return text;
    }

    public KeepsFile {
        if (gone && content.isPresent()) {
            throw Misfit.at("'keeps-file' wants " + path + " gone and with a content, which nothing can be", "gone");
        }
        if (!gone && content.isEmpty() && disruption.isEmpty()) {
            throw new IllegalArgumentException("'keeps-file' does not say what " + path
                    + " is compared with; add 'after' for what it was before, or 'content'");
        }
    }

    @Override
    public String claim() {
        return path + " of every replica of '" + service + "' is "
                + (gone
                        ? "gone"
                        : content.map(text -> "'" + Text.shown(text) + "'").orElse("as it was"))
                + disruption.map(name -> " after '" + name + "'").orElse("");
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
    public Set<Need> needs() {
        return Set.of(new Need.Content(service, path));
    }

    @Override
    public Finding check(Evidence evidence) {
        return new Whom(Optional.of(service), disruption)
                .judge(claim(), evidence, (lives, since) -> judge(evidence, lives, since));
    }

    private Part judge(Evidence evidence, Lives lives, Whom.Since since) {
        List<Entry> looks = evidence.entries().stream()
                .filter(entry -> entry.event() instanceof Event.FileSeen seen
                        && seen.target().equals(since.target())
                        && seen.path().equals(path)
                        && !entry.at().isAfter(lives.until()))
                .toList();
        Optional<Entry> before = last(
                looks.stream().filter(entry -> !since.covers(entry, entry.at())).toList());
        Optional<Entry> after = last(
                looks.stream().filter(entry -> since.covers(entry, entry.at())).toList());
        if (after.isEmpty()) {
            return Part.unproven(
                    "nobody looked at " + path + " of " + since.target()
                            + disruption.map(name -> " after '" + name + "'").orElse(""),
                    before.stream().map(Entry::seq).toList());
        }
        if (!lives.whole()) {
            return Part.unproven(
                    "the journal breaks off, so nobody looked at " + path + " of " + since.target() + " at the end",
                    List.of());
        }
        List<Long> seqs = new ArrayList<>(before.stream().map(Entry::seq).toList());
        seqs.add(after.get().seq());
        return judge(since, before.map(KeepsFile::state), state(after.get())).seenIn(seqs);
    }

    private static FileState state(Entry entry) {
        return ((Event.FileSeen) entry.event()).state();
    }

    private static Optional<Entry> last(List<Entry> entries) {
        return entries.isEmpty() ? Optional.empty() : Optional.of(entries.get(entries.size() - 1));
    }

    private Part judge(Whom.Since since, Optional<FileState> before, FileState after) {
        String what = path + " of " + since.target();
        if (after instanceof FileState.Unknown unknown) {
            return Part.unproven("what " + what + " is cannot be told: " + unknown.why(), List.of());
        }
        if (gone) {
            return gone(what, before, after);
        }
        if (content.isEmpty() && !(before.orElse(null) instanceof FileState.There)) {
            return Part.unproven(
                    before.isEmpty()
                            ? "nobody looked at " + what + " before '" + disruption.orElseThrow() + "'"
                            : before.get() instanceof FileState.Unknown unknown
                                    ? "what " + what + " was before cannot be told: " + unknown.why()
                                    : what + " was not there before '" + disruption.orElseThrow() + "' either",
                    List.of());
        }
        if (after instanceof FileState.There there) {
            return content.map(text -> holds(what, there, text))
                    .orElseGet(() -> same(what, (FileState.There) before.orElseThrow(), there));
        }
        return Part.of(Outcome.FAILED, what + " is not there", List.of());
    }

    private Part gone(String what, Optional<FileState> before, FileState after) {
        if (after instanceof FileState.There there) {
            return Part.of(Outcome.FAILED, what + " is there, with " + bytes(there.size()), List.of());
        }
        if (disruption.isPresent()
                && before.filter(FileState.There.class::isInstance).isEmpty()) {
            return Part.unproven(
                    what + " is not there, but nobody saw it before '" + disruption.get() + "' either", List.of());
        }
        return Part.of(Outcome.PASSED, what + " is not there", List.of());
    }

    private static Part holds(String what, FileState.There there, String text) {
        byte[] wanted = text.getBytes(StandardCharsets.UTF_8);
        boolean holds = there.size() == wanted.length && there.sha256().equals(sha256(wanted));
        return holds
                ? Part.of(Outcome.PASSED, what + " has the content that is wanted", List.of())
                : Part.of(
                        Outcome.FAILED,
                        what + " has another content, of " + bytes(there.size()) + "; wanted " + bytes(wanted.length),
                        List.of());
    }

    private static Part same(String what, FileState.There before, FileState.There after) {
        List<String> differences = new ArrayList<>();
        if (before.size() != after.size()) {
            differences.add("its size is " + bytes(after.size()) + ", was " + bytes(before.size()));
        } else if (!before.sha256().equals(after.sha256())) {
            differences.add("its content is another one of the same size");
        }
        if (before.mode() != after.mode()) {
            differences.add("its mode is " + octal(after.mode()) + ", was " + octal(before.mode()));
        }
        if (before.user() != after.user() || before.group() != after.group()) {
            differences.add("its owner is " + after.user() + ":" + after.group() + ", was " + before.user() + ":"
                    + before.group());
        }
        if (!before.modified().equals(after.modified())) {
            differences.add("its time is " + after.modified() + ", was " + before.modified());
        }
        return differences.isEmpty()
                ? Part.of(
                        Outcome.PASSED,
                        what + " is as it was: " + bytes(after.size()) + ", mode " + octal(after.mode()),
                        List.of())
                : Part.of(Outcome.FAILED, "of " + what + " " + String.join(", ", differences), List.of());
    }

    private static String bytes(long size) {
        return size + (size == 1 ? " byte" : " bytes");
    }

    private static String octal(int mode) {
        return String.format("%04o", mode);
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Offers it. */
    public static final class Listing implements Expectation.Listing {
        private static final Field<KeepsFile, ServiceName> SERVICE =
                Field.wanted("service", "every replica of this service", Kinds.service(), KeepsFile::service);
        private static final Field<KeepsFile, String> PATH =
                Field.wanted("path", "the file, also one in a volume", PATH_KIND, KeepsFile::path);
        private static final Field<KeepsFile, Optional<String>> AFTER = Field.maybe(
                "after",
                "the disruption before which it was so",
                Kinds.reference(Reading.Space.DISRUPTION),
                KeepsFile::disruption);
        private static final Field<KeepsFile, Optional<String>> CONTENT = Field.maybe(
                "content",
                "what it holds, all of it; left out, what it held before, with the same mode, owner and times",
                Kinds.TEXT,
                KeepsFile::content);
        private static final Field<KeepsFile, Boolean> GONE =
                Field.orElse("gone", "it is not there any more", Kinds.FLAG, KeepsFile::gone, false);

        @Override
        public Word<KeepsFile> word() {
            return Word.of(
                    "keeps-file",
                    "a file in a container is what it was before, or has this content, or is gone",
                    KeepsFile.class,
                    v -> new KeepsFile(v.get(SERVICE), v.get(PATH), v.get(AFTER), v.get(CONTENT), v.get(GONE)),
                    SERVICE,
                    PATH,
                    AFTER,
                    CONTENT,
                    GONE);
        }
    }
}
