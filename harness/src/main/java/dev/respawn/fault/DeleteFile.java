package dev.respawn.fault;

import dev.respawn.catalogue.Field;
import dev.respawn.catalogue.Word;
import dev.respawn.host.Filing;
import dev.respawn.host.Unreached;
import dev.respawn.model.FileState;
import dev.respawn.model.Incarnation;
import dev.respawn.model.UndoLog;
import dev.respawn.model.Witness;
import dev.respawn.supervisor.Controls;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A file is deleted from the host, past the engine and past the image's programs. It is kept beforehand and put back
 * exactly: content, mode, owner and times. A link is not deleted: a path must name the file itself.
 */
public record DeleteFile(String path) implements Fault {
    private static final Field<DeleteFile, String> PATH =
            Field.wanted("path", "the file, such as /etc/nginx/nginx.conf", FileFault.PATH, DeleteFile::path);

    @Override
    public Set<Class<?>> needs() {
        return Set.of(Filing.class);
    }

    @Override
    public Kind kind() {
        return Kind.LASTING;
    }

    @Override
    public Set<String> holds() {
        return FileFault.holds(path);
    }

    @Override
    public String inWords() {
        return "'" + path + "' is deleted, from the host";
    }

    @Override
    public Optional<String> irreversible() {
        return Optional.empty();
    }

    @Override
    public Witness inject(Incarnation on, Controls controls, UndoLog log) throws Unreached, InterruptedException {
        Filing filing = controls.get(Filing.class);
        Filing.Found found = filing.find(on, path, false);
        FileFault.keep(on, found, FileFault.DELETED, log);
        filing.delete(on, found);

        Filing.Sight sight = filing.look(on, found);
        return sight.state() instanceof FileState.Missing
                ? new Witness.Arrived(List.of(sight.source() + ": there is no '"
                        + found.file().path() + "'; it had " + found.file().content()))
                : new Witness.NotSeen(sight.source() + " still shows '"
                        + found.file().path() + "': " + FileFault.words(sight.state()));
    }

    @Override
    public Look look(Incarnation on, Controls controls) throws InterruptedException {
        return FileFault.look(on, path, controls.get(Filing.class));
    }

    /** Offers it to the language. */
    public static final class Listing implements Fault.Listing {
        @Override
        public Word<DeleteFile> word() {
            return Word.of(
                    "delete-file",
                    "a file in the container is deleted, and put back exactly",
                    DeleteFile.class,
                    v -> new DeleteFile(v.get(PATH)),
                    PATH);
        }

        @Override
        public List<Fault> examples() {
            return List.of(new DeleteFile(FileFault.EXAMPLE));
        }
    }
}
