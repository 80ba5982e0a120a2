package dev.respawn.scenario.testwords;

import dev.respawn.contract.Contract;
import dev.respawn.host.Unreached;
import dev.respawn.supervisor.Deployment;
import dev.respawn.supervisor.Service;
import dev.respawn.supervisor.Site;
import dev.respawn.supervisor.Stack;
import dev.respawn.supervisor.Supervisor;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** A supervisor that can be named and does nothing: awake it has a stack of no containers, asleep it has none. */
public record TestSupervisor(String options) implements Supervisor {
    @Override
    public String name() {
        return "test-nanny:" + options;
    }

    @Override
    public Contract contract(Service service) {
        return new Contract(name(), List.of());
    }

    @Override
    public Set<Class<?>> offers() {
        return Set.of();
    }

    @Override
    public Deployment deploy(Stack stack, Site site, Consumer<String> says) throws Unreached {
        if (options.equals("asleep")) {
            throw new Unreached("the nanny is asleep");
        }
        return Only.of(Deployment.class, Map.of("targets", a -> List.of(), "close", a -> true));
    }

    /** Its place in the language. */
    public static final class Listing implements Supervisor.Listing {
        @Override
        public String name() {
            return "test-nanny";
        }

        @Override
        public String summary() {
            return "awake or asleep";
        }

        @Override
        public List<String> examples() {
            return List.of("test-nanny:awake", "test-nanny:asleep");
        }

        @Override
        public Supervisor make(String options, Path base) {
            if (!options.equals("awake") && !options.equals("asleep")) {
                throw new IllegalArgumentException(
                        "'" + options + "' is nothing that test-nanny can be; wanted awake or asleep");
            }
            return new TestSupervisor(options);
        }
    }
}
