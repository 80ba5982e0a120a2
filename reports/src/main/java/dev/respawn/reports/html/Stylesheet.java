package dev.respawn.reports.html;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** The style sheet of the report, a file of ours, and its hash: the only thing that the page's policy lets in. */
record Stylesheet(String text) {
    Stylesheet {
        if (text.contains("<")) {
            throw new IllegalArgumentException("a style sheet with '<' could end its own element");
        }
    }

    /** That of the report of a run. */
    static Stylesheet ours() {
        return new Stylesheet(read("report.css"));
    }

    /** That of the matrix, which is the report's and its own. */
    static Stylesheet ofMatrix() {
        return new Stylesheet(read("report.css") + read("matrix.css"));
    }

    private static String read(String name) {
        try (InputStream in = Stylesheet.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is not in the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Nothing may be fetched, nothing may run, and no other style than this one holds. */
    String policy() {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return "default-src 'none'; style-src 'sha256-"
                    + Base64.getEncoder().encodeToString(hash) + "'; base-uri 'none'; form-action 'none'";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
