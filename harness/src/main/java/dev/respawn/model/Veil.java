package dev.respawn.model;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Stands in the place of values that may be secret: under one veil equal ones look equal, others do not, and that is all
 * there is to learn. Its key is written down nowhere, so that nobody can try out what a short password looks like under it.
 */
public final class Veil {
    private static final String BEGIN = "veiled ";
    private static final int KEY_BYTES = 32;
    private static final int SHOWN_BYTES = 12;

    private final byte[] key;

    /** One with this key. */
    public Veil(byte[] key) {
        this.key = key.clone();
    }

    /** One that nobody has had before. */
    public static Veil fresh() {
        byte[] key = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(key);
        return new Veil(key);
    }

    /** What is shown of a value. */
    public String over(String value) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(key);
            // Less than all of it, which nobody can go on from with a longer value.
            byte[] shown = Arrays.copyOf(digest.digest(value.getBytes(StandardCharsets.UTF_8)), SHOWN_BYTES);
            return BEGIN + HexFormat.of().formatHex(shown);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }

    /** Whether a text is what is shown of something. */
    public static boolean isOver(String text) {
        return text.startsWith(BEGIN);
    }
}
