package dev.respawn.undo;

import dev.respawn.docker.ContainerFacts;
import dev.respawn.docker.EngineException;
import dev.respawn.docker.FileStat;
import dev.respawn.host.ContainerMounts;
import dev.respawn.host.ContainerRoot;
import dev.respawn.host.Content;
import dev.respawn.host.KeptFile;
import dev.respawn.host.Locator;
import dev.respawn.host.ProcessTable;
import dev.respawn.host.Tar;
import dev.respawn.model.FileState;
import dev.respawn.model.UndoResult;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Puts a file back exactly as it was before it was deleted or changed. While the container runs that is done from the
 * host, where the file is; while it is down, through the engine's archive.
 *
 * <p>A file that was deleted and stands there again was written by somebody else since, and is left alone. One that was
 * changed is ours to put back whatever it is by now: half of the change, or more on top of it. What stands in the
 * container's place has a file of its own, unless both have the same volume.
 */
final class RestoreFile implements Act {
    private static final Duration ARCHIVE_LIMIT = Duration.ofSeconds(30);
    private static final String DELETED = "deleted";

    @Override
    public UndoResult carryOut(Map<String, String> locator, Bench bench) throws EngineException, InterruptedException {
        KeptFile was;
        try {
            Content content = bench.kept().content(locator.getOrDefault("kept", ""));
            Optional<KeptFile> whole = KeptFile.of(locator, content);
            if (whole.isEmpty()) {
                return new UndoResult.Failed("the way back does not say all that the file was");
            }
            was = whole.get();
        } catch (IOException e) {
            return new UndoResult.Failed("what was kept of the file is lost: " + e.getMessage());
        }
        String id = locator.getOrDefault(Locator.ID, "");
        boolean deleted = DELETED.equals(locator.get("leaves"));
        Optional<ContainerFacts> facts = Targets.settled(id, bench);
        if (facts.isEmpty()) {
            return replaced(locator, bench, was, deleted);
        }
        long pid = facts.get().pid();
        if (pid != 0 && ProcessTable.visible(pid, id) && ProcessTable.root()) {
            Optional<UndoResult> result = fromHost(pid, id, locator, was, deleted);
            if (result.isPresent()) {
                return result.get();
            }
        }
        // Down, or gone down just now; or its processes are not seen from here.
        if (Boolean.parseBoolean(locator.get("in-memory"))) {
            return pid == 0
                    ? new UndoResult.Gone("'" + was.path() + "' was in memory, and went with the last run of container "
                            + Targets.shortened(id))
                    : new UndoResult.Unreachable(
                            "'" + was.path() + "' is in memory of a container that is not seen from" + " here");
        }
        UndoResult result;
        try {
            result = byEngine(id, bench, was, deleted);
        } catch (EngineException.Refused e) {
            result = new UndoResult.Failed(e.getMessage());
        }
        // Its removal may have begun since it was looked at, and then its files are not found.
        return result instanceof UndoResult.Failed && Targets.settled(id, bench).isEmpty()
                ? replaced(locator, bench, was, deleted)
                : result;
    }

    /** Empty if the process was gone before anything was done. */
    private static Optional<UndoResult> fromHost(
            long pid, String id, Map<String, String> locator, KeptFile was, boolean deleted) {
        String which = "'" + was.path() + "' of container " + Targets.shortened(id);
        try (ContainerRoot root = ContainerRoot.of(pid, id)) {
            ContainerRoot.Place place = root.find(was.path(), false);
            if (!place.path().equals(was.path())) {
                return Optional.of(new UndoResult.Replaced(
                        which + " leads to '" + place.path() + "' now, and is left alone", true));
            }
            boolean sameLife = Locator.fate(locator) == Locator.Fate.LIVES;
            if (Boolean.parseBoolean(locator.get("in-memory"))
                    && !sameLife
                    && !root.identity(place.mount()).equals(locator.get("identity"))) {
                return Optional.of(new UndoResult.Gone(which + " was on a file system in memory that is gone"));
            }
            return Optional.of(put(place, which, was, deleted));
        } catch (IOException e) {
            return ProcessTable.visible(pid, id)
                    ? Optional.of(new UndoResult.Failed(which + " was not put back: " + e.getMessage()))
                    : Optional.empty();
        }
    }

