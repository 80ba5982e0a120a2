package dev.respawn;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.respawn.cli.Main;
import dev.respawn.docker.DockerDoor;
import dev.respawn.engine.SystemTimeline;
import dev.respawn.gameday.Lab;
import dev.respawn.undo.Keeper;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Somebody sets the machine's clock in the middle of a run: no limit and no duration may be counted by it. */
class WallClockTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.respawn");

    @Test
    void the_clock_that_people_set_is_read_only_to_tell_the_time() {
        noClasses()
                // Each of them writes down when something was, and waits for nothing by it.
                .that()
                .doNotHaveFullyQualifiedName(SystemTimeline.class.getName())
                .and()
                .doNotHaveFullyQualifiedName(Lab.class.getName())
                .and()
                .doNotHaveFullyQualifiedName(DockerDoor.class.getName())
                .and()
                .doNotHaveFullyQualifiedName(Keeper.class.getName())
                .and()
                .doNotHaveFullyQualifiedName(Keeper.class.getPackageName() + ".RunUndo")
                .and()
                .doNotHaveFullyQualifiedName(Main.class.getPackageName() + ".Running")
                .should()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .check(CLASSES);
    }
}
