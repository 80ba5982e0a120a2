package dev.respawn.scenarios;

import java.util.Map;
import java.util.TreeMap;

/**
 * One kind of fault, as a run that is cut off injects it: into what the run deploys, or into what was there before it, and
 * has to be afterwards exactly as it was.
 *
 * @param fault its name in the language
 * @param adopted whether its target was there before the run
 * @param scenario that injects it; a target that was there is called {@link #TARGET}
 */
record SweptFault(String fault, boolean adopted, String scenario) {
    /** Stands in a scenario for the name of the container that was there. */
    static final String TARGET = "%TARGET%";
    /** The file that files' faults are for; no image has one that nobody needs. */
    static final String FILE = "/etc/sweep";
    /** A file system of its own, small enough to be filled. */
    static final String DISK = "/data";

    /** Ends on TERM and has a child; no fault finds it without what it needs. */
    static final String SERVES = "trap 'exit 0' TERM; while true; do sleep 1000 & wait; done";

    private static final String OWN_COMMAND = "[sh, -c, \"echo kept > " + FILE + "; " + SERVES + "\"]";

    /** By name, as it stands in tables: one of each kind that there is; what lasts is taken back while the run goes on. */
    static final Map<String, SweptFault> ALL = all();

    String name() {
        return fault + (adopted ? " (adopted)" : "");
    }

    private static Map<String, SweptFault> all() {
        Map<String, SweptFault> all = new TreeMap<>();
        everywhere(all, "crash", "", "crash");
        everywhere(all, "freeze", "300ms", "freeze");
        everywhere(all, "child-crash", "", "child-crash");
        everywhere(all, "out-of-memory", "", "{ out-of-memory: { of: main } }");
        everywhere(all, "delete-file", "300ms", "{ delete-file: { path: " + FILE + " } }");
        everywhere(all, "corrupt-file", "300ms", "{ corrupt-file: { path: " + FILE + ", how: truncate } }");
        everywhere(all, "fill-disk", "300ms", "{ fill-disk: { path: " + DISK + " } }");
        everywhere(all, "pause", "300ms", "pause");
        everywhere(all, "operator-stop", "", "operator-stop");
        everywhere(all, "operator-kill", "", "operator-kill");
        everywhere(all, "operator-restart", "", "operator-restart");
        everywhere(
                all, "operator-update", "300ms", "{ operator-update: { restart: \"on-failure:3\", memory: 64MiB } }");
        everywhere(all, "signal-inside", "", "{ signal-inside: { signal: TERM } }");
        everywhere(all, "remove", "", "{ remove: { volumes: true } }");
        add(
                all,
                new SweptFault(
                        "remove without its volumes",
                        false,
                        """
                scenario: remove without its volumes
                on: ["docker:no"]
                services:
                  web: { image: busybox, command: %s, volumes: [{ path: %s }] }
                """.formatted(OWN_COMMAND, DISK) + disrupt("150ms", "", "{ remove: { volumes: false } }")));
        own(all, "recreate", "", "recreate", OWN_COMMAND);
        own(all, "start", "", "start", "[sh, -c, \"sleep 0.1\"]");
        return all;
    }

    private static void everywhere(Map<String, SweptFault> all, String fault, String lasts, String inject) {
        own(all, fault, lasts, inject, OWN_COMMAND);
        add(all, new SweptFault(fault, true, """
                scenario: %s (adopted)
                on: as-found
                services:
                  web: { adopt: { containers: %s } }
                blast-radius: { last-healthy: break }
                """.formatted(fault, TARGET) + disrupt("150ms", lasts, inject)));
    }

    private static void own(Map<String, SweptFault> all, String fault, String lasts, String inject, String command) {
        boolean starts = fault.equals("start");
        String policy = starts || fault.equals("remove") ? "no" : "always";
        // Exported and imported all the while, so that whoever is killed may be in the middle of that.
        String watch = fault.equals("pause")
                ? "watch:\n  copy: { every: 200ms, timeout: 4s, archive: { service: web, layers: 1 } }\n"
                : "";
        add(
                all,
                new SweptFault(
                        fault,
                        false,
                        "scenario: " + fault + "\n"
                                + "on: [\"docker:" + policy + "\"]\n"
                                + (starts || !watch.isEmpty() ? "begins: not-asked\n" : "")
                                + "services:\n"
                                + "  web: { image: busybox, memory: 32MiB, command: " + command + ", volumes: [{ path: "
                                + DISK + ", name: shelf, size: 8MiB }] }\n"
                                + watch
                                + disrupt(starts ? "600ms" : "150ms", lasts, inject)));
    }

    private static void add(Map<String, SweptFault> all, SweptFault swept) {
        all.put(swept.name(), swept);
    }

    private static String disrupt(String at, String lasts, String inject) {
        return "disrupt:\n"
                + "  - name: hit\n"
                + "    at: " + at + "\n"
                + "    inject: " + inject + "\n"
                + "    target: { service: web }\n"
                + (lasts.isEmpty() ? "" : "    for: " + lasts + "\n    when-target-restarts: end\n")
                // Nobody reads its verdict; it must only not observe for long.
                + "expect:\n"
                + "  - exits: { after: hit, with: 137, within: 200ms }\n";
    }
}
