package dev.respawn.image;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/**
 * The file tree of an image, built in memory and written as one layer. The bytes depend on the tree alone: paths are
 * sorted, times are fixed, and the order in which things were put does not show.
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

    private final Map<String, Node> nodes = new TreeMap<>();

    /** An empty tree with the links of a merged /usr. */
    Layer() {
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
                put(path, new Node.Content(in.readAllBytes(), mode, user, group));
            }
        }
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

    boolean has(String path) {
        return nodes.containsKey(canonical(path));
    }

    /** The content of a file. */
    byte[] content(String path) {
        if (nodes.get(canonical(path)) instanceof Node.Content file) {
            return file.bytes.clone();
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
        TarArchiveEntry entry;
        if (node instanceof Node.Directory directory) {
            entry = new TarArchiveEntry(path + "/", TarConstants.LF_DIR);
            entry.setIds(directory.user(), directory.group());
        } else if (node instanceof Node.Content file) {
            entry = new TarArchiveEntry(path, TarConstants.LF_NORMAL);
            entry.setIds(file.user, file.group);
            bytes = file.bytes;
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
        entry.setSize(bytes.length);
        tar.putArchiveEntry(entry);
        tar.write(bytes);
        tar.closeArchiveEntry();
    }
}
