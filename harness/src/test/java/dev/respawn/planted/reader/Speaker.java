package dev.respawn.planted.reader;

import org.assertj.core.api.Assertions;

/** Planted for the rules to find: it speaks where it must not, and uses a library where it must not. */
public class Speaker {
    public void speak() {
        System.out.println("hear me");
        Assertions.assertThat(true).isTrue();
    }
}
