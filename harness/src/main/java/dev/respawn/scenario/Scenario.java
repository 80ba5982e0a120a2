package dev.respawn.scenario;

import dev.respawn.catalogue.Field;
import dev.respawn.catalogue.Kind;
import dev.respawn.catalogue.Kinds;
import dev.respawn.catalogue.Misfit;
import dev.respawn.catalogue.Names;
import dev.respawn.catalogue.Reading;
import dev.respawn.catalogue.Shape;
import dev.respawn.expect.Expectation;
import dev.respawn.expect.Share;
import dev.respawn.fault.Fault;
import dev.respawn.model.ByteSize;
import dev.respawn.model.Durations;
import dev.respawn.model.Secrets;
import dev.respawn.model.Selector;
import dev.respawn.model.ServiceName;
import dev.respawn.probe.Probe;
import dev.respawn.supervisor.Service;
import dev.respawn.supervisor.Volume;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What to run, what to watch, what to break, and what must be true: the same value from Java and from YAML.
 *
 * @param because why anybody should care, in a sentence; may be empty
 * @param on the supervisors that it is meant for, as they are written; a corpus scenario may leave it empty
 * @param given on which hosts it says anything; elsewhere it is not run
 * @param limit the longest that a run may take after its stack stands
 * @param blastRadius how much may be broken at once
 * @param abortWhen what ends the run early
 */
