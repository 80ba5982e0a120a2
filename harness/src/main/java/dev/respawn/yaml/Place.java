package dev.respawn.yaml;

/** Where in a file something stands; lines and columns count from 1. Line 0 is the file as a whole. */
public record Place(String file, int line, int column) implements Comparable<Place> {
    /** The file as a whole: for one that is missing or cannot be read. */
    public static Place whole(String file) {
        return new Place(file, 0, 0);
    }

    @Override
    public int compareTo(Place other) {
        int byFile = file.compareTo(other.file);
        int byLine = byFile != 0 ? byFile : Integer.compare(line, other.line);
        return byLine != 0 ? byLine : Integer.compare(column, other.column);
    }

    @Override
    public String toString() {
        return line == 0 ? file : file + ":" + line + ":" + column;
    }
}
