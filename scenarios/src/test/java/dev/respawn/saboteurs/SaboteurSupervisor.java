package dev.respawn.saboteurs;

import dev.respawn.catalogue.Names;
import dev.respawn.contract.Contract;
import dev.respawn.host.Unreached;
import dev.respawn.supervisor.Deployment;
import dev.respawn.supervisor.Service;
import dev.respawn.supervisor.Site;
import dev.respawn.supervisor.Stack;
import dev.respawn.supervisor.Supervisor;
import dev.respawn.supervisor.Supervisors;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** A saboteur as a supervisor under test: it shows the contract of an honest one, and does otherwise. */
public final class SaboteurSupervisor implements Supervisor {
    static final String NAME = "saboteur";

    private final String name;
    private final Supervisor poses;
    private final Sabotage sabotage;

    private SaboteurSupervisor(String name, Supervisor poses, Sabotage sabotage) {
        this.name = name;
        this.poses = poses;
        this.sabotage = sabotage;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Contract contract(Service service) {
        return poses.contract(service);
    }

    @Override
    public Set<Class<?>> offers() {
        return poses.offers();
    }

    @Override
    public Deployment deploy(Stack stack, Site site, Consumer<String> says) throws Unreached, InterruptedException {
        return sabotage.deploy(poses, stack, site, says);
    }

    /** Offers the family by name. */
    public static final class Listing implements Supervisor.Listing {
        @Override
        public String name() {
            return NAME;
        }

        @Override
        public String summary() {
            return "one that breaks a promise, to see that it is found out: saboteur:NAME";
        }

        @Override
        public List<String> examples() {
            return Saboteurs.ALL.stream().map(Saboteur::supervisor).toList();
        }

        @Override
        public Supervisor make(String options, Path base) {
            String poses;
            Sabotage sabotage;
            if (options.startsWith(Saboteur.HONEST)) {
                poses = options.substring(Saboteur.HONEST.length());
                sabotage = Sabotage.none(poses);
            } else {
                Saboteur saboteur = Saboteurs.ALL.stream()
                        .filter(one -> one.name().equals(options))
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException(Names.unknown(
                                NAME,
                                options,
                                Saboteurs.ALL.stream().map(Saboteur::name).toList())));
                poses = saboteur.poses();
                sabotage = saboteur.sabotage();
            }
            return new SaboteurSupervisor(NAME + ":" + options, Supervisors.named(poses, base), sabotage);
        }
    }
}
