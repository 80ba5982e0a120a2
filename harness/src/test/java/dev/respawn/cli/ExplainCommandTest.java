package dev.respawn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.respawn.gameday.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExplainCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final Cli cli = new Cli(new Console(new PrintWriter(out, true), new PrintWriter(err, true), false));

    @TempDir
    private Path directory;

    private Path file(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }

    @Test
    void the_mistakes_of_all_files_are_told_at_once_and_nothing_is_explained() throws IOException {
        String rest = "on: docker:no\nservices:\n  web: { image: nginx }\nexpect: keeps-contract\n";
        Path good = file("good.yaml", "scenario: good\n" + rest);
        Path first = file("first.yaml", "scenario: first\nlimit: 0s\n" + rest);
        Path second = file("second.yaml", "scenario: second\nbegins: badly\n" + rest);

        ExitCode code = cli.execute("explain", good.toString(), first.toString(), second.toString());

        assertThat(code).isEqualTo(ExitCode.USAGE);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString().lines()).hasSize(2);
        assertThat(err.toString()).contains(first + ":2:8: ", second + ":2:9: ");
    }
}
