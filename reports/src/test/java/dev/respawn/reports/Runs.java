package dev.respawn.reports;

import dev.respawn.expect.Finding;
import dev.respawn.journal.Event;
import dev.respawn.model.Ending;
import dev.respawn.model.Incarnation;
import dev.respawn.model.Outcome;
import dev.respawn.model.Phase;
import dev.respawn.model.Sample;
import dev.respawn.model.ServiceName;
import dev.respawn.model.Target;
import dev.respawn.model.UndoResult;
import dev.respawn.model.WayBack;
import dev.respawn.model.Witness;
import dev.respawn.report.Report;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Runs as they happen: each a journal that an engine could have written. */
public final class Runs {
    private static final Sample.State GOOD = new Sample.Good();
    private static final Sample.State REFUSED = new Sample.Bad("connection refused");

    private Runs() {}

    /** One nginx is killed, and its engine starts the same container again. */
    public static Report killedAndBack() {
        Told told = new Told()
                .watches("home", Duration.ofMillis(10))
                .plans("killed", Duration.ofSeconds(2), "KILL to the main process")
                .begins();
        told.samples("home", 10, 2_800, 3_300, GOOD);
        long well = told.says(3_301, new Event.BeganWell(true, "home was good 50 times in a row"));
        told.says(3_302, new Event.PhaseBegan(Phase.DISRUPT));
        told.samples("home", 10, 3_300, 5_300, GOOD);
        long lastGood = told.entries();
        long died = kill(told, 5_303);
        long arrived = told.entries();
        long firstBad = told.sample("home", 5_310, REFUSED);
        told.says(5_311, new Event.PhaseBegan(Phase.OBSERVE));
        told.samples("home", 10, 5_320, 5_480, REFUSED);
        told.samples("home", 10, 5_480, 5_530, new Sample.Bad("connection reset"));
        long start = told.engine(5_512, "start");
        told.sample("home", 5_530, new Sample.Late(true, "asked 14ms after it was due"));
        told.says(5_531, new Event.Seen(Told.WEB, Told.life(Told.ID, 4_832, 5_512), Told.running(1)));
        long firstGood = told.sample("home", 5_540, GOOD);
        told.samples("home", 10, 5_550, 7_000, GOOD);
        told.samples("home", 10, 7_000, 7_060, new Sample.Missing("shed: 100 questions were unanswered"));
        told.samples("home", 10, 7_060, 9_300, GOOD);
        told.finds(Finding.passed("it began well", "every probe was good before the first fault", List.of(well)))
                .finds(Finding.passed("every fault arrived", "'killed' arrived at web/1", List.of(arrived)))
                .finds(Finding.passed("web/1 exits with 137 after 'killed'", "the die event says 137", List.of(died)))
                .finds(Finding.passed(
                                "web/1 comes back as the same container within 2s of 'killed'",
                                "the same container started again",
                                List.of(died, start))
                        .with(Told.measure("from death to start", 205, 212, Duration.ofSeconds(2))))
                .finds(Finding.passed(
                                "'home' recovers within 3s, steady for 1s",
                                "good again for 1.46s",
                                List.of(lastGood, firstBad, firstGood))
                        .with(Told.measure("from the fault to good answers", 219, 237, Duration.ofSeconds(3)))
                        .with(Told.measure("outage of home", 210, 250, Duration.ofMillis(500))));
        return told.ends(9_301)
                .report("all 5 claims hold; closest to its limit: home was out for 210ms to 250ms of 500ms");
    }

    private static long kill(Told told, double at) {
        told.says(
                at,
                new Event.FaultIntended(
                        "killed", Told.WEB, Told.life(Told.ID, 4_711, 2_700), "KILL to the main process"));
        told.says(
                at + 1,
                new Event.WayBackKept(
                        "killed", Told.WEB, new WayBack.NothingToUndo("what was killed is the supervisor's to start")));
        long died = told.dies(at + 4, Told.ID, 137);
        told.says(
                at + 7,
                new Event.FaultInjected(
                        "killed",
                        Told.WEB,
                        Told.life(Told.ID, 4_711, 2_700),
                        new Witness.Arrived(
                                List.of("die event of the engine, exit code 137", "/proc: pid 4711 is gone"))));
        return died;
    }

