package dev.respawn.supervisor.systemd;

import dev.respawn.contract.Contract;
import dev.respawn.host.Machine;
import dev.respawn.host.Unreached;
import dev.respawn.supervisor.BuiltInContracts;
import dev.respawn.supervisor.ContainerDeployment;
import dev.respawn.supervisor.Deployment;
import dev.respawn.supervisor.Service;
import dev.respawn.supervisor.Site;
import dev.respawn.supervisor.Stack;
import dev.respawn.supervisor.Supervisor;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * systemd as supervisor, with units around {@code docker run} as Fleet ran them. What it supervises is docker's client, and
 * not the container (ground truth 138).
 */
public final class SystemdSupervisor implements Supervisor {
    private static final String NAME = "systemd";

    private SystemdSupervisor() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Contract contract(Service service) {
        return BuiltInContracts.named(service.role() == Service.Role.SUBJECT ? "systemd/fleet" : "docker/no");
    }

    @Override
    public boolean needsMachine() {
        return true;
    }

    @Override
    public Optional<String> refuses(Service service) {
        if (service.role() != Service.Role.SUBJECT) {
            return Optional.empty();
        }
        if (service.networks().size() > 1) {
            return Optional.of("is in several networks, of which docker's client joins the first only when it makes a"
                    + " container; leave it in one");
        }
        return service.attached()
                ? Optional.of("says 'attached', which everything is here: the unit stands in the foreground of docker"
                        + " run; leave it out")
                : Optional.empty();
    }

    @Override
    public Set<Class<?>> offers() {
        return ContainerDeployment.OFFERS;
    }

    @Override
    public Deployment deploy(Stack stack, Site site, Consumer<String> says) throws Unreached, InterruptedException {
        Machine machine = site.first()
                .machine()
                .orElseThrow(() -> new Unreached("supervisor 'systemd' works on a machine, and host '"
                        + site.first().id() + "' is none; run it with --host machine"));
        Units units = new Units(stack.run(), site.first(), machine, stack.startsMayFail());
        boolean stands = false;
        try {
            Deployment containers = ContainerDeployment.deploy(stack, site, units, this::contract, says);
            stands = true;
            return new SystemdDeployment(containers, units);
        } finally {
            if (!stands) {
                units.remove();
            }
        }
    }

    /** Offers it. */
    public static final class Listing implements Supervisor.Listing {
        @Override
        public String name() {
            return NAME;
        }

        @Override
        public String summary() {
            return "a unit of systemd around docker run for each replica, which makes a new container 10s after the last"
                    + " one ended; needs --host machine";
        }

        @Override
        public List<String> examples() {
            return List.of(NAME);
        }

        @Override
        public Supervisor make(String options, Path base) {
            if (!options.isEmpty()) {
                throw new IllegalArgumentException(
                        "supervisor 'systemd' is followed by '" + options + "'; it has no options");
            }
            return new SystemdSupervisor();
        }
    }
}
