package dev.respawn.docker;

import com.fasterxml.jackson.databind.JsonNode;
import dev.respawn.model.ByteSize;
import dev.respawn.model.Veil;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * How a container was asked for, read from what its engine says of it when inspected: each setting by its name in words, or
 * by the engine's own where it has none. What is not there is not set. Not told is what the engine chose for that one
 * container alone, such as its id as a name of its host.
 */
final class Settings {
    /** Names that people know, of the engine's words for what a container has of its own. */
    private static final Map<String, String> WORDS = Map.of(
            "User", "user",
            "WorkingDir", "working directory",
            "StopSignal", "stop signal",
            "StopTimeout", "stop timeout",
            "MemorySwap", "memory and swap limit",
            "NanoCpus", "cpu limit",
            "PidsLimit", "process limit",
            "CgroupParent", "control group");

    /** What is told in other words below, or says nothing: the image by its name, who listens, the terminal's size. */
    private static final Set<String> CONFIG_TOLD =
            Set.of("Hostname", "Image", "Env", "Labels", "Cmd", "Entrypoint", "Healthcheck", "Volumes", "OnBuild");

    private static final Set<String> HOST_TOLD = Set.of(
            "Memory",
            "RestartPolicy",
            "PortBindings",
            "Binds",
            "Mounts",
            "NetworkMode",
            "ConsoleSize",
            "ContainerIDFile");

    /** As many as a journal's entry holds. */
    private static final int SETTINGS_MOST = 250;

    private static final int NAME_LONGEST = 120;
    private static final int VALUE_LONGEST = 100;
    private static final int SHORT_ID = 12;

    private final Map<String, String> all = new TreeMap<>();
    private final Veil veil;

    private Settings(Veil veil) {
        this.veil = veil;
    }

    /** @param veil what is put over values that may be secret, or are too long to be told */
    static Map<String, String> of(JsonNode inspection, Veil veil) {
        Settings settings = new Settings(veil);
        settings.read(inspection);
        return settings.bounded();
    }

    private void read(JsonNode inspection) {
        String id = inspection.path("Id").asText();
        JsonNode config = inspection.path("Config");
        JsonNode host = inspection.path("HostConfig");
        put("name", inspection.path("Name").asText().replaceFirst("^/", ""));
        put("image", inspection.path("Image").asText());
        String hostname = config.path("Hostname").asText();
        if (!shortOf(id, hostname)) {
            put("hostname", hostname);
        }
        hide("command", config.path("Cmd"));
        hide("entrypoint", config.path("Entrypoint"));
        hide("health check", config.path("Healthcheck"));
        for (JsonNode variable : config.path("Env")) {
            String[] parts = variable.asText().split("=", 2);
            all.put("environment " + parts[0], veil.over(parts.length > 1 ? parts[1] : ""));
        }
        config.path("Labels")
                .properties()
                .forEach(label ->
                        all.put("label " + label.getKey(), label.getValue().asText()));
        Answers.limit(inspection).map(ByteSize::toString).ifPresent(limit -> put("memory limit", limit));
        String policy = host.path("RestartPolicy").path("Name").asText("");
        int retries = host.path("RestartPolicy").path("MaximumRetryCount").asInt();
        put("restart policy", policy.equals("no") ? "" : policy + (retries > 0 ? ":" + retries : ""));
        host.path("PortBindings")
                .properties()
                .forEach(port -> all.put("published " + port.getKey(), at(port.getValue())));
        for (JsonNode mount : inspection.path("Mounts")) {
            all.put("mount " + mount.path("Destination").asText(), mounted(mount));
        }
        inspection
                .path("NetworkSettings")
                .path("Networks")
                .properties()
                .forEach(network -> all.put("network " + network.getKey(), aliases(id, network.getValue())));
        rest(config, CONFIG_TOLD);
        rest(host, HOST_TOLD);
    }

    private static boolean shortOf(String id, String text) {
        return text.length() == SHORT_ID && id.startsWith(text);
    }

    private void put(String name, String value) {
        if (!value.isEmpty()) {
            all.put(name, value);
        }
    }

    /** A command may well have a password in it. */
    private void hide(String name, JsonNode value) {
        if (!value.isNull() && !value.isEmpty()) {
            all.put(name, veil.over(value.toString()));
        }
    }

    private static String at(JsonNode bindings) {
        List<String> places = new ArrayList<>();
        for (JsonNode binding : bindings) {
            String port = binding.path("HostPort").asText("");
            String address = binding.path("HostIp").asText("");
            places.add((address.isEmpty() ? "any address" : address)
                    + (port.isEmpty() || port.equals("0") ? ", any port" : ":" + port));
        }
        return String.join(" and ", places);
    }

    private static String mounted(JsonNode mount) {
        String type = mount.path("Type").asText("");
        // A volume is known by its name, all else by where it is on the host.
        String what = Stream.of(
                        mount.path("Name").asText(""), mount.path("Source").asText(""))
                .filter(text -> !text.isEmpty())
                .findFirst()
                .map(text -> " " + text)
                .orElse("");
        return type + what + (mount.path("RW").asBoolean(true) ? "" : ", read-only");
    }

    private static String aliases(String id, JsonNode network) {
        List<String> aliases = new ArrayList<>();
        network.path("Aliases").forEach(alias -> {
            if (!shortOf(id, alias.asText())) {
                aliases.add(alias.asText());
            }
        });
        aliases.sort(null);
        String fixed = network.path("IPAMConfig").path("IPv4Address").asText("");
        return (aliases.isEmpty() ? "no further name" : "as " + String.join(", ", aliases))
                + (fixed.isEmpty() ? "" : ", at " + fixed);
    }

    /** All else that the engine says: whoever makes a container anew has to send it back. */
    private void rest(JsonNode node, Set<String> told) {
        node.properties().forEach(field -> {
            JsonNode value = field.getValue();
            if (told.contains(field.getKey()) || nothing(value)) {
                return;
            }
            String name = Optional.ofNullable(WORDS.get(field.getKey())).orElse(field.getKey());
            if (value.isNumber() || value.isBoolean() || WORDS.containsKey(field.getKey())) {
                all.put(name, value.asText());
            } else {
                all.put(name, veil.over(value.toString()));
            }
        });
    }

    private static boolean nothing(JsonNode value) {
        return value.isNull()
                || (value.isContainerNode() && value.isEmpty())
                || (value.isTextual() && value.asText().isEmpty())
                || (value.isNumber() && value.asDouble() == 0)
                || (value.isBoolean() && !value.asBoolean());
    }

    /** Of too many the last are told as one, and of what is too long only whether it is the same. */
    private Map<String, String> bounded() {
        Map<String, String> bounded = new TreeMap<>();
        Map<String, String> more = new TreeMap<>();
        all.forEach((name, value) -> {
            String shown = value.length() > VALUE_LONGEST ? veil.over(value) : value;
            String known =
                    name.length() > NAME_LONGEST ? name.substring(0, NAME_LONGEST) + "… " + veil.over(name) : name;
            (bounded.size() < SETTINGS_MOST ? bounded : more).put(known, shown);
        });
        if (!more.isEmpty()) {
            bounded.put("further settings", veil.over(more.toString()));
        }
        return bounded;
    }
}
