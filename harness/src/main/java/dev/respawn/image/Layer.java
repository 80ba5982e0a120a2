package dev.respawn.image;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/**
 * The file tree of an image, built in memory and written as one layer; what is large waits on disk. The bytes depend on
 * the tree alone: paths are sorted, times are fixed, and the order in which things were put does not show.
 */
final class Layer {
    /** Where Debian keeps what once stood at the top; packages of older releases still use the old places. */
    private static final List<String> MERGED = List.of("bin", "sbin", "lib", "lib32", "lib64", "libx32");

    private sealed interface Node {
        int mode();

        record Directory(int mode, int user, int group) implements Node {}

        /** A class, since two arrays with the same content are not equal, and a record would promise that they are. */
        final class Content implements Node {
            private final byte[] bytes;
            private final int mode;
            private final int user;
            private final int group;

            Content(byte[] bytes, int mode, int user, int group) {
                this.bytes = bytes;
                this.mode = mode;
                this.user = user;
                this.group = group;
            }

            @Override
            public int mode() {
                return mode;
            }
        }

        /** A file that is too large to be held in memory. */
        record Spilled(Path file, int mode, int user, int group) implements Node {}

        record SymbolicLink(String to) implements Node {
            @Override
            public int mode() {
                return 0777;
            }
        }

        record HardLink(String to) implements Node {
            @Override
            public int mode() {
                return 0777;
            }
        }
    }

    /** Files from this size on wait on disk: the machine's image alone is larger than a small heap. */
    private static final long SPILLED_FROM = 1 << 20;

    private final Map<String, Node> nodes = new TreeMap<>();
    private final Optional<Path> scratch;

    /** An empty tree with the links of a merged /usr, all in memory. */
    Layer() {
        this(Optional.empty());
    }

    /** The same, with what is large in a directory that lives as long as this. */
    Layer(Path scratch) {
        this(Optional.of(scratch));
    }

    private Layer(Optional<Path> scratch) {
        this.scratch = scratch;
        for (String top : MERGED) {
            directory("/usr/" + top, 0755);
            nodes.put(top, new Node.SymbolicLink("usr/" + top));
        }
    }

    /** Adds what a package would install; a later one wins. */
    void unpack(InputStream tar) throws IOException {
        TarArchiveInputStream in = new TarArchiveInputStream(tar);
        for (TarArchiveEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
            String path = canonical(entry.getName());
            if (path.isEmpty() || MERGED.contains(path) || documentation(path)) {
                continue;
            }
            int mode = entry.getMode() & 07777;
            int user = (int) entry.getLongUserId();
            int group = (int) entry.getLongGroupId();
            if (entry.isDirectory()) {
                parents(path);
                if (!(nodes.get(path) instanceof Node.SymbolicLink)) {
                    nodes.put(path, new Node.Directory(mode, user, group));
                }
            } else if (entry.isSymbolicLink()) {
                put(path, new Node.SymbolicLink(entry.getLinkName()));
            } else if (entry.isLink()) {
                put(path, new Node.HardLink(canonical(entry.getLinkName())));
            } else if (entry.isFile()) {
                put(path, content(in, entry.getSize(), mode, user, group));
            }
        }
    }

    private Node content(InputStream in, long size, int mode, int user, int group) throws IOException {
        if (size < SPILLED_FROM || scratch.isEmpty()) {
            return new Node.Content(in.readAllBytes(), mode, user, group);
        }
        Path file = Files.createTempFile(scratch.get(), ".large", "");
        try (OutputStream out = Files.newOutputStream(file)) {
            in.transferTo(out);
        }
        return new Node.Spilled(file, mode, user, group);
    }

    /** Only the licences are kept of what nobody reads in a container. */
    private static boolean documentation(String path) {
        return (path.startsWith("usr/share/doc/") && !path.endsWith("/copyright"))
                || path.startsWith("usr/share/man/")
                || path.startsWith("usr/share/locale/")
                || path.startsWith("usr/share/info/")
                || path.startsWith("usr/share/lintian/");
    }

    void directory(String path, int mode) {
        String canonical = canonical(path);
        parents(canonical);
        nodes.put(canonical, new Node.Directory(mode, 0, 0));
    }

