package dev.respawn.expect;

import dev.respawn.journal.Entry;
import dev.respawn.journal.Event;
import dev.respawn.model.HostId;
import dev.respawn.model.Incarnation;
import dev.respawn.model.Target;
import dev.respawn.model.VersionRange;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a journal shows of containers: whose each one is, and what happened to it, from the engine's events and its answers. */
final class Signs {
    private static final Pattern VERSION = Pattern.compile("[0-9]{1,6}(?:\\.[0-9]{1,6}){1,3}");

    private final Map<HostId, Duration> offsets = new HashMap<>();
    private final Map<HostId, Map<String, String>> facts = new HashMap<>();
    private final Map<String, Target> owners = new LinkedHashMap<>();
    private final List<Sign> all = new ArrayList<>();

    private Signs() {}

    static Signs of(Evidence evidence) {
        Signs signs = new Signs();
        // A container may be spoken of before it is said whose it is.
        evidence.entries().forEach(signs::owner);
        evidence.entries().forEach(signs::add);
        signs.all.sort(Comparator.comparing(Sign::at).thenComparing(Sign::seq));
        return signs;
    }

    /** In the order of time. */
    List<Sign> all() {
        return List.copyOf(all);
    }

    /** Whose each container is, in the order in which they were seen. */
    Map<String, Target> owners() {
        return owners;
    }

    /** What is known of a host, by name. */
    Map<String, String> facts(HostId host) {
        return facts.getOrDefault(host, Map.of());
    }

    /** Whether a part of a host, such as its engine, is older than this version; empty if that is not known. */
    Optional<Boolean> before(HostId host, String part, String version) {
        Matcher found = VERSION.matcher(facts(host).getOrDefault(part, ""));
        return found.find() ? Optional.of(new VersionRange("<", version).contains(found.group())) : Optional.empty();
    }

    Instant onRunClock(HostId host, Instant engine) {
        return engine.minus(offsets.getOrDefault(host, Duration.ZERO));
    }

    private void owner(Entry entry) {
        if (entry.event() instanceof Event.HostFound found) {
            offsets.put(found.host(), found.clockOffset());
            facts.put(found.host(), found.facts());
        } else if (entry.event() instanceof Event.Deployed deployed) {
            owners.putIfAbsent(deployed.incarnation().id(), deployed.target());
        } else if (entry.event() instanceof Event.Seen seen) {
            owners.putIfAbsent(seen.incarnation().id(), seen.target());
        } else if (entry.event() instanceof Event.FaultIntended intended
                && intended.target() instanceof Target.Service) {
            owners.putIfAbsent(intended.on().id(), intended.target());
        } else if (entry.event() instanceof Event.EngineSaid said
                && said.said().type().equals("container")) {
            said.target().ifPresent(target -> owners.putIfAbsent(said.said().id(), target));
        }
    }

    private void add(Entry entry) {
        if (entry.event() instanceof Event.EngineSaid said
                && said.said().type().equals("container")
                && owners.containsKey(said.said().id())) {
            all.add(new Sign(said.at(), entry, said, said.host(), said.said().id()));
        } else if (entry.event() instanceof Event.KernelKilled killed && owners.containsKey(killed.container())) {
            all.add(new Sign(killed.at(), entry, killed, killed.host(), killed.container()));
        } else if (entry.event() instanceof Event.Deployed deployed) {
            add(entry, deployed.incarnation());
        } else if (entry.event() instanceof Event.Seen seen) {
            add(entry, seen.incarnation());
        } else if (entry.event() instanceof Event.FaultIntended intended
                && intended.target() instanceof Target.Service) {
            add(entry, intended.on());
        } else if (entry.event() instanceof Event.SeenAbsent absent) {
            owners.forEach((container, target) -> {
                // Another container of the same target may well be there.
                if (target.equals(absent.target())
                        && absent.container()
                                .filter(id -> !id.equals(container))
                                .isEmpty()) {
                    all.add(new Sign(entry.at(), entry, absent, new HostId("unknown"), container));
                }
            });
        }
    }

    private void add(Entry entry, Incarnation on) {
        all.add(new Sign(entry.at(), entry, entry.event(), on.host(), on.id()));
    }
}
