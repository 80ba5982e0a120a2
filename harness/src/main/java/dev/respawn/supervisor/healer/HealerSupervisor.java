package dev.respawn.supervisor.healer;

import dev.respawn.contract.Contract;
import dev.respawn.healer.Care;
import dev.respawn.healer.HealerProcess;
import dev.respawn.host.Unreached;
import dev.respawn.model.Labels;
import dev.respawn.supervisor.BuiltInContracts;
import dev.respawn.supervisor.ContainerDeployment;
import dev.respawn.supervisor.Deployment;
import dev.respawn.supervisor.Service;
import dev.respawn.supervisor.Site;
import dev.respawn.supervisor.Stack;
import dev.respawn.supervisor.Supervisor;
import dev.respawn.supervisor.command.CommandDeployment;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Our own healer, started beside a stack of containers without a restart policy. */
public final class HealerSupervisor implements Supervisor {
    private final String name;
    private final List<String> words;
    private final Contract contract;

    private HealerSupervisor(String name, List<String> words, Contract contract) {
        this.name = name;
        this.words = words;
        this.contract = contract;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Contract contract(Service service) {
        return service.role() == Service.Role.SUBJECT ? contract : BuiltInContracts.named("docker/no");
    }

    @Override
    public Set<Class<?>> offers() {
        return ContainerDeployment.OFFERS;
    }

    @Override
    public Deployment deploy(Stack stack, Site site, Consumer<String> says) throws Unreached, InterruptedException {
        return CommandDeployment.after(
                program(stack),
                stack,
                site,
                says,
                line -> line.contains(HealerProcess.READY),
                () -> ContainerDeployment.deploy(stack, site, ContainerDeployment.Policy.NO, this::contract, says));
    }

    private List<String> program(Stack stack) {
        List<String> program = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-Xmx128m",
                "-cp",
                Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                        .map(entry -> Path.of(entry).toAbsolutePath().toString())
                        .collect(Collectors.joining(File.pathSeparator)),
                HealerProcess.class.getName(),
                "label",
                Labels.RUN + "=" + stack.run()));
        stack.services().stream()
                .filter(service -> service.role() == Service.Role.SUBJECT)
                .forEach(service -> program.addAll(List.of("label", Labels.SERVICE + "=" + service.name())));
        program.addAll(words);
        return program;
    }

    /** Offers it by name. */
    public static final class Listing implements Supervisor.Listing {
        @Override
        public String name() {
            return "healer";
        }

        @Override
        public String summary() {
            return "our own healer, beside the stack: healer, or healer:OPTION=VALUE,… with "
                    + String.join(", ", Care.options().keySet());
        }

        @Override
        public List<String> examples() {
            return List.of("healer", "healer:first=200ms,give-up=5");
        }

        @Override
        public Supervisor make(String options, Path base) {
            Care care = Care.parse(options);
            String name = options.isEmpty() ? "healer" : "healer:" + options;
            List<String> words = new ArrayList<>();
            for (String option : options.isEmpty() ? List.<String>of() : List.of(options.split(","))) {
                words.addAll(List.of(option.split("=", 2)));
            }
            return new HealerSupervisor(name, words, Promises.of(BuiltInContracts.named("healer/healer"), care, name));
        }
    }
}