    /** The process fails again and again; the engine waits longer each time. */
    public static Report crashLoop() {
        Told told = new Told()
                .named("a process that cannot start is not started for ever", "a crash loop must not eat the host")
                .run("2026-11-22-0905-crash-loop", "docker:on-failure:12")
                .watches("home", Duration.ofMillis(50))
                .begins();
        told.samples("home", 50, 2_800, 3_000, REFUSED);
        double at = 3_000;
        double wait = 100;
        long last = 0;
        for (int restart = 1; restart <= 9; restart++) {
            last = told.dies(at, Told.ID, 1);
            told.samples("home", 50, at, at + wait, REFUSED);
            told.engine(at + wait + 4, "start");
            told.says(
                    at + wait + 20,
                    new Event.Seen(
                            Told.WEB, Told.life(Told.ID, 5_000 + restart, at + wait + 4), Told.running(restart)));
            at += wait + 60;
            wait = Math.min(wait * 2, 60_000);
        }
        told.dies(at, Told.ID, 1);
        told.says(at + 30, new Event.Seen(Told.WEB, Told.life(Told.ID, 0, 0), Told.exited(1, false, 9)));
        told.finds(Finding.failed(
                        "docker:on-failure:12 keeps its contract",
                        "death 9 was followed by a start after 25.6s; promised was 25.58s to 26.6s",
                        List.of(last))
                .with(Told.measure("wait after death 9", 25_600, 25_650, Duration.ofSeconds(25))));
        told.finds(Finding.unproven("every fault arrived", "no fault was planned", List.of()));
        return told.ends(at + 3_000).report("the contract is broken: the wait after death 9 was longer than promised");
    }

    /** A network fault for some seconds, an engine that is not heard in the middle of it, and another container after it. */
    public static Report blindAndReplaced() {
        Told told = new Told()
                .named("the network of web is slow for 3s", "callers must not notice a slow start")
                .run("2026-11-22-0910-slow", "healer")
                .watches("home", Duration.ofMillis(20))
                .watches("published-port", Duration.ofMillis(100))
                .plansLasting("slow", Duration.ofSeconds(1), "200ms more on every packet", Duration.ofSeconds(3))
                .plans("killed", Duration.ofSeconds(6), "KILL to the main process")
                .plans("never", Duration.ofSeconds(7), "never done")
                .begins();
        told.samples("home", 20, 2_800, 3_800, GOOD);
        told.samples("published-port", 100, 2_800, 3_800, GOOD);
        told.says(3_801, new Event.BeganWell(true, "both probes were good for 1s"));
        told.says(3_802, new Event.PhaseBegan(Phase.DISRUPT));
        told.says(
                3_810,
                new Event.FaultIntended("slow", Told.WEB, Told.life(Told.ID, 4_711, 2_700), "netem delay 200ms"));
        WayBack.Undo undo = new WayBack.Undo("remove-netem", Map.of("host", "private", "id", Told.ID, "link", "eth0"));
        told.says(3_812, new Event.WayBackKept("slow", Told.WEB, undo));
        long slow = told.says(
                3_850,
                new Event.FaultInjected(
                        "slow",
                        Told.WEB,
                        Told.life(Told.ID, 4_711, 2_700),
                        new Witness.Arrived(List.of("qdisc netem delay 200ms in the container's namespace"))));
        told.samples("home", 20, 3_860, 5_000, new Sample.Late(true, "answered after 210ms"));
        told.samples("published-port", 100, 3_900, 5_000, REFUSED);
        told.says(5_000, new Event.BlindBegan(Told.HOST, "the engine closed the stream: unexpected EOF"));
        told.samples("home", 20, 5_000, 5_600, new Sample.Missing("blind: the prober was restarted"));
        told.says(5_900, new Event.BlindEnded(Told.HOST, Told.at(5_000), Told.at(5_880)));
        told.samples("home", 20, 5_600, 6_860, GOOD);
        told.says(6_861, new Event.UndoBegan("slow", Told.WEB, undo));
        told.says(6_880, new Event.UndoEnded("slow", Told.WEB, new UndoResult.Undone("no qdisc but noqueue is left")));
        told.samples("home", 20, 6_880, 8_800, GOOD);
        kill(told, 8_810);
        told.samples("home", 20, 8_820, 9_600, REFUSED);
        told.engine(9_000, "destroy");
        told.says(9_010, new Event.SupervisorSaid("healer: web is gone, creating it anew"));
        told.engine(9_300, "create", Told.OTHER_ID, Map.of());
        told.engine(9_420, "start", Told.OTHER_ID, Map.of());
        told.engine(9_560, "health_status: healthy", Told.OTHER_ID, Map.of());
        told.says(9_580, new Event.Seen(Told.WEB, Told.life(Told.OTHER_ID, 6_001, 9_420), Told.running(0)));
        told.samples("home", 20, 9_600, 12_000, GOOD);
        told.finds(new Finding(
                        "every fault arrived",
                        Outcome.UNPROVEN,
                        "'never' is not in the journal",
                        List.of(),
                        List.of(slow)))
                .finds(Finding.unproven(
                                "'home' stays up",
                                "60 samples were missing while the engine was blind",
                                List.of(slow, slow + 3))
                        .with(Told.measure("outage of home", 760, 800, Duration.ofMillis(780))));
        told.leaves("network respawn-2026 (bridge br-4f2a9c81d07e)");
        return told.ends(12_001)
                .report("unproven: 'never' was planned, and nothing in the journal says that it was injected");
    }

