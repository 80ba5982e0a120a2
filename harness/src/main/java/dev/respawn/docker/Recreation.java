package dev.respawn.docker;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * How a container is made once more, read from what its engine says of it when inspected. Nearly all of that can be sent
 * back as it is; what follows is what cannot, since it is of that one container and not of how it was asked for.
 *
 * @param name that it shall have
 * @param body what is sent to make it
 * @param furtherNetworks beyond the one that it is created in, each with its endpoint
 * @param stopsFirst whether it may be stopped before it is removed
 */
record Recreation(
        String name, Map<String, Object> body, Map<String, Map<String, Object>> furtherNetworks, boolean stopsFirst) {
    private static final TypeReference<LinkedHashMap<String, Object>> MAP = new TypeReference<>() {};
    private static final int SHORT_ID = 12;

    String halfName() {
        return name + Door.HALF_RECREATED;
    }

    /**
     * Reads an inspection.
     *
     * @param byReference whether the name of the image still means the same one
     */
    static Recreation of(JsonNode inspection, Door.OwnVolumes volumes, boolean byReference) {
        String id = inspection.path("Id").asText();
        String name = inspection.path("Name").asText().replaceFirst("^/", "");
        Map<String, Object> body = map(inspection.path("Config"));
        Map<String, Object> host = map(inspection.path("HostConfig"));
        if (!byReference) {
            body.put("Image", inspection.path("Image").asText());
        }
        String mode = inspection.path("HostConfig").path("NetworkMode").asText("");
        if (shortOf(id, String.valueOf(body.get("Hostname"))) || mode.startsWith("container:")) {
            // The engine's choice, or that of the container whose network it shares.
            body.remove("Hostname");
        }
        if (mode.startsWith("container:")) {
            body.remove("ExposedPorts");
        }
        if (inspection.path("HostConfig").path("Links").isArray()) {
            List<String> links = new ArrayList<>();
            inspection.path("HostConfig").path("Links").forEach(link -> links.add(link(link.asText())));
            host.put("Links", links);
        }
        if (volumes == Door.OwnVolumes.KEPT) {
            keepVolumes(inspection, host);
        }
        Map<String, Map<String, Object>> further = new TreeMap<>();
        inspection
                .path("NetworkSettings")
                .path("Networks")
                .properties()
                .forEach(network -> further.put(network.getKey(), endpoint(network.getValue(), id)));
        Optional<String> first = first(inspection, mode);
        if (first.isPresent()) {
            Map<String, Object> endpoint = further.remove(first.get());
            if (endpoint != null && !endpoint.isEmpty()) {
                // By the word that the mode uses, whether that is the network's name or its id.
                body.put("NetworkingConfig", Map.of("EndpointsConfig", Map.of(mode, endpoint)));
            }
        } else {
            // It has no network of its own to be in.
            further.clear();
        }
        body.put("HostConfig", host);
        return new Recreation(
                name,
                body,
                further,
                // Such a one is gone as soon as it has stopped, and the engine refuses to remove what it removes.
                !inspection.path("HostConfig").path("AutoRemove").asBoolean());
    }

    private static Map<String, Object> map(JsonNode node) {
        return node.isObject() ? Answers.MAPPER.convertValue(node, MAP) : new LinkedHashMap<>();
    }

    private static boolean shortOf(String id, String text) {
        return text.length() == SHORT_ID && id.startsWith(text);
    }

    /** Asked for as other:alias, told as /other:/me/alias. */
    private static String link(String told) {
        String[] parts = told.split(":", 2);
        return parts.length < 2
                ? told
                : parts[0].replaceFirst("^/", "") + ":" + parts[1].substring(parts[1].lastIndexOf('/') + 1);
    }

    private static Map<String, Object> endpoint(JsonNode network, String id) {
        Map<String, Object> endpoint = new LinkedHashMap<>();
        List<String> aliases = new ArrayList<>();
        network.path("Aliases").forEach(alias -> {
            if (!shortOf(id, alias.asText())) {
                aliases.add(alias.asText());
            }
        });
        if (!aliases.isEmpty()) {
            endpoint.put("Aliases", aliases);
        }
        for (String kept : Set.of("IPAMConfig", "Links", "DriverOpts")) {
            if (!network.path(kept).isEmpty()) {
                endpoint.put(kept, Answers.MAPPER.convertValue(network.path(kept), Object.class));
            }
        }
        return endpoint;
    }

    /** The network that it is created in; empty for none of its own. */
    private static Optional<String> first(JsonNode inspection, String mode) {
        for (Map.Entry<String, JsonNode> network :
                inspection.path("NetworkSettings").path("Networks").properties()) {
            String id = network.getValue().path("NetworkID").asText("");
            if (mode.equals(network.getKey())
                    || (!id.isEmpty() && mode.equals(id))
                    || (Set.of("default", "").contains(mode) && network.getKey().equals("bridge"))) {
                return Optional.of(network.getKey());
            }
        }
        return Optional.empty();
    }

    /** Asks by name for the volumes that the engine made for the old one alone. */
    private static void keepVolumes(JsonNode inspection, Map<String, Object> host) {
        List<String> own = Answers.ownVolumes(inspection);
        List<Object> mounts = list(inspection.path("HostConfig").path("Mounts"));
        List<Object> binds = list(inspection.path("HostConfig").path("Binds"));
        for (JsonNode mount : inspection.path("Mounts")) {
            String volume = mount.path("Name").asText("");
            if (!own.contains(volume)) {
                continue;
            }
            String path = mount.path("Destination").asText();
            boolean asked = false;
            for (Object wanted : mounts) {
                if (wanted instanceof Map<?, ?> map && path.equals(map.get("Target"))) {
                    @SuppressWarnings("unchecked") // it was read as such just now
                    Map<String, Object> open = (Map<String, Object>) map;
                    open.put("Source", volume);
                    asked = true;
                }
            }
            if (!asked) {
                binds.removeIf(bind -> bind.toString().equals(path));
                binds.add(volume + ":" + path + (mount.path("RW").asBoolean(true) ? "" : ":ro"));
            }
        }
        if (!mounts.isEmpty()) {
            host.put("Mounts", mounts);
        }
        if (!binds.isEmpty()) {
            host.put("Binds", binds);
        }
    }

    private static List<Object> list(JsonNode node) {
        List<Object> list = new ArrayList<>();
        node.forEach(element ->
                list.add(element.isObject() ? map(element) : Answers.MAPPER.convertValue(element, Object.class)));
        return list;
    }
}
