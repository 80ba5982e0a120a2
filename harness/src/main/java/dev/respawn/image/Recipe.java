package dev.respawn.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How a logical image is had: its name in a registry, or the packages and files it is built from.
 *
 * <p>No recipe sets a stop signal. The registry's nginx sets QUIT, its graceful end; without it a stop sends TERM, which
 * is nginx's fast end with code 0. Stories that care name the signal themselves.
 *
 * @param edition goes up with every change of what is built, so that an old cache is not mistaken for it
 * @param registry what to pull where a registry answers
 * @param port 0 for none
 */
record Recipe(String name, int edition, String registry, List<String> packages, List<String> command, int port) {
    /** The image of machines, which no registry has: the name leads to no other than the one that is built. */
    private static final Recipe MACHINE = new Recipe(
            Images.MACHINE,
            1,
            "localhost/respawn-machine:r1",
            MachineTree.PACKAGES,
            List.of("/lib/systemd/systemd"),
            0);

    private static final List<Recipe> ALL = List.of(
            new Recipe("busybox", 1, "busybox:stable", List.of("busybox-static"), List.of("sh"), 0),
            new Recipe(
                    "nginx",
                    1,
                    "nginx:stable-alpine",
                    List.of("nginx", "busybox-static"),
                    List.of("nginx", "-g", "daemon off;"),
                    80),
            // Where it finds those it balances, only its configuration can say.
            new Recipe(
                    "haproxy",
                    1,
                    "haproxy:lts-alpine",
                    List.of("haproxy", "busybox-static"),
                    List.of("haproxy", "-db", "-f", "/etc/haproxy/haproxy.cfg"),
                    80),
            MACHINE);

    private static final String PASSWD = """
            root:x:0:0:root:/root:/bin/sh
            www-data:x:33:33:www-data:/var/www:/bin/false
            nobody:x:65534:65534:nobody:/nonexistent:/bin/false
            """;
    private static final String GROUP = """
            root:x:0:
            adm:x:4:
            www-data:x:33:
            nogroup:x:65534:
            """;
    private static final String NGINX_CONF = """
            user www-data;
            worker_processes 1;
            pid /run/nginx.pid;
            error_log /dev/stderr notice;
            events { worker_connections 512; }
            http {
              include /etc/nginx/mime.types;
              default_type application/octet-stream;
              access_log /dev/stdout;
              sendfile on;
              keepalive_timeout 65;
              server_tokens off;
              server {
                listen 80 default_server;
                root /var/www/html;
                index index.html;
              }
            }
            """;
    private static final String INDEX = """
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><title>Up</title></head><body><p>This page is up.</p></body></html>
            """;

    Recipe {
        packages = List.copyOf(packages);
        command = List.copyOf(command);
    }

    /** All logical names. */
    static List<String> names() {
        return ALL.stream().map(Recipe::name).sorted().toList();
    }

    /** The recipe of a logical name; anything else is an engine's reference. */
    static Optional<Recipe> named(String name) {
        return ALL.stream().filter(recipe -> recipe.name.equals(name)).findFirst();
    }

    /** Its name in engines. */
    String tag() {
        return "respawn/" + key().replaceFirst("-", ":");
    }

    /** Its name in files. */
    String key() {
        return name + "-r" + edition;
    }

    /** Builds it and writes it as an archive. */
    Archive build(Path file, Path scratch) throws IOException, InterruptedException {
        try (DebianPackages fetched = DebianPackages.fetch(scratch, packages)) {
            Layer layer = new Layer(scratch);
            if (equals(MACHINE)) {
                MachineTree.fill(layer, fetched, scratch);
                return write(file, scratch, layer, fetched);
            }
            fetched.unpack(layer);
            for (String directory : List.of("/tmp", "/var/tmp")) {
                layer.directory(directory, 01777);
            }
            for (String directory : List.of("/root", "/run", "/proc", "/sys", "/dev", "/var/log", "/etc")) {
                layer.directory(directory, 0755);
            }
            layer.file("/etc/passwd", 0644, PASSWD);
            layer.file("/etc/group", 0644, GROUP);
            if (name.equals("nginx")) {
                layer.directory("/var/log/nginx", 0755);
                layer.directory("/var/lib/nginx", 0755);
                layer.file("/etc/nginx/nginx.conf", 0644, NGINX_CONF);
                layer.file("/var/www/html/index.html", 0644, INDEX);
            }
            for (String applet : applets(layer, scratch)) {
                layer.linkIfAbsent("/" + applet, "/bin/busybox");
            }
            return write(file, scratch, layer, fetched);
        }
    }

    private Archive write(Path file, Path scratch, Layer layer, DebianPackages fetched)
            throws IOException, InterruptedException {
        List<String> versions = new ArrayList<>();
        for (String each : packages) {
            versions.add(fetched.version(each));
        }
        return Archive.write(
                file,
                layer,
                new Archive.Config(
                        tag(),
                        DebianPackages.architecture(scratch),
                        command,
                        port,
                        "built from Debian packages " + String.join(", ", versions),
                        fetched.versions()));
    }

    /** The paths of all programs that this busybox can be; it is asked, since builds differ. */
    private static List<String> applets(Layer layer, Path scratch) throws IOException, InterruptedException {
        // It is whatever its file is named.
        Path busybox = Files.createTempDirectory(scratch, ".tool").resolve("busybox");
        Files.createFile(busybox, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        try {
            Files.write(busybox, layer.content("/bin/busybox"));
            return DebianPackages.run(scratch, Duration.ofSeconds(10), List.of(busybox.toString(), "--list-full"))
                    .lines()
                    .filter(line -> line.matches("[A-Za-z0-9/_.\\[-]{1,64}") && !line.contains(".."))
                    .toList();
        } finally {
            Files.deleteIfExists(busybox);
        }
    }
}