    /** A run that broke off before it stood. */
    public static Report brokeOff() {
        Told told = new Told().plans("killed", Duration.ofSeconds(2), "KILL to the main process");
        told.says(0, new Event.RunBegan("broke-off", "the main process is killed", "docker:always", 7, "0.1.0"));
        told.says(3, new Event.PhaseBegan(Phase.PREPARE));
        told.says(2_000, new Event.RunEnded(Ending.BROKEN, "no image 'nginx': the registry did not answer within 2s"));
        return told.report(Ending.BROKEN, "unproven: the run broke before its stack stood");
    }

    /** A run of which nothing was written. */
    public static Report empty() {
        return new Told().report(Ending.BROKEN, "unproven: the journal is empty");
    }

    /** A run that nobody watched. */
    public static Report withoutProbes() {
        Told told = new Told()
                .plans("killed", Duration.ofSeconds(2), "KILL to the main process")
                .begins();
        told.says(2_765, new Event.PhaseBegan(Phase.DISRUPT));
        kill(told, 4_765);
        told.engine(4_980, "start");
        told.says(4_999, new Event.Seen(Told.WEB, Told.life(Told.ID, 4_832, 4_980), Told.running(1)));
        told.finds(Finding.passed("web/1 comes back", "it did", List.of((long) told.entries())));
        return told.ends(7_000).report("all claims hold");
    }

    /** A run with 20,000 samples that never look the same twice in a row for long. */
    public static Report long20000() {
        Told told = new Told().watches("home", Duration.ofMillis(10)).begins();
        for (int i = 0; i < 20_000; i++) {
            int roll = (int) (((i * 2_654_435_761L) >>> 7) % 100);
            told.sample(
                    "home",
                    2_800 + i * 10.0,
                    roll < 90
                            ? GOOD
                            : roll < 96 ? new Sample.Bad("status 50" + roll % 10) : new Sample.Missing("shed"));
        }
        told.finds(Finding.failed("'home' stays up", "it did not", List.of(500L, 20_000L)));
        return told.ends(203_000).report("failed: home was bad 1,200 times");
    }

    /** A run of many targets, each with a disruption of its own. */
    public static Report many(int targets) {
        Told told = new Told().begins();
        told.says(2_765, new Event.PhaseBegan(Phase.DISRUPT));
        for (int i = 1; i <= targets; i++) {
            Target target = new Target.Service(new ServiceName("web"), i);
            Incarnation life = Told.life(Told.ID, 4_000 + i, 2_700);
            String disruption = "killed-" + i;
            told.says(2_765 + i, new Event.Seen(target, life, Told.running(0)));
            told.says(3_000 + i * 100, new Event.FaultIntended(disruption, target, life, "KILL to the main process"));
            told.says(
                    3_000 + i * 100 + 5,
                    new Event.FaultInjected(disruption, target, life, new Witness.Arrived(List.of("it is gone"))));
        }
        told.finds(Finding.passed("all arrived", "they did", List.of((long) told.entries())));
        return told.ends(9_000).report("all claims hold");
    }

    /** A run in which everybody who can write something writes an attack. */
    public static Report hostile() {
        String attack =
                "\"'></td></style></title><script>alert(1)</script><img src=x onerror=alert(2)>&lt;\u202e\u0007";
        Told told = new Told()
                .named(attack, attack)
                .run(attack, attack)
                .watches(attack, Duration.ofMillis(10))
                .plans(attack, Duration.ofSeconds(2), attack)
                .begins();
        told.samples(attack, 10, 2_800, 3_000, new Sample.Bad(attack));
        told.says(3_010, new Event.FaultIntended(attack, Told.WEB, Told.life(attack, 4, 2_700), attack));
        told.says(
                3_020,
                new Event.FaultInjected(
                        attack, Told.WEB, Told.life(attack, 4, 2_700), new Witness.Arrived(List.of(attack))));
        told.engine(3_015, attack, attack, Map.of(attack, attack));
        told.engine(3_016, "die", attack, Map.of("exitCode", attack));
        told.leaves(attack);
        told.finds(new Finding(attack, Outcome.FAILED, attack, List.of(), List.of(1L, 99_999L))
                .with(Told.measure(attack, 1, 2, Duration.ofMillis(3))));
        return told.ends(4_000).report(attack);
    }
}
