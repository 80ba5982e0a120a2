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

    @Test
    void what_a_stack_has_besides_its_containers_is_told_beforehand() throws IOException {
        Path file = file("kept.yaml", """
                scenario: kept
                on: docker:no
                services:
                  web:
                    image: nginx
                    port: 80
                    publish: true
                    publish-at: 8080
                    networks: [front, back]
                    volumes: [{ path: /data, name: kept }, { path: /own }]
                    tmpfs: { /quick: 1MiB }
                    auto-remove: true
                  db:
                    image: nginx
                    networks: back
                    volumes: { path: /kept, name: kept, size: 2MiB }
                    attached: true
                expect: keeps-contract
                """);

        assertThat(cli.execute("explain", file.toString())).isEqualTo(ExitCode.AS_WANTED);

        assertThat(out.toString().lines().skip(2).limit(5))
                .containsExactly(
                        "    web: 1 container of image 'nginx', its port published at 8080, on front and back, with"
                                + " volume 'kept' at /data, with a volume of its own at /own, with 1MiB of memory at"
                                + " /quick, removed by the engine when it ends",
                        "    db: 1 container of image 'nginx', on back, with volume 'kept' at /kept, listened to",
                        "    network 'front'",
                        "    network 'back'",
                        "    volume 'kept', which holds 2MiB at most");
    }

    @Test
    void what_the_engine_would_refuse_is_refused_before_anything_is_touched() throws IOException {
        Path file = file("gone.yaml", """
                scenario: gone
                on: [docker:no, docker:always]
                services: { web: { image: nginx, auto-remove: true } }
                expect: keeps-contract
                """);

        assertThat(cli.execute("explain", "--on", "docker:no", file.toString())).isEqualTo(ExitCode.AS_WANTED);
        assertThat(cli.execute("explain", "--on", "docker:always", file.toString()))
                .isEqualTo(ExitCode.USAGE);
        assertThat(err.toString())
                .contains("service 'web' has 'auto-remove', which engines refuse together with restart policy 'always';"
                        + " run it on docker:no, or make it a fixture (supervisor 'docker:always')");
    }

    @Test
    void no_swarm_is_made_of_an_engine_that_is_not_the_runs_own() throws IOException {
        Path file = file("web.yaml", """
                scenario: web
                on: swarm
                services: { web: { image: nginx } }
                expect: keeps-contract
                """);

        assertThat(cli.execute("explain", "--host", "private", file.toString())).isEqualTo(ExitCode.AS_WANTED);
        assertThat(cli.execute("explain", "--host", "user", file.toString())).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString())
                .contains(
                        "supervisor 'swarm' makes a swarm of the engine that it works on, which it does to an engine of"
                                + " the run's own only, and that of host 'user' is not; run it with --host private or --host"
                                + " machine");
    }
}
