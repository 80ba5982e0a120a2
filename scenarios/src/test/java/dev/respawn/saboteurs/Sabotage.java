package dev.respawn.saboteurs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.respawn.docker.Door;
import dev.respawn.healer.Care;
import dev.respawn.host.Unreached;
import dev.respawn.supervisor.Deployment;
import dev.respawn.supervisor.Site;
import dev.respawn.supervisor.Stack;
import dev.respawn.supervisor.Supervisor;
import dev.respawn.supervisor.Supervisors;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** How a stack is kept alive otherwise than its supervisor promises. */
public interface Sabotage {
    /** @param poses whose contract it shows */
    Deployment deploy(Supervisor poses, Stack stack, Site site, Consumer<String> says)
            throws Unreached, InterruptedException;

    /** The honest work of one that is built in: of the healer in this process, by the means of its saboteurs. */
    static Sabotage none(String poses) {
        return poses.startsWith("healer") ? healer(poses, "") : as(poses);
    }

    /** The healer that is told to do otherwise than it promises. */
    static Sabotage healer(String poses, String otherwise) {
        return healing(poses, otherwise, door -> door, Optional.empty());
    }

    /** The healer whose hands do otherwise than it means. */
    static Sabotage hands(String poses, UnaryOperator<Door> hands) {
        return healing(poses, "", hands, Optional.empty());
    }

    /** The healer that loses something of each container that it makes anew. */
    static Sabotage losing(String poses, Consumer<ObjectNode> loss) {
        return healing(poses, "", door -> door, Optional.of(loss));
    }

    private static Sabotage healing(
            String poses, String otherwise, UnaryOperator<Door> hands, Optional<Consumer<ObjectNode>> loss) {
        Map<String, String> options = options(poses.replaceFirst("^healer:?", ""));
        options.putAll(options(otherwise));
        Care care = Care.of(options);
        return (supervisor, stack, site, says) ->
                HealedStack.deploy(supervisor, new HealedStack.Healing(care, hands, loss), stack, site, says);
    }

    private static Map<String, String> options(String text) {
        Map<String, String> options = new LinkedHashMap<>();
        Arrays.stream(text.split(",")).filter(option -> !option.isEmpty()).forEach(option -> {
            String[] parts = option.split("=", 2);
            options.put(parts[0], parts[1]);
        });
        return options;
    }

    /** The work of another supervisor than the one whose contract is shown. */
    static Sabotage as(String really) {
        return (supervisor, stack, site, says) ->
                Supervisors.named(really, Path.of("")).deploy(stack, site, says);
    }

    /** The same work, and somebody who meddles with it. */
    default Sabotage meddledWith(Meddler meddler) {
        return (supervisor, stack, site, says) ->
                MeddledStack.around(deploy(supervisor, stack, site, says), meddler, stack, site, says);
    }
}
