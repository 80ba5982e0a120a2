package dev.respawn.docker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.respawn.model.ByteSize;
import dev.respawn.model.Condition;
import dev.respawn.model.EngineEvent;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What engines of API 1.41 to 1.52 answer, read into facts; whatever they leave out is empty. */
final class Answers {
    static final ObjectMapper MAPPER = new ObjectMapper();
    /** A limit of memory that is none: whole pages, and half of what the kernel can count, so that swap is free too. */
    static final long MEMORY_MOST = 1L << 62;

    private Answers() {}

    static JsonNode tree(String text) throws JsonProcessingException {
        return text.isBlank() ? MAPPER.missingNode() : MAPPER.readTree(text);
    }

    static String json(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A text as a part of a path or a query. */
    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** The engine's own words in an error's body, behind a colon; empty if it has none. */
    static String complaint(String body) {
        int brace = body.indexOf('{');
        if (brace >= 0) {
            try {
                String message =
                        tree(body.substring(brace)).path("message").asText("").strip();
                if (!message.isEmpty()) {
                    return ": " + message.replaceAll("\\s+", " ");
                }
            } catch (JsonProcessingException e) {
                // Not JSON after all: its text is all there is to tell.
            }
        }
        String bare = body.replaceFirst("^Status [0-9]{3}:? ?", "").strip().replaceAll("\\s+", " ");
        return bare.isEmpty() || bare.equals("null") ? "" : ": " + bare;
    }

    /** A time of the engine's; the zero time and whatever is no time are empty. */
    static Optional<Instant> time(String text) {
        if (text.isBlank() || text.startsWith("0001-01-01")) {
            return Optional.empty();
        }
        try {
            return Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    static ContainerFacts container(JsonNode node) {
        return new ContainerFacts(
                node.path("Id").asText(),
                name(node),
                node.path("Image").asText(),
                node.path("State").path("Pid").asLong(),
                condition(node),
                texts(node.path("Config").path("Labels")),
                addresses(node.path("NetworkSettings").path("Networks")),
                published(node.path("NetworkSettings").path("Ports")),
                orElse(
                        node.path("HostConfig")
                                .path("RestartPolicy")
                                .path("Name")
                                .asText(""),
                        "no"),
                node.path("HostConfig")
                        .path("RestartPolicy")
                        .path("MaximumRetryCount")
                        .asInt(),
                limit(node),
                ownVolumes(node),
                node.path("HostConfig").path("AutoRemove").asBoolean());
    }

    /** The volumes that the engine made for this container alone: those that nothing asked for by name. */
    static List<String> ownVolumes(JsonNode node) {
        JsonNode host = node.path("HostConfig");
        if (!host.path("VolumesFrom").isEmpty()) {
            // Any of them may be another container's, and nothing here tells which.
            return List.of();
        }
        Set<String> asked = new HashSet<>();
        host.path("Mounts").forEach(mount -> asked.add(mount.path("Source").asText()));
        host.path("Binds").forEach(bind -> asked.add(bind.asText().split(":", 2)[0]));
        List<String> own = new ArrayList<>();
        for (JsonNode mount : node.path("Mounts")) {
            String name = mount.path("Name").asText("");
            if (mount.path("Type").asText().equals("volume") && !name.isEmpty() && !asked.contains(name)) {
                own.add(name);
            }
        }
        return own;
    }

    /** The limit of a container's own memory. */
    static Optional<ByteSize> limit(JsonNode inspection) {
        return positive(inspection.path("HostConfig").path("Memory"))
                .filter(bytes -> bytes < MEMORY_MOST)
                .map(ByteSize::new);
    }

    private static Optional<Long> positive(JsonNode number) {
        return Optional.of(number.asLong()).filter(n -> n > 0);
    }

    /**
     * The memory of a container; empty if it does not run.
     *
     * @param limited whether it has a limit of its own; without one the engine names the host's memory
     */
    static Optional<MemoryUse> memory(JsonNode stats, boolean limited) {
        JsonNode memory = stats.path("memory_stats");
        return positive(memory.path("usage"))
                .map(usage -> new MemoryUse(
                        usage,
                        positive(memory.path("max_usage")),
                        limited ? positive(memory.path("limit")) : Optional.empty()));
    }

    /** What a file is, from the header that engines put before its content: JSON in Base64. */
    static FileStat file(String header) throws IOException {
        JsonNode stat;
        try {
            stat = tree(new String(Base64.getDecoder().decode(header), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            throw new IOException("it told of a file in words of its own: '" + header + "'", e);
        }
        return new FileStat(
                stat.path("name").asText(),
                stat.path("size").asLong(),
                permissions(stat.path("mode").asLong()),
                (stat.path("mode").asLong() & 1L << 31) != 0,
                time(stat.path("mtime").asText()).orElse(Instant.EPOCH),
                stat.path("linkTarget").asText(""));
    }

    /** Go, in which engines are written, keeps the bits above the nine permissions elsewhere than the kernel. */
    private static int permissions(long go) {
        return (int) (go & 0777)
                | ((go & 1L << 23) != 0 ? 04000 : 0)
                | ((go & 1L << 22) != 0 ? 02000 : 0)
                | ((go & 1L << 20) != 0 ? 01000 : 0);
    }

    /** The last results of a health check, oldest first. */
    static List<HealthResult> healthResults(JsonNode inspection) {
        List<HealthResult> results = new ArrayList<>();
        inspection
                .path("State")
                .path("Health")
                .path("Log")
                .forEach(result -> results.add(new HealthResult(
                        time(result.path("Start").asText()).orElse(Instant.EPOCH),
                        time(result.path("End").asText()).orElse(Instant.EPOCH),
                        result.path("ExitCode").asInt(),
                        result.path("Output").asText(""))));
        return results;
    }

    /** The steps of an image, newest first, one line each. */
    static List<String> history(JsonNode steps) {
        List<String> lines = new ArrayList<>();
        steps.forEach(step -> lines.add(orElse(
                        step.path("CreatedBy").asText("").strip(),
                        step.path("Comment").asText(""))
                .strip()
                .replaceAll("\\s+", " ")));
        return lines;
    }

    /** What the event stream must know of a container. */
    static EventSource.Look look(JsonNode node) {
        ContainerFacts facts = container(node);
        Condition condition = facts.condition();
        boolean running = condition.running() || condition.status().equals("paused");
        Map<String, String> attributes = new TreeMap<>(facts.labels());
        attributes.put("name", facts.name());
        attributes.put("image", node.path("Config").path("Image").asText());
        return new EventSource.Look(
                facts.id(),
                time(node.path("Created").asText()).orElse(Instant.EPOCH),
                running,
                condition.startedAt(),
                condition.finishedAt(),
                condition.exitCode(),
                attributes);
    }

    private static String name(JsonNode node) {
        String name = node.path("Name").asText();
        return name.startsWith("/") ? name.substring(1) : name;
    }

    private static Condition condition(JsonNode node) {
        JsonNode state = node.path("State");
        JsonNode health = state.path("Health");
        return new Condition(
                state.path("Status").asText(),
                state.path("ExitCode").asInt(),
                state.path("OOMKilled").asBoolean(),
                node.path("RestartCount").asInt(),
                time(state.path("StartedAt").asText()),
                time(state.path("FinishedAt").asText()),
                Optional.of(health.path("Status").asText("")).filter(word -> !word.isEmpty() && !word.equals("none")),
                health.path("FailingStreak").asInt(),
                state.path("Error").asText(""));
    }

    /** By network name. The one on top of the settings is gone since API 1.52, and was never more than a copy. */
    private static Map<String, String> addresses(JsonNode networks) {
        Map<String, String> addresses = new TreeMap<>();
        networks.properties().forEach(network -> {
            String address = network.getValue().path("IPAddress").asText("");
            if (!address.isEmpty()) {
                addresses.put(network.getKey(), address);
            }
        });
        return addresses;
    }

    private static Map<Integer, Integer> published(JsonNode ports) {
        Map<Integer, Integer> published = new TreeMap<>();
        ports.properties().forEach(port -> {
            String[] parts = port.getKey().split("/", 2);
            int host = port.getValue().path(0).path("HostPort").asInt();
            if (host != 0 && parts[0].matches("[0-9]{1,5}") && (parts.length < 2 || parts[1].equals("tcp"))) {
                published.put(Integer.valueOf(parts[0]), host);
            }
        });
        return published;
    }

    static EngineFacts engine(JsonNode info, JsonNode version, Instant now) {
        return new EngineFacts(
                info.path("ID").asText(),
                version.path("Version").asText(info.path("ServerVersion").asText()),
                version.path("ApiVersion").asText(),
                version.path("MinAPIVersion").asText(),
                info.path("KernelVersion").asText(),
                info.path("OperatingSystem").asText(),
                info.path("Architecture").asText(),
                // Engines that do not tell are older than the second version.
                orElse(info.path("CgroupVersion").asText(""), "1"),
                info.path("CgroupDriver").asText(),
                info.path("Driver").asText(),
                info.path("LiveRestoreEnabled").asBoolean(),
                component(info, version, "containerd", "ContainerdCommit"),
                component(info, version, "runc", "RuncCommit"),
                time(info.path("SystemTime").asText()).orElse(now),
                info.path("IndexServerAddress").asText(),
                info.path("DockerRootDir").asText(),
                // Left out where it is so, and false where it is not.
                info.path("MemoryLimit").asBoolean(true));
    }

    private static String component(JsonNode info, JsonNode version, String name, String commit) {
        for (JsonNode component : version.path("Components")) {
            if (component.path("Name").asText().equals(name)) {
                return component.path("Version").asText();
            }
        }
        return info.path(commit).path("ID").asText();
    }

    /** An event; its names are those of API 1.22 and later, which 1.52 left alone. */
    static EngineEvent event(JsonNode node) {
        long nanos = node.path("timeNano").asLong(node.path("time").asLong() * 1_000_000_000L);
        return new EngineEvent(
                Instant.ofEpochSecond(Math.floorDiv(nanos, 1_000_000_000L), Math.floorMod(nanos, 1_000_000_000L)),
                node.path("Type").asText(),
                node.path("Action").asText(),
                node.path("Actor").path("ID").asText(),
                texts(node.path("Actor").path("Attributes")),
                false);
    }

    static Map<String, String> texts(JsonNode node) {
        Map<String, String> texts = new HashMap<>();
        node.properties()
                .forEach(field -> texts.put(field.getKey(), field.getValue().asText()));
        return texts;
    }

    private static String orElse(String text, String otherwise) {
        return text.isEmpty() ? otherwise : text;
    }
}
