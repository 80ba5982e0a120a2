package dev.respawn.undo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.respawn.host.ProcessTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrustTest {
    private static final long SELF = ProcessTable.user();

    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void a_file_of_ours_is_there() throws IOException {
        file = Files.writeString(directory.resolve("journal.jsonl"), "{}\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    }

    @Test
    void what_its_own_user_wrote_is_obeyed_and_so_is_what_is_not_there() {
        assertThat(Trust.doubt(file)).isEmpty();
        assertThat(Trust.doubt(directory)).isEmpty();
        assertThat(Trust.doubt(directory.resolve("none"))).isEmpty();
    }

    @Test
    void what_another_user_wrote_is_not() throws IOException {
        long asked = SELF;
        if (SELF == 0) {
            // Root trusts itself in every other user's place, so the file is given away.
            Files.setAttribute(file, "unix:uid", 4711);
        } else {
            asked = 4711;
        }

        assertThat(Trust.doubt(file, asked))
                .hasValue("'" + file + "' belongs to user " + (SELF == 0 ? 4711 : SELF) + ", and what undoes is user "
                        + asked + "; wanted what that user or root wrote");
    }

    @Test
    void what_others_may_write_is_not() throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-r--"));
        Path open = Files.createDirectory(directory.resolve("open"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));

        assertThat(Trust.doubt(file))
                .hasValue("'" + file + "' may be written by others (mode 664); if nobody has, `chmod go-w` makes it"
                        + " good");
        assertThat(Trust.doubt(open))
                .hasValue("'" + open + "' may be written by others (mode 777); if nobody has, `chmod go-w` makes it"
                        + " good");
        assertThatThrownBy(() -> Trust.directory(open))
                .isInstanceOf(IOException.class)
                .hasMessage("nobody would obey what is written here: "
                        + Trust.doubt(open).orElseThrow());
    }

    @Test
    void what_is_no_file_of_its_own_is_not() throws Exception {
        Path link = Files.createSymbolicLink(directory.resolve("link"), file);
        Path pipe = directory.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", "-m", "600", pipe.toString())
                        .start()
                        .waitFor())
                .isZero();

        assertThat(Trust.doubt(link)).hasValue("'" + link + "' is a symbolic link");
        assertThat(Trust.doubt(pipe)).hasValue("'" + pipe + "' is no file");

        Path other = Files.createLink(directory.resolve("other"), file);
        assertThat(Trust.doubt(other)).hasValue("'" + other + "' is the same file as another, by a hard link");
    }

    @Test
    void a_directory_is_made_so_that_nobody_else_may_write_into_it() throws IOException {
        Path made = directory.resolve("a/b");

        Trust.directory(made);
        Trust.directory(made);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made)))
                .startsWith("rwx")
                .doesNotMatch("....w.*|.......w.");
    }
}
