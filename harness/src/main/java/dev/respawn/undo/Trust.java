package dev.respawn.undo;

import dev.respawn.host.ProcessTable;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;

/**
 * Whether what stands on the disk may be obeyed. An undo does what leases and journals say, with all the rights of whoever
 * calls it; so they must have been written by that user or by root, where nobody else can put anything in their place.
 */
final class Trust {
    private static final int WRITTEN_BY_OTHERS = 0022;
    private static final int PERMISSIONS = 07777;
    private static final int ROOT = 0;

    private Trust() {}

    /** Why a file or directory is not obeyed; empty if it is, or is not there. */
    static Optional<String> doubt(Path path) {
        return doubt(path, ProcessTable.user());
    }

    /** The same for whoever has this number. */
    static Optional<String> doubt(Path path, long self) {
        Map<String, Object> facts;
        try {
            facts = Files.readAttributes(
                    path, "unix:uid,mode,nlink,isDirectory,isRegularFile,isSymbolicLink", LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of("'" + path + "' cannot be looked at: " + e);
        }
        boolean directory = Boolean.TRUE.equals(facts.get("isDirectory"));
        int mode = number(facts, "mode") & PERMISSIONS;
        int owner = number(facts, "uid");
        if (Boolean.TRUE.equals(facts.get("isSymbolicLink"))) {
            return Optional.of("'" + path + "' is a symbolic link");
        }
        if (!directory && !Boolean.TRUE.equals(facts.get("isRegularFile"))) {
            return Optional.of("'" + path + "' is no file");
        }
        if (owner != self && owner != ROOT) {
            return Optional.of("'" + path + "' belongs to user " + owner + ", and what undoes is user " + self
                    + "; wanted what that user or root wrote");
        }
        if ((mode & WRITTEN_BY_OTHERS) != 0) {
            return Optional.of("'" + path + "' may be written by others (mode " + Integer.toOctalString(mode)
                    + "); if nobody has, `chmod go-w` makes it good");
        }
        if (!directory && number(facts, "nlink") != 1) {
            return Optional.of("'" + path + "' is the same file as another, by a hard link");
        }
        return Optional.empty();
    }

    private static int number(Map<String, Object> facts, String name) {
        return facts.get(name) instanceof Integer number ? number : -1;
    }

    /**
     * Makes a directory, unless it is there, that only its owner may write into, whatever the usual permissions are.
     *
     * @throws IOException if it cannot be made, or what is there is not to be trusted
     */
    static void directory(Path directory) throws IOException {
        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            try {
                Files.createDirectories(
                        directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
            } catch (FileAlreadyExistsException e) {
                // What it is, is asked below.
            }
        }
        Optional<String> doubt = doubt(directory);
        if (doubt.isPresent()) {
            throw new IOException("nobody would obey what is written here: " + doubt.get());
        }
    }
}
