package dev.respawn.scenario.yaml;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.respawn.catalogue.Catalogue;
import dev.respawn.catalogue.Word;
import dev.respawn.expect.Expectation;
import dev.respawn.fault.Fault;
import dev.respawn.probe.Probe;
import dev.respawn.supervisor.Supervisor;
import dev.respawn.supervisor.Supervisors;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Broken files and the whole lines that are said about them, from {@code broken-files.txt}: after {@code ====} its
 * name, then the file, then a line with {@code ==>} for each line that is wanted.
 */
class BrokenFilesTest {
    /** One broken file. */
    record Broken(String name, String file, List<String> wanted) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Broken> files() throws IOException {
        try (InputStream in = Objects.requireNonNull(BrokenFilesTest.class.getResourceAsStream("broken-files.txt"))) {
            String all = new String(in.readAllBytes(), UTF_8);
            return Stream.of(all.split("(?m)^==== ")).skip(1).map(BrokenFilesTest::broken);
        }
    }

    private static Broken broken(String part) {
        StringBuilder file = new StringBuilder();
        List<String> wanted = new ArrayList<>();
        part.lines().skip(1).forEach(line -> {
            if (line.startsWith("==> ")) {
                wanted.add(filled(line.substring(4)));
            } else {
                file.append(line).append('\n');
            }
        });
        return new Broken(part.lines().findFirst().orElseThrow(), file.toString(), wanted);
    }

    // The lists of words grow with every fault; the lines around them do not change.
    static String filled(String line) {
        return line.replace("{faults}", names(Fault.catalogue()))
                .replace("{probes}", names(Probe.catalogue()))
                .replace("{expectations}", names(Expectation.catalogue()))
                .replace(
                        "{supervisors}",
                        Supervisors.all().stream().map(Supervisor.Listing::name).collect(Collectors.joining(", ")));
    }

    private static String names(Catalogue<?> catalogue) {
        return catalogue.words().stream().map(Word::name).collect(Collectors.joining(", "));
    }

    @ParameterizedTest
    @MethodSource("files")
    void a_broken_file_is_told_in_whole_lines(Broken broken) {
        BrokenFile thrown =
                catchThrowableOfType(BrokenFile.class, () -> ScenarioFile.parse(broken.file(), "broken.yaml"));

        assertThat(thrown).as(broken.file()).isNotNull();
        assertThat(thrown.lines()).containsExactlyElementsOf(broken.wanted());
        assertThat(broken.wanted()).isNotEmpty();
    }
}