    void file(String path, int mode, String text) {
        put(canonical(path), new Node.Content(text.getBytes(StandardCharsets.UTF_8), mode, 0, 0));
    }

    /** A symbolic link, unless something is there. */
    void linkIfAbsent(String path, String to) {
        String canonical = canonical(path);
        if (!nodes.containsKey(canonical)) {
            put(canonical, new Node.SymbolicLink(to));
        }
    }

    /** A symbolic link, whatever is there. */
    void link(String path, String to) {
        put(canonical(path), new Node.SymbolicLink(to));
    }

    /** Takes out a file, or a directory with all that is below; none is no error. */
    void without(String path) {
        String canonical = canonical(path);
        nodes.keySet().removeIf(each -> each.equals(canonical) || each.startsWith(canonical + "/"));
    }

    boolean has(String path) {
        return nodes.containsKey(canonical(path));
    }

    /** The content of a file. */
    byte[] content(String path) throws IOException {
        Node node = nodes.get(canonical(path));
        if (node instanceof Node.Content file) {
            return file.bytes.clone();
        }
        if (node instanceof Node.Spilled spilled) {
            return Files.readAllBytes(spilled.file());
        }
        throw new IllegalArgumentException("no file is at " + path);
    }

    private void put(String path, Node node) {
        parents(path);
        nodes.put(path, node);
    }

    private void parents(String path) {
        for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
            nodes.putIfAbsent(path.substring(0, slash), new Node.Directory(0755, 0, 0));
        }
    }

    private static String canonical(String name) {
        String path = name.replaceFirst("^(\\./|/)+", "").replaceFirst("/+$", "");
        if (path.equals(".")) {
            return "";
        }
        if (List.of(path.split("/", -1)).contains("..")) {
            throw new IllegalArgumentException("'" + name + "' leads out of its tree");
        }
        int slash = path.indexOf('/');
        return slash > 0 && MERGED.contains(path.substring(0, slash)) ? "usr/" + path : path;
    }

    void write(OutputStream out) throws IOException {
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(out, StandardCharsets.UTF_8.name())) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            for (Map.Entry<String, Node> each : nodes.entrySet()) {
                if (!(each.getValue() instanceof Node.HardLink)) {
                    write(tar, each.getKey(), each.getValue());
                }
            }
            // A hard link needs its file before it.
            for (Map.Entry<String, Node> each : nodes.entrySet()) {
                if (each.getValue() instanceof Node.HardLink) {
                    write(tar, each.getKey(), each.getValue());
                }
            }
        }
    }

    private static void write(TarArchiveOutputStream tar, String path, Node node) throws IOException {
        byte[] bytes = {};
        long size = 0;
        TarArchiveEntry entry;
        if (node instanceof Node.Directory directory) {
            entry = new TarArchiveEntry(path + "/", TarConstants.LF_DIR);
            entry.setIds(directory.user(), directory.group());
        } else if (node instanceof Node.Content file) {
            entry = new TarArchiveEntry(path, TarConstants.LF_NORMAL);
            entry.setIds(file.user, file.group);
            bytes = file.bytes;
            size = bytes.length;
        } else if (node instanceof Node.Spilled file) {
            entry = new TarArchiveEntry(path);
            entry.setIds(file.user(), file.group());
            size = Files.size(file.file());
        } else if (node instanceof Node.SymbolicLink link) {
            entry = new TarArchiveEntry(path, TarConstants.LF_SYMLINK);
            entry.setLinkName(link.to());
        } else if (node instanceof Node.HardLink link) {
            entry = new TarArchiveEntry(path, TarConstants.LF_LINK);
            entry.setLinkName(link.to());
        } else {
            throw new IllegalStateException("unforeseen: " + node);
        }
        entry.setMode(node.mode());
        entry.setModTime(0L);
        entry.setUserName("");
        entry.setGroupName("");
        entry.setSize(size);
        tar.putArchiveEntry(entry);
        if (node instanceof Node.Spilled file) {
            Files.copy(file.file(), tar);
        } else {
            tar.write(bytes);
        }
        tar.closeArchiveEntry();
    }
}