    private static UndoResult put(ContainerRoot.Place place, String which, KeptFile was, boolean deleted)
            throws IOException {
        FileState before = place.state();
        boolean missing = before instanceof FileState.Missing;
        boolean same = before instanceof FileState.There there
                && there.sha256().equals(was.content().sha256());
        if (!missing && (place.noFile().isPresent() || (deleted && !same))) {
            return new UndoResult.Replaced(
                    which + " " + place.noFile().orElse("was written anew by somebody else") + ", and is left alone",
                    true);
        }
        if (missing) {
            place.create(was);
        } else {
            place.restore(was);
        }
        return new UndoResult.Undone(which + " has " + was.content() + " again, mode "
                + Integer.toOctalString(was.mode()) + ", owner " + was.user() + ":" + was.group() + ", modified "
                + was.modified() + ", accessed " + was.accessed());
    }

    private static UndoResult byEngine(String id, Bench bench, KeptFile was, boolean deleted)
            throws EngineException, InterruptedException {
        String which = "'" + was.path() + "' of container " + Targets.shortened(id);
        Optional<FileStat> before = bench.door().stat(id, was.path());
        if (before.isPresent()
                && (before.get().directory() || !before.get().linkTarget().isEmpty())) {
            return new UndoResult.Replaced(which + " is no file any more, and is left alone", true);
        }
        if (before.isPresent() && deleted && !content(id, bench, was).equals(Optional.of(was.content()))) {
            return new UndoResult.Replaced(which + " was written anew by somebody else, and is left alone", true);
        }
        int slash = was.path().lastIndexOf('/');
        bench.door().writeArchive(id, slash == 0 ? "/" : was.path().substring(0, slash), Tar.of(was), ARCHIVE_LIMIT);
        Optional<FileStat> after = bench.door().stat(id, was.path());
        // Reading it would be an access, and its time is put back as well.
        boolean so = after.filter(stat -> stat.size() == was.content().size()
                        && stat.mode() == was.mode()
                        && stat.modified().equals(was.modified()))
                .isPresent();
        return so
                ? new UndoResult.Undone(which + " has " + was.content() + " again, by the engine's archive")
                : new UndoResult.Failed(which + " was put back by the engine's archive, and is "
                        + after.map(String::valueOf).orElse("missing") + " all the same");
    }

    private static Optional<Content> content(String id, Bench bench, KeptFile was)
            throws EngineException, InterruptedException {
        return bench.door()
                .readArchive(id, was.path(), ARCHIVE_LIMIT, stream -> Tar.first(stream, ContainerRoot.CONTENT_MOST))
                .flatMap(entry -> entry)
                .map(Tar.Entry::content);
    }

    /** The container is gone: what it had on a volume may have outlived it. */
    private static UndoResult replaced(Map<String, String> locator, Bench bench, KeptFile was, boolean deleted)
            throws EngineException, InterruptedException {
        String id = Targets.shortened(locator.getOrDefault(Locator.ID, ""));
        Optional<ContainerFacts> next = Targets.successor(locator, bench);
        if (next.isEmpty()) {
            return new UndoResult.Gone("the engine has no container " + id + ", and the file went with it");
        }
        String by = "container " + Targets.shortened(next.get().id());
        boolean own = "/".equals(locator.get("mounted"));
        if (own) {
            return new UndoResult.Replaced(by + " has a file system of its own, made of the image", true);
        }
        if (next.get().pid() == 0
                || !ProcessTable.visible(next.get().pid(), next.get().id())) {
            return new UndoResult.Replaced(by + ", which cannot be looked into from here while it is down", false);
        }
        try (ContainerRoot root = ContainerRoot.of(next.get().pid(), next.get().id())) {
            Optional<ContainerMounts.Mount> same = root.ofIdentity(locator.getOrDefault("identity", ""));
            if (same.isEmpty()) {
                return new UndoResult.Replaced(by + " has another volume", true);
            }
            String within =
                    was.path().substring(locator.getOrDefault("mounted", "").length());
            String path = (same.get().point().equals("/") ? "" : same.get().point()) + within;
            ContainerRoot.Place place = root.find(path, false);
            return place.path().equals(path)
                    ? put(place, "'" + path + "' on the volume that " + by + " has now", was, deleted)
                    : new UndoResult.Replaced(by + " has a link there", true);
        } catch (IOException e) {
            return new UndoResult.Failed("'" + was.path() + "' was not put back in " + by + ": " + e.getMessage());
        }
    }
}
