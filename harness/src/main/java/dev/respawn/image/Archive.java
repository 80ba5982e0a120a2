package dev.respawn.image;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/**
 * An image in the form that {@code docker save} writes.
 *
 * @param id the digest of its configuration, which names the digest of its content
 * @param origin what it was built from
 */
record Archive(Path file, String id, String origin) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ORIGIN = "dev.respawn.origin";

    /**
     * What an engine must know to run it. There is no stop signal on purpose: see {@link Recipe}.
     *
     * @param architecture in the words of Go, such as amd64
     * @param port 0 for none
     * @param packages all that are in it, with their versions
     */
    record Config(
            String tag, String architecture, List<String> command, int port, String origin, List<String> packages) {
        Config {
            command = List.copyOf(command);
            packages = List.copyOf(packages);
        }
    }

    /** Writes an archive; the same layer and configuration give the same bytes. */
    static Archive write(Path file, Layer layer, Config config) throws IOException {
        Path content = Files.createTempFile(file.toAbsolutePath().getParent(), ".layer", ".tar");
        try {
            MessageDigest digest = sha256();
            try (OutputStream out =
                    new DigestOutputStream(new BufferedOutputStream(Files.newOutputStream(content)), digest)) {
                layer.write(out);
            }
            String layerDigest = HexFormat.of().formatHex(digest.digest());
            byte[] configuration = configuration(config, layerDigest);
            String id = HexFormat.of().formatHex(sha256().digest(configuration));
            String layerName = layerDigest + "/layer.tar";
            byte[] manifest = JSON.writeValueAsBytes(List.of(sorted(
                    Map.of("Config", id + ".json", "RepoTags", List.of(config.tag()), "Layers", List.of(layerName)))));
            try (TarArchiveOutputStream tar =
                    new TarArchiveOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
                tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
                entry(tar, layerName, Files.size(content));
                Files.copy(content, tar);
                tar.closeArchiveEntry();
                entry(tar, id + ".json", configuration.length);
                tar.write(configuration);
                tar.closeArchiveEntry();
                entry(tar, "manifest.json", manifest.length);
                tar.write(manifest);
                tar.closeArchiveEntry();
            }
            return new Archive(file, "sha256:" + id, config.origin());
        } finally {
            Files.deleteIfExists(content);
        }
    }

    private static void entry(TarArchiveOutputStream tar, String name, long size) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(size);
        entry.setModTime(0L);
        entry.setIds(0, 0);
        entry.setUserName("");
        entry.setGroupName("");
        entry.setMode(0100644);
        tar.putArchiveEntry(entry);
    }

    private static byte[] configuration(Config config, String layerDigest) throws JsonProcessingException {
        Map<String, Object> run = new TreeMap<>();
        run.put("Cmd", config.command());
        run.put("Env", List.of("PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"));
        run.put(
                "Labels",
                sorted(Map.of(ORIGIN, config.origin(), "dev.respawn.packages", String.join(" ", config.packages()))));
        if (config.port() != 0) {
            run.put("ExposedPorts", Map.of(config.port() + "/tcp", Map.of()));
        }
        Map<String, Object> image = new TreeMap<>();
        image.put("architecture", config.architecture());
        image.put("config", run);
        // A time of building would give the same content another id every time.
        image.put("created", "1970-01-01T00:00:00Z");
        image.put("history", List.of(sorted(Map.of("created", "1970-01-01T00:00:00Z", "created_by", "respawn"))));
        image.put("os", "linux");
        image.put("rootfs", sorted(Map.of("type", "layers", "diff_ids", List.of("sha256:" + layerDigest))));
        return JSON.writeValueAsBytes(image);
    }

    private static <V> Map<String, V> sorted(Map<String, V> map) {
        return new LinkedHashMap<>(new TreeMap<>(map));
    }

    /**
     * Reads an archive and proves that it is whole: its configuration and its layers have the digests that they are
     * named by.
     *
     * @throws IOException if it is not
     */
    static Archive read(Path file) throws IOException {
        Map<String, byte[]> documents = new HashMap<>();
        Map<String, String> layers = new HashMap<>();
        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                if (entry.getName().endsWith(".tar")) {
                    layers.put(entry.getName(), digest(tar));
                } else if (entry.getSize() < 1 << 20) {
                    documents.put(entry.getName(), tar.readAllBytes());
                }
            }
        } catch (IllegalArgumentException e) {
            throw new IOException(file + " is no tar archive: " + e.getMessage(), e);
        }
        JsonNode manifest = document(file, documents, "manifest.json").path(0);
        String name = manifest.path("Config").asText();
        JsonNode config = document(file, documents, name);
        String id = HexFormat.of().formatHex(sha256().digest(documents.getOrDefault(name, new byte[0])));
        if (!name.equals(id + ".json")) {
            throw new IOException(file + " is damaged: its configuration " + name + " has the digest " + id);
        }
        JsonNode wanted = config.path("rootfs").path("diff_ids");
        if (wanted.size() != manifest.path("Layers").size() || wanted.isEmpty()) {
            throw new IOException(file + " is damaged: it has "
                    + manifest.path("Layers").size() + " layers and names " + wanted.size());
        }
        for (int i = 0; i < wanted.size(); i++) {
            String found =
                    "sha256:" + layers.get(manifest.path("Layers").path(i).asText());
            if (!found.equals(wanted.path(i).asText())) {
                throw new IOException(file + " is damaged: layer " + i + " has the digest " + found + "; wanted "
                        + wanted.path(i).asText());
            }
        }
        return new Archive(
                file,
                "sha256:" + id,
                config.path("config").path("Labels").path(ORIGIN).asText(""));
    }

    private static JsonNode document(Path file, Map<String, byte[]> documents, String name) throws IOException {
        byte[] bytes = documents.get(name);
        if (bytes == null) {
            throw new IOException(file + " is damaged: it has no '" + name + "'");
        }
        return JSON.readTree(new String(bytes, StandardCharsets.UTF_8));
    }

    private static String digest(InputStream in) throws IOException {
        MessageDigest digest = sha256();
        byte[] buffer = new byte[1 << 16];
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            digest.update(buffer, 0, read);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
