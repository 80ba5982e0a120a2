package dev.respawn.undo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.respawn.host.PrivateOptions;
import dev.respawn.host.PrivateRecipe;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClaimTest {
    @TempDir
    Path root;

    @Test
    void two_claims_have_two_numbers_and_their_records_are_on_disk() throws Exception {
        try (Claim one = Claim.next(root, PrivateOptions.DEFAULT);
                Claim other = Claim.next(root, PrivateOptions.parse("live-restore"))) {
            assertThat(one.record().recipe().number())
                    .isNotEqualTo(other.record().recipe().number());
            assertThat(EngineRecord.read(other.record().recipe())).hasValue(other.record());
        }
    }

    @Test
    void a_held_claim_is_no_leftover_and_stays_held_after_it_was_asked_about() throws Exception {
        try (Claim claim = Claim.next(root, PrivateOptions.DEFAULT)) {
            assertThat(Claim.takeOver(claim.record().recipe())).isEmpty();
            assertThat(new Leftovers(root).find()).isEmpty();
            assertThat(new Leftovers(root).remove(line -> {})).isEmpty();
            assertThat(claim.record().recipe().directory()).isDirectory();
        }
    }

    @Test
    void what_is_half_claimed_is_removed_even_without_a_record() throws Exception {
        PrivateRecipe recipe = new PrivateRecipe(root, 254);
        Files.createDirectories(recipe.directory());
        Files.writeString(recipe.networkNamespace(), "");

        assertThat(new Leftovers(root).find())
                .extracting(Leftovers.Leftover::what)
                .singleElement()
                .asString()
                .startsWith("private engine in '" + recipe.directory() + "'");
        assertThat(new Leftovers(root).remove(line -> {})).isEmpty();

        assertThat(recipe.directory()).doesNotExist();
        assertThat(new Leftovers(root).find()).isEmpty();
    }

    @Test
    void a_foreign_entry_among_the_engines_is_left_alone() throws Exception {
        Path foreign =
                Files.createDirectories(PrivateRecipe.enginesDirectory(root).resolve("notes"));

        assertThat(new Leftovers(root).remove(line -> {})).isEmpty();

        assertThat(foreign).isDirectory();
    }
}
