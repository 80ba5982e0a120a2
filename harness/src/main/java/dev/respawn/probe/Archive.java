package dev.respawn.probe;

import dev.respawn.catalogue.Field;
import dev.respawn.catalogue.Kinds;
import dev.respawn.catalogue.Misfit;
import dev.respawn.catalogue.Text;
import dev.respawn.catalogue.Word;
import dev.respawn.model.ServiceName;
import dev.respawn.probe.Reach.ArchiveAnswer;
import dev.respawn.probe.Reach.ArchiveAsk;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;

/**
 * Whether the file system of a container can be exported, as {@code docker export} does it, and what is in it: also while
 * the container is paused or dead. Volumes are no part of it.
 *
 * @param replica from 1
 * @param path of a file that has to be in it; empty for none
 * @param contains what that file has to contain; only its first MiB is looked at
 * @param layers how many steps its history has to have once it is imported as an image; empty if it is not imported
 */
public record Archive(
        ServiceName service, int replica, Optional<String> path, Optional<String> contains, Optional<Integer> layers)
        implements Probe {
    private static final Field<Archive, ServiceName> SERVICE =
            Field.wanted("service", "whose container is exported", Kinds.service(), Archive::service);
    private static final Field<Archive, Integer> REPLICA =
            Field.orElse("replica", "which replica, from 1", Kinds.number(1, 50), Archive::replica, 1);
    private static final Field<Archive, Optional<String>> PATH = Field.maybe(
            "path",
            "a file that has to be in the archive",
            Kinds.text("an absolute path", Pattern.compile("(?:/[^/\\p{Cntrl}]+)+")),
            Archive::path);
    private static final Field<Archive, Optional<String>> CONTAINS =
            Field.maybe("contains", "what the first MiB of that file has to contain", Kinds.TEXT, Archive::contains);
    private static final Field<Archive, Optional<Integer>> LAYERS = Field.maybe(
            "layers",
            "import the archive as an image, whose history has to have so many steps",
            Kinds.number(1, 200),
            Archive::layers);

    public Archive {
        if (contains.isPresent() && path.isEmpty()) {
            throw Misfit.at("'contains' is looked for in a file; say in which with 'path'", "contains");
        }
    }

    @Override
    public String inWords() {
        return "an export of " + service + (replica == 1 ? "" : "/" + replica)
                + path.map(p -> " with " + Text.shown(p)).orElse("")
                + layers.map(n -> ", imported with " + steps(n)).orElse("");
    }

    private static String steps(int count) {
        return count + (count == 1 ? " step" : " steps") + " of history";
    }

    @Override
    public CompletionStage<Answer> ask(Reach reach, Duration deadline) {
        return reach.archive(new ArchiveAsk(service, replica, path, layers.isPresent()), deadline)
                .thenApply(this::judge);
    }

    private Answer judge(ArchiveAnswer answer) {
        if (!answer.failure().isEmpty()) {
            return Answer.bad(Text.line(answer.failure()));
        }
        if (path.isPresent()) {
            String file = "'" + Text.shown(path.get()) + "'";
            if (answer.file().isEmpty()) {
                return Answer.bad("the archive has no " + file);
            }
            Reach.Archived found = answer.file().get();
            if (!found.kind().equals(Reach.Archived.FILE)) {
                return Answer.bad(file + " is " + Text.shown(found.kind()) + " in the archive, wanted a file");
            }
            if (contains.isPresent() && !found.beginning().contains(contains.get())) {
                return Answer.bad(file + ", " + found.size() + " bytes long, does not contain '"
                        + Text.shown(contains.get()) + "'; it begins '" + Text.shown(found.beginning()) + "'");
            }
        }
        if (layers.isPresent() && !answer.history().equals(layers)) {
            return Answer.bad("imported, it has "
                    + answer.history().map(Archive::steps).orElse("no history") + ", wanted " + layers.get());
        }
        return Answer.ofGood();
    }

    /** Offers the word. */
    public static final class Listing implements Probe.Listing {
        @Override
        public Word<Archive> word() {
            return Word.of(
                    "archive",
                    "the file system of a container can be exported, and has a file with the wanted content",
                    Archive.class,
                    v -> new Archive(v.get(SERVICE), v.get(REPLICA), v.get(PATH), v.get(CONTAINS), v.get(LAYERS)),
                    SERVICE,
                    REPLICA,
                    PATH,
                    CONTAINS,
                    LAYERS);
        }
    }
}
