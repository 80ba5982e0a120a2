package dev.respawn.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.respawn.fault.Fault;
import org.junit.jupiter.api.Test;

class CatalogueTest {
    /** A family that nobody offers a word of. */
    interface Nothing {}

    @Test
    void a_family_without_words_is_refused() {
        assertThatThrownBy(() -> Catalogue.<Object, Nothing>load("charm", Nothing.class, nothing -> {
                    throw new AssertionError("there is none to ask");
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("no charm is listed; is META-INF/services in the jar?");
    }

    @Test
    void two_words_of_one_name_are_refused() {
        Word<String> word = Word.of("same", "says nothing", String.class, values -> "x");

        assertThatThrownBy(() -> Catalogue.<Object, Fault.Listing>load("charm", Fault.Listing.class, listing -> word))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("two listings offer the charm 'same': java.lang.String and java.lang.String");
    }

    @Test
    void words_are_sorted_by_name() {
        assertThat(Fault.catalogue().words()).extracting(Word::name).isSorted().contains("test-crash");
    }
}