public record Scenario(
        String name,
        Form form,
        String because,
        List<String> on,
        Premise given,
        Begins begins,
        Duration limit,
        List<Service> services,
        List<Watch> watch,
        List<Disruption> disrupt,
        List<Expectation> expect,
        BlastRadius blastRadius,
        List<StopCondition> abortWhen) {
    /** How long a run may take if nobody says. */
    public static final Duration LIMIT_DEFAULT = Duration.ofMinutes(10);

    private static final Field<Scenario, String> NAME =
            Field.wanted("scenario", "its name, a short claim", Kinds.WORDS, Scenario::name);
    private static final Field<Scenario, Form> FORM = Field.orElse(
            "form",
            "story: definite values on named supervisors; corpus: the contract and measures, on every supervisor",
            Kinds.choice(Form.class),
            Scenario::form,
            Form.STORY);
    private static final Field<Scenario, String> BECAUSE =
            Field.orElse("because", "why anybody should care", Kinds.TEXT, Scenario::because, "");
    private static final Field<Scenario, List<String>> ON = Field.orElse(
            "on",
            "the supervisors it is meant for, such as docker:always",
            Kinds.list(SupervisorName.KIND),
            Scenario::on,
            List.of());
    private static final Field<Scenario, Premise> GIVEN = Field.orElse(
            "given",
            "on which hosts it says anything; on others it is not applicable, and not run",
            Premise.SHAPE,
            Scenario::given,
            Premise.NONE);
    private static final Field<Scenario, Begins> BEGINS = Field.orElse(
            "begins",
            "well: every probe is good before the first fault, else nothing is injected",
            Kinds.choice(Begins.class),
            Scenario::begins,
            Begins.WELL);
    private static final Field<Scenario, Duration> LIMIT = Field.orElse(
            "limit",
            "the longest that a run may take after its stack stands",
            Kinds.duration(Duration.ofSeconds(1), When.LIMIT_LONGEST),
            Scenario::limit,
            LIMIT_DEFAULT);
    private static final Field<Scenario, List<Service>> SERVICES = Field.wanted(
            "services",
            "the stack: services by name",
            new NamedKind<>(
                    "a service",
                    Reading.Space.SERVICE,
                    name -> Service.kind(new ServiceName(name)),
                    service -> service.name().value()),
            Scenario::services);
    private static final Field<Scenario, List<Watch>> WATCH = Field.orElse(
            "watch",
            "probes by name, each asked again and again",
            new NamedKind<>("a watch", Reading.Space.PROBE, WatchKind::new, Watch::name),
            Scenario::watch,
            List.of());
    private static final Field<Scenario, List<Disruption>> DISRUPT = Field.orElse(
            "disrupt", "what to break, and when", Kinds.list(Disruption.SHAPE), Scenario::disrupt, List.of());
    private static final Field<Scenario, List<Expectation>> EXPECT = Field.wanted(
            "expect", "what must be true of the run", Kinds.list(Expectation.catalogue()), Scenario::expect);

    private static final Field<Scenario, BlastRadius> BLAST_RADIUS = Field.orElse(
            "blast-radius",
            "how much may be broken at once",
            BlastRadius.SHAPE,
            Scenario::blastRadius,
            BlastRadius.UNLIMITED);
    private static final Field<Scenario, List<StopCondition>> ABORT_WHEN = Field.orElse(
            "abort-when",
            "what ends the run early: all is undone, and the run is aborted",
            Kinds.list(StopCondition.catalogue()),
            Scenario::abortWhen,
            List.of());

    /** How a scenario is read, written and described. */
    public static final Shape<Scenario> SHAPE = Shape.of(
            "a scenario",
            v -> new Scenario(
                    v.get(NAME),
                    v.get(FORM),
                    v.get(BECAUSE),
                    v.get(ON),
                    v.get(GIVEN),
                    v.get(BEGINS),
                    v.get(LIMIT),
                    v.get(SERVICES),
                    v.get(WATCH),
                    v.get(DISRUPT),
                    v.get(EXPECT),
                    v.get(BLAST_RADIUS),
                    v.get(ABORT_WHEN)),
            NAME,
            FORM,
            BECAUSE,
            ON,
            GIVEN,
            BEGINS,
            LIMIT,
            SERVICES,
            WATCH,
            DISRUPT,
            EXPECT,
            BLAST_RADIUS,
            ABORT_WHEN);

    public Scenario {
        on = List.copyOf(on);
        services = List.copyOf(services);
        watch = List.copyOf(watch);
        disrupt = List.copyOf(disrupt);
        expect = List.copyOf(expect);
        abortWhen = List.copyOf(abortWhen);
        List<Misfit.Item> wrong = new ArrayList<>();
        if (services.isEmpty()) {
            wrong.add(wrong("scenario '" + name + "' has no service, so there is nothing to break", "services"));
        } else if (services.stream().noneMatch(service -> service.role() == Service.Role.SUBJECT)) {
            wrong.add(wrong(
                    "scenario '" + name + "' has fixtures only; one service has to be a subject of the supervisor",
                    "services"));
        }
        if (expect.isEmpty()) {
            wrong.add(wrong(
                    "scenario '" + name + "' expects nothing, so nothing could be proved; add 'expect'", "expect"));
        }
        if (form == Form.STORY && on.isEmpty()) {
            wrong.add(wrong(
                    "scenario '" + name
                            + "' is a story but does not say on which supervisors it holds; add 'on', or 'form: corpus'",
                    "on"));
        }
        wrong.addAll(namesNowhere(services, watch));
        wrong.addAll(pidsBehind(services));
        wrong.addAll(volumesOfTwoSizes(services));
        wrong.addAll(timesBeyond(disrupt, expect, limit));
        wrong.addAll(replicasBeyond(services, disrupt));
        wrong.addAll(beyondRadius(services, disrupt, blastRadius));
        Misfit.check(wrong);
    }

    /** One that limits nothing beyond its own length. */
    public Scenario(
            String name,
            Form form,
            String because,
            List<String> on,
            Begins begins,
            Duration limit,
            List<Service> services,
            List<Watch> watch,
            List<Disruption> disrupt,
            List<Expectation> expect) {
        this(
                name,
                form,
                because,
                on,
                Premise.NONE,
                begins,
                limit,
                services,
                watch,
                disrupt,
                expect,
                BlastRadius.UNLIMITED,
                List.of());
    }

    private static Misfit.Item wrong(String message, Object... path) {
        return new Misfit.Item(message, List.of(path));
    }

    // A stack is started from the top, and processes can only be shared with what is there.
    private static List<Misfit.Item> volumesOfTwoSizes(List<Service> services) {
        List<Misfit.Item> wrong = new ArrayList<>();
        Map<String, ByteSize> sizes = new TreeMap<>();
        for (Service service : services) {
            for (int i = 0; i < service.volumes().size(); i++) {
                Volume volume = service.volumes().get(i);
                if (volume.name().isEmpty() || volume.size().isEmpty()) {
                    continue;
                }
                ByteSize before =
                        sizes.putIfAbsent(volume.name().get(), volume.size().get());
                if (before != null && !before.equals(volume.size().get())) {
                    wrong.add(wrong(
                            "volume '" + volume.name().get() + "' has a size of " + before + " and one of "
                                    + volume.size().get() + "; say it once",
                            "services",
                            service.name().value(),
                            "volumes",
                            i,
                            "size"));
                }
            }
        }
        return wrong;
    }

    private static List<Misfit.Item> pidsBehind(List<Service> services) {
        List<Misfit.Item> wrong = new ArrayList<>();
        for (int i = 0; i < services.size(); i++) {
            Service service = services.get(i);
            boolean behind = services.stream()
                    .skip(i)
                    .anyMatch(
                            other -> service.pid().filter(other.name()::equals).isPresent());
            if (behind) {
                wrong.add(wrong(
                        "service '" + service.name() + "' shares the processes of '"
                                + service.pid().orElseThrow() + "', which does not stand above it",
                        "services",
                        service.name().value(),
                        "pid"));
            }
        }
        return wrong;
    }

    private static List<Misfit.Item> timesBeyond(List<Disruption> disrupt, List<Expectation> expect, Duration limit) {
        List<Misfit.Item> wrong = new ArrayList<>();
        for (int i = 0; i < disrupt.size(); i++) {
            Disruption disruption = disrupt.get(i);
            Duration end = disruption.at().latest().plus(disruption.lasts().orElse(Duration.ZERO));
            if (end.compareTo(limit) > 0) {
                wrong.add(wrong(
                        "disruption '" + disruption.name() + "' "
                                + (disruption.lasts().isPresent() ? "ends" : "happens") + " at " + Durations.exact(end)
                                + ", after the run's limit of " + Durations.exact(limit),
                        "disrupt",
                        i,
                        disruption.at().latest().compareTo(limit) > 0 ? "at" : "for"));
            }
        }
        Duration last = disrupt.stream()
                .map(d -> d.at().earliest())
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
        for (int i = 0; i < expect.size(); i++) {
            Expectation expectation = expect.get(i);
            Optional<Duration> from = expectation.after().isEmpty()
                    ? Optional.of(last)
                    : disrupt.stream()
                            .filter(d -> d.name().equals(expectation.after().get()))
                            .map(d -> d.at().earliest())
                            .findFirst();
            // A disruption that is not there, or is itself too late, is reported for that.
            Optional<Duration> end = from.filter(f -> f.compareTo(limit) <= 0)
                    .map(expectation.window()::plus)
                    .filter(e -> e.compareTo(limit) > 0);
            if (end.isPresent()) {
                wrong.add(wrong(
                        "\"" + expectation.claim() + "\" can be judged after " + Durations.exact(end.get())
                                + ", but the run's limit is " + Durations.exact(limit),
                        "expect",
                        i));
            }
        }
        return wrong;
    }

    private static List<Misfit.Item> namesNowhere(List<Service> services, List<Watch> watch) {
        List<Misfit.Item> wrong = new ArrayList<>();
        for (Watch each : watch) {
            // A service that is not there is reported for that.
            each.probe()
                    .byName()
                    .flatMap(name -> services.stream()
                            .filter(service -> service.name().equals(name))
                            .findFirst())
                    .filter(service -> service.networks().isEmpty())
                    .ifPresent(service -> wrong.add(wrong(
                            "'" + each.name() + "' asks service '" + service.name()
                                    + "' by name, which leads to it only on networks of the stack's own; add 'networks' to '"
                                    + service.name() + "'",
                            "watch",
                            each.name(),
                            Probe.catalogue().nameOf(each.probe()),
                            "via")));
        }
        return wrong;
    }

    private static List<Misfit.Item> replicasBeyond(List<Service> services, List<Disruption> disrupt) {
        List<Misfit.Item> wrong = new ArrayList<>();
        for (int i = 0; i < disrupt.size(); i++) {
            Disruption disruption = disrupt.get(i);
            for (Service service : services) {
                if (service.name().equals(disruption.target().service())
                        && disruption.target().replicas().orElse(0) > service.replicas()) {
                    wrong.add(wrong(
                            "disruption '" + disruption.name() + "' is for " + disruption.target() + ", which has "
                                    + service.replicas() + " replica" + (service.replicas() == 1 ? "" : "s"),
                            "disrupt",
                            i,
                            "target",
                            "replicas"));
                }
            }
        }
        return wrong;
    }

    /** What a single disruption would break too much of; several at once are the plan's business. */
    private static List<Misfit.Item> beyondRadius(
            List<Service> services, List<Disruption> disrupt, BlastRadius radius) {
        List<Misfit.Item> wrong = new ArrayList<>();
        Set<Service> none = new LinkedHashSet<>();
        for (int i = 0; i < disrupt.size(); i++) {
            Disruption disruption = disrupt.get(i);
            Optional<Service> of = services.stream()
                    .filter(service -> service.name().equals(disruption.target().service()))
                    .findFirst();
            if (of.isEmpty()) {
                continue;
            }
            Service service = of.get();
            int all = service.replicas();
            int count = disruption.target().of(all);
            String who = "disruption '" + disruption.name() + "' is for " + disruption.target();
            if (count > all) {
                // That there are not so many is told elsewhere.
                continue;
            }
            if (count == 0) {
                wrong.add(wrong(
                        who + ", which is none of its " + all + " replica" + (all == 1 ? "" : "s")
                                + "; the least share that is one is " + BlastRadius.leastShare(all),
                        "disrupt",
                        i,
                        "target",
                        "share"));
            } else if (radius.share()
                    .filter(share -> Selector.of(share, all) == 0)
                    .isPresent()) {
                none.add(service);
            } else if (count > radius.most(service)) {
                wrong.add(wrong(
                        who + ", which is " + count + " target" + (count == 1 ? "" : "s") + "; the blast radius allows "
                                + radius.inWords().orElse("fewer"),
                        "disrupt",
                        i,
                        "target"));
            } else if (count >= all && radius.spares(service)) {
                wrong.add(wrong(
                        who + ", which leaves none of it healthy; choose fewer with 'replicas', or say"
                                + " 'blast-radius: { last-healthy: break }'",
                        "disrupt",
                        i,
                        "target"));
            }
        }
        none.forEach(service -> wrong.add(wrong(
                "the blast radius is " + Share.text(radius.share().orElseThrow()) + " of service '" + service.name()
                        + "', which is none of its " + service.replicas() + " replica"
                        + (service.replicas() == 1 ? "" : "s") + "; the least share that is one is "
                        + BlastRadius.leastShare(service.replicas()),
                "blast-radius",
                "share")));
        return wrong;
    }

    /**
     * Checks what a reader of text has checked with places: that every name that is used was given, and once.
     *
     * @throws IllegalArgumentException with the first name that does not fit
     */
    public Scenario checkNames() {
        Map<Reading.Space, Set<String>> given = new LinkedHashMap<>();
        List<String> wrong = new ArrayList<>();
        SHAPE.names(this, new Kind.Visitor() {
            @Override
            public void gives(Reading.Space space, String name) {
                if (!given.computeIfAbsent(space, s -> new LinkedHashSet<>()).add(name)) {
                    wrong.add("a second " + space.word() + " is named '" + name + "'");
                }
            }

            @Override
            public void uses(Reading.Space space, String name) {}
        });
        SHAPE.names(this, new Kind.Visitor() {
            @Override
            public void gives(Reading.Space space, String name) {}

            @Override
            public void uses(Reading.Space space, String name) {
                Set<String> names = given.getOrDefault(space, Set.of());
                if (!names.contains(name)) {
                    wrong.add(Names.unknown(space.word(), name, names));
                }
            }
        });
        if (!wrong.isEmpty()) {
            throw new IllegalArgumentException("scenario '" + name + "': " + String.join("; ", wrong));
        }
        return this;
    }

    /** A service by its name. */
    public Optional<Service> service(ServiceName wanted) {
        return services.stream()
                .filter(service -> service.name().equals(wanted))
                .findFirst();
    }

    /** The values of environment variables that nobody should read in a journal or a report. */
    public Secrets secrets() {
        return Secrets.of(services.stream().map(Service::env).toList());
    }

    /** The same with the secrets in its environment variables masked, for people. */
    public Scenario masked() {
        List<Service> shown = services.stream()
                .map(service -> {
                    Map<String, String> env = Secrets.masked(service.env());
                    return env.equals(service.env()) ? service : service.withEnv(env);
                })
                .toList();
        return shown.equals(services)
                ? this
                : new Scenario(
                        name,
                        form,
                        because,
                        on,
                        given,
                        begins,
                        limit,
                        shown,
                        watch,
                        disrupt,
                        expect,
                        blastRadius,
                        abortWhen);
    }

    /** Begins a scenario in Java, with the words of the YAML. */
    public static Builder named(String name) {
        return new Builder(name);
    }

    /** A scenario being written in Java. */
    public static final class Builder {
        private final String name;
        private Form form = Form.STORY;
        private String because = "";
        private List<String> on = List.of();
        private Premise given = Premise.NONE;
        private Begins begins = Begins.WELL;
        private Duration limit = LIMIT_DEFAULT;
        private final List<Service> services = new ArrayList<>();
        private final List<Watch> watch = new ArrayList<>();
        private final List<Disruption> disrupt = new ArrayList<>();
        private final List<Expectation> expect = new ArrayList<>();
        private BlastRadius blastRadius = BlastRadius.UNLIMITED;
        private final List<StopCondition> abortWhen = new ArrayList<>();

        private Builder(String name) {
            this.name = name;
        }

        public Builder form(Form form) {
            this.form = form;
            return this;
        }

        public Builder because(String because) {
            this.because = because;
            return this;
        }

        public Builder on(String... supervisors) {
            this.on = List.of(supervisors);
            return this;
        }

        /** Only where this holds; elsewhere it is not applicable. */
        public Builder given(Premise given) {
            this.given = given;
            return this;
        }

        public Builder begins(Begins begins) {
            this.begins = begins;
            return this;
        }

        public Builder limit(Duration limit) {
            this.limit = limit;
            return this;
        }

        public Builder service(Service service) {
            services.add(service);
            return this;
        }

        /** Watches at the default period. */
        public Builder watch(String name, Probe probe) {
            return watch(name, Watch.EVERY_DEFAULT, probe);
        }

        public Builder watch(String name, Duration every, Probe probe) {
            return watch(new Watch(name, every, Watch.TIMEOUT_DEFAULT, Watch.IN_FLIGHT_DEFAULT, probe));
        }

        public Builder watch(Watch watch) {
            this.watch.add(watch);
            return this;
        }

        /** Injects a momentary fault. */
        public Builder disrupt(String name, Duration at, Fault fault, Selector target) {
            return disrupt(name, When.at(at), fault, target);
        }

        /** Injects a momentary fault, at a time or once something is observed. */
        public Builder disrupt(String name, When at, Fault fault, Selector target) {
            return disrupt(
                    new Disruption(name, at, fault, target, Optional.empty(), Disruption.WhenTargetRestarts.UNPROVEN));
        }

        public Builder disrupt(Disruption disruption) {
            disrupt.add(disruption);
            return this;
        }

        public Builder expect(Expectation... expectations) {
            expect.addAll(List.of(expectations));
            return this;
        }

        /** Limits how much is broken at once. */
        public Builder blastRadius(BlastRadius limit) {
            this.blastRadius = limit;
            return this;
        }

        /** Ends the run early when one of these holds. */
        public Builder abortWhen(StopCondition... conditions) {
            abortWhen.addAll(List.of(conditions));
            return this;
        }

        /**
         * The scenario.
         *
         * @throws IllegalArgumentException if it contradicts itself, or uses a name that nobody gave
         */
        public Scenario build() {
            return new Scenario(
                            name,
                            form,
                            because,
                            on,
                            given,
                            begins,
                            limit,
                            services,
                            watch,
                            disrupt,
                            expect,
                            blastRadius,
                            abortWhen)
                    .checkNames();
        }
    }
}
