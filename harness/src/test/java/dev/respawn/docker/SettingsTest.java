package dev.respawn.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import com.fasterxml.jackson.databind.JsonNode;
import dev.respawn.model.Veil;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsTest {
    private static final Veil VEIL = new Veil(new byte[] {1});
    private static final String ID = "c1".repeat(32);

    private static final String WHOLE = """
            { "Id": "%1$s", "Name": "/shop-web", "Image": "sha256:abc",
              "Config": { "Hostname": "%2$s", "User": "www", "Image": "nginx:1", "Cmd": ["serve", "--password=geheim"],
                          "Env": ["PATH=/bin", "DB_PASSWORD=geheim", "EMPTY"],
                          "Labels": { "tier": "front" }, "Entrypoint": null, "Tty": false, "StopTimeout": 3,
                          "Healthcheck": { "Test": ["CMD", "true"] }, "ExposedPorts": { "80/tcp": {} } },
              "HostConfig": { "Memory": 67108864, "MemorySwap": 134217728, "RestartPolicy": { "Name": "on-failure",
                          "MaximumRetryCount": 3 }, "NetworkMode": "front", "CapAdd": null, "Binds": ["data:/data"],
                          "PortBindings": { "80/tcp": [{ "HostIp": "0.0.0.0", "HostPort": "8080" }],
                                            "81/tcp": [{ "HostIp": "", "HostPort": "" }] },
                          "ReadonlyRootfs": true, "CpuShares": 0, "Sysctls": { "net.core.somaxconn": "10" } },
              "Mounts": [{ "Type": "volume", "Name": "data", "Source": "/var/lib/x", "Destination": "/data", "RW": true },
                         { "Type": "bind", "Source": "/etc/x", "Destination": "/x", "RW": false }],
              "NetworkSettings": { "Networks": { "front": { "Aliases": ["web", "%2$s", "a"], "IPAddress": "172.18.0.2" },
                                                 "back": { "Aliases": null } } } }
            """.formatted(ID, ID.substring(0, 12));

    private static Map<String, String> settings(String text) throws IOException {
        JsonNode inspection = Answers.MAPPER.readTree(text);
        return Settings.of(inspection, VEIL);
    }

    @Test
    void each_is_told_by_its_name_and_what_the_engine_chose_is_not() throws IOException {
        assertThat(settings(WHOLE))
                .containsOnly(
                        entry("name", "shop-web"),
                        entry("image", "sha256:abc"),
                        entry("user", "www"),
                        entry("stop timeout", "3"),
                        entry("command", VEIL.over("[\"serve\",\"--password=geheim\"]")),
                        entry("health check", VEIL.over("{\"Test\":[\"CMD\",\"true\"]}")),
                        entry("environment PATH", VEIL.over("/bin")),
                        entry("environment DB_PASSWORD", VEIL.over("geheim")),
                        entry("environment EMPTY", VEIL.over("")),
                        entry("label tier", "front"),
                        entry("ExposedPorts", VEIL.over("{\"80/tcp\":{}}")),
                        entry("memory limit", "64MiB"),
                        entry("memory and swap limit", "134217728"),
                        entry("restart policy", "on-failure:3"),
                        entry("published 80/tcp", "0.0.0.0:8080"),
                        entry("published 81/tcp", "any address, any port"),
                        entry("ReadonlyRootfs", "true"),
                        entry("Sysctls", VEIL.over("{\"net.core.somaxconn\":\"10\"}")),
                        entry("mount /data", "volume data"),
                        entry("mount /x", "bind /etc/x, read-only"),
                        entry("network front", "as a, web"),
                        entry("network back", "no further name"));
    }

    @Test
    void no_value_that_may_be_secret_is_told() throws IOException {
        assertThat(settings(WHOLE).toString()).doesNotContain("geheim");
    }

    @Test
    void a_name_of_the_host_that_somebody_chose_is_told() throws IOException {
        assertThat(settings(WHOLE.replaceFirst("\"Hostname\": \"[^\"]*\"", "\"Hostname\": \"shop\"")))
                .containsEntry("hostname", "shop");
    }

    @Test
    void of_too_many_and_too_long_ones_it_is_told_whether_they_are_the_same() throws IOException {
        StringBuilder labels = new StringBuilder();
        for (int i = 0; i < 1000; i++) {
            labels.append("\"label-")
                    .append(i)
                    .append("x".repeat(500))
                    .append("\": \"")
                    .append("y".repeat(500))
                    .append("\",");
        }
        String many = WHOLE.replace("\"tier\": \"front\"", labels + "\"tier\": \"front\"");

        Map<String, String> settings = settings(many);

        assertThat(settings).hasSizeLessThanOrEqualTo(251).isEqualTo(settings(many));
        assertThat(settings.toString().length()).isLessThan(60_000);
        assertThat(settings(many.replace("label-999x", "label-999z"))).isNotEqualTo(settings);
        assertThat(settings(many.replace("y\",\"label-7x", "z\",\"label-7x"))).isNotEqualTo(settings);
    }
}
