package dev.respawn.matrix;

/** Renders a matrix as one file; found through META-INF/services. */
public interface Renderer {
    /** The file's name. */
    String file();

    /** Its content; the same for the same matrix. */
    String text(Matrix matrix);
}
