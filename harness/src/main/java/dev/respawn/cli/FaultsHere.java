package dev.respawn.cli;

import dev.respawn.fault.Fault;
import dev.respawn.host.Standpoint;
import dev.respawn.supervisor.ContainerDeployment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Which faults can be injected into the containers of an engine, and why the others cannot. */
final class FaultsHere {
    private FaultsHere() {}

    /**
     * One fault.
     *
     * @param standing ok, missing, or unknown
     * @param why empty if it can be injected without more ado
     */
    record Row(String standing, String fault, String why) {}

    /** All of these, judged by the controls that each of them needs. */
    static List<Row> rows(List<Fault> faults, Standpoint from) {
        List<Row> rows = new ArrayList<>();
        for (Fault fault : faults) {
            boolean another = rows.stream().anyMatch(row -> row.fault().equals(name(fault)));
            rows.add(row(another ? name(fault) + " (" + arguments(fault) + ")" : name(fault), fault, from));
        }
        return List.copyOf(rows);
    }

    private static String name(Fault fault) {
        return Fault.catalogue().nameOf(fault);
    }

    private static String arguments(Fault fault) {
        Object written = Fault.catalogue().write(fault).get(name(fault));
        return written instanceof Map<?, ?> map
                ? String.join(
                        ", ",
                        map.entrySet().stream()
                                .map(entry -> entry.getKey() + ": " + entry.getValue())
                                .toList())
                : String.valueOf(written);
    }

    private static Row row(String name, Fault fault, Standpoint from) {
        TreeSet<String> refused = new TreeSet<>();
        TreeSet<String> open = new TreeSet<>();
        TreeSet<String> instead = new TreeSet<>();
        for (Class<?> control : fault.needs()) {
            if (!ContainerDeployment.OFFERS.contains(control)) {
                refused.add("it needs " + control.getSimpleName() + ", which containers do not offer");
            }
            from.refuses(control).map(why -> "the container's processes " + why).ifPresent(refused::add);
            from.instead(control).ifPresent(instead::add);
            if (from.leavesOpen(control)) {
                open.add("no container runs there, so nobody knows whether its processes would be seen from here");
            }
        }
        if (!refused.isEmpty()) {
            return new Row("missing", name, String.join("; ", refused));
        }
        return open.isEmpty()
                ? new Row("ok", name, String.join("; ", instead))
                : new Row("unknown", name, String.join("; ", open));
    }
}
