package dev.respawn.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LayerTest {
    @Test
    void the_order_in_which_files_were_put_does_not_show() throws IOException {
        Layer one = new Layer();
        one.file("/etc/a", 0644, "a");
        one.file("/etc/b", 0644, "b");
        Layer other = new Layer();
        other.file("/etc/b", 0644, "b");
        other.file("/etc/a", 0644, "a");

        assertThat(bytes(one)).isEqualTo(bytes(other));
    }

    @Test
    void another_content_or_mode_gives_other_bytes() throws IOException {
        assertThat(bytes(with(layer -> layer.file("/etc/a", 0644, "a"))))
                .isNotEqualTo(bytes(with(layer -> layer.file("/etc/a", 0644, "b"))))
                .isNotEqualTo(bytes(with(layer -> layer.file("/etc/a", 0600, "a"))));
    }

    @Test
    void what_is_large_waits_on_disk_and_is_written_all_the_same(@TempDir Path scratch) throws IOException {
        String large = "x".repeat(1 << 20);
        Filling content = out -> add(out, "./usr/bin/large", TarConstants.LF_NORMAL, 0755, "", large);
        Layer onDisk = new Layer(scratch);
        onDisk.unpack(tar(content));
        Layer inMemory = new Layer();
        inMemory.unpack(tar(content));

        assertThat(scratch).isDirectoryContaining(file -> file.toFile().length() == 1 << 20);
        assertThat(bytes(onDisk)).isEqualTo(bytes(inMemory));
        assertThat(onDisk.content("/usr/bin/large")).hasSize(1 << 20);
    }

    @Test
    void what_is_taken_out_goes_with_all_below_it_and_nothing_else() throws IOException {
        Layer layer = new Layer();
        layer.file("/opt/a/b/c", 0644, "");
        layer.file("/opt/ab", 0644, "");

        layer.without("/opt/a");

        assertThat(list(layer)).contains("opt/ab 644 0:0").noneMatch(line -> line.startsWith("opt/a/"));
    }

    @Test
    void a_package_keeps_modes_owners_and_links_and_its_old_places_move_under_usr() throws IOException {
        Layer layer = new Layer();

        layer.unpack(tar(out -> {
            add(out, "./", TarConstants.LF_DIR, 0755, "", "");
            add(out, "./bin/", TarConstants.LF_DIR, 0755, "", "");
            add(out, "./bin/tool", TarConstants.LF_NORMAL, 04755, "", "run");
            add(out, "./bin/twin", TarConstants.LF_LINK, 0755, "./bin/tool", "");
            add(out, "./usr/lib/now", TarConstants.LF_SYMLINK, 0777, "then", "");
            add(out, "./usr/share/doc/x/changelog", TarConstants.LF_NORMAL, 0644, "", "long");
            add(out, "./usr/share/doc/x/copyright", TarConstants.LF_NORMAL, 0644, "", "free");
        }));

        assertThat(list(layer))
                .contains(
                        "bin -> usr/bin",
                        "usr/bin/ 755 0:0",
                        "usr/bin/tool 4755 0:42",
                        "usr/bin/twin = usr/bin/tool",
                        "usr/lib/now -> then",
                        "usr/share/doc/x/copyright 644 0:42")
                .noneMatch(line -> line.contains("changelog"));
    }

    @Test
    void a_hard_link_comes_after_its_file_whatever_their_names() throws IOException {
        Layer layer = new Layer();

        layer.unpack(tar(out -> {
            add(out, "./etc/z", TarConstants.LF_NORMAL, 0644, "", "z");
            add(out, "./etc/a", TarConstants.LF_LINK, 0644, "./etc/z", "");
        }));

        assertThat(list(layer)).containsSubsequence("etc/z 644 0:42", "etc/a = etc/z");
    }

    @Test
    void a_link_never_replaces_a_file() throws IOException {
        Layer layer = new Layer();
        layer.file("/bin/ip", 0755, "the real one");

        layer.linkIfAbsent("/bin/ip", "/bin/busybox");
        layer.linkIfAbsent("/bin/cat", "/bin/busybox");

        assertThat(list(layer)).contains("usr/bin/ip 755 0:0", "usr/bin/cat -> /bin/busybox");
    }

    @Test
    void a_path_that_leads_out_of_the_tree_is_refused() {
        assertThatThrownBy(() -> new Layer().file("/etc/../../root/x", 0644, ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'/etc/../../root/x' leads out of its tree");
    }

    private interface Filling {
        void fill(TarArchiveOutputStream out) throws IOException;
    }

    private static ByteArrayInputStream tar(Filling filling) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream out = new TarArchiveOutputStream(bytes)) {
            filling.fill(out);
        }
        return new ByteArrayInputStream(bytes.toByteArray());
    }

    private static void add(TarArchiveOutputStream out, String name, byte type, int mode, String link, String content)
            throws IOException {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        TarArchiveEntry entry = new TarArchiveEntry(name, type);
        entry.setMode(mode);
        entry.setIds(0, type == TarConstants.LF_NORMAL ? 42 : 0);
        entry.setLinkName(link);
        entry.setSize(bytes.length);
        out.putArchiveEntry(entry);
        out.write(bytes);
        out.closeArchiveEntry();
    }

    private static Layer with(Consumer<Layer> filling) {
        Layer layer = new Layer();
        filling.accept(layer);
        return layer;
    }

    private static byte[] bytes(Layer layer) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        layer.write(out);
        return out.toByteArray();
    }

    private static List<String> list(Layer layer) throws IOException {
        List<String> lines = new ArrayList<>();
        TarArchiveInputStream in = new TarArchiveInputStream(new ByteArrayInputStream(bytes(layer)));
        for (TarArchiveEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
            assertThat(entry.getLastModifiedDate()).hasTime(0);
            lines.add(entry.getName()
                    + (entry.isSymbolicLink()
                            ? " -> " + entry.getLinkName()
                            : entry.isLink()
                                    ? " = " + entry.getLinkName()
                                    : " " + Integer.toOctalString(entry.getMode() & 07777) + " " + entry.getLongUserId()
                                            + ":" + entry.getLongGroupId()));
        }
        return lines;
    }
}
