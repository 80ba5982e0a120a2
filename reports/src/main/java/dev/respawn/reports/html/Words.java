package dev.respawn.reports.html;

import dev.respawn.journal.Entry;
import dev.respawn.model.Durations;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The timeline as tables, for those who cannot see it or want to copy from it. */
record Words(Course course, RunTime time, Links links) {
    private static final int MOST = 200;

    void write(Html html) {
        phases(html);
        faults(html);
        probes(html);
        lives(html);
        blind(html);
    }

    private Table.Cell when(Instant at) {
        return html -> time.write(html, at);
    }

    private Table.Cell entries(Long... seqs) {
        return html -> links.write(
                html, List.of(seqs).stream().distinct().filter(seq -> seq > 0).toList());
    }

    private static void write(Html html, Table table, int all) {
        if (table.isEmpty()) {
            return;
        }
        table.write(html);
        if (all > MOST) {
            html.element(
                    "p",
                    Attributes.with("class", "aside"),
                    "The first " + MOST + " of " + all + "; the others are in the event log.");
        }
    }

    private void phases(Html html) {
        Table table = Table.of("Phases", "Phase", "From", "To", "Entry");
        course.phases()
                .forEach(phase -> table.row(
                        Table.Cell.of(phase.phase().word()),
                        when(phase.from()),
                        when(phase.to()),
                        entries(phase.seq())));
        write(html, table, 0);
    }

    private void faults(Html html) {
        Table table = Table.of("Faults", "Fault", "Target", "Asked for", "Arrived", "Over", "Entries");
        course.faults().stream()
                .limit(MOST)
                .forEach(fault -> table.row(
                        Table.Cell.of(fault.disruption()),
                        Table.Cell.of(fault.target().toString()),
                        html2 -> fault.intended()
                                .map(Entry::at)
                                .ifPresentOrElse(at -> time.write(html2, at), () -> html2.text("–")),
                        html2 -> course.arrival(fault)
                                .ifPresentOrElse(
                                        moment -> time.write(html2, moment.at()), () -> html2.text("not seen")),
                        html2 -> fault.over()
                                .ifPresentOrElse(
                                        at -> time.write(html2, at),
                                        () -> html2.text(fault.lasting() ? "not undone" : "at once")),
                        html2 -> links.write(
                                html2, fault.entries().stream().map(Entry::seq).toList())));
        write(html, table, course.faults().size());
    }

    private void probes(Html html) {
        for (ProbeCourse probe : course.probes()) {
            List<ProbeCourse.Run> runs = probe.runs();
            Table table = Table.of(
                    "Probe " + probe.name(),
                    "Answers",
                    "From",
                    "To",
                    "Lasted about",
                    "Samples",
                    "First reason",
                    "Entries");
            runs.stream()
                    .limit(MOST)
                    .forEach(run -> table.row(
                            Optional.empty(),
                            "look-" + run.look().name().toLowerCase(Locale.ROOT),
                            Table.Cell.of(run.look().word()),
                            when(run.from()),
                            when(run.to()),
                            Table.Cell.of(Durations.text(Duration.between(run.from(), run.to()))),
                            Table.Cell.of(Integer.toString(run.count())),
                            Table.Cell.of(run.why()),
                            entries(run.first(), run.last())));
            write(html, table, runs.size());
        }
    }

    private void lives(Html html) {
        Table table = Table.of("Lives", "Target", "Container", "Process", "From", "To", "Ended with", "Entries");
        List<TargetCourse> targets = course.targets();
        int all = targets.stream().mapToInt(target -> target.lives().size()).sum();
        targets.stream()
                .flatMap(target -> target.lives().stream()
                        .map(life -> new TargetCourse(target.target(), List.of(life), List.of())))
                .limit(MOST)
                .forEach(one -> {
                    Life life = one.lives().get(0);
                    table.row(
                            Table.Cell.of(one.target().toString()),
                            Table.Cell.code(life.shortId()),
                            Table.Cell.of(life.incarnation()
                                    .filter(i -> i.pid() > 0)
                                    .map(i -> "#" + i.pid())
                                    .orElse("not asked")),
                            when(life.from()),
                            html2 -> life.to()
                                    .ifPresentOrElse(to -> time.write(html2, to), () -> html2.text("still there")),
                            Table.Cell.of(life.exitCode()
                                    .map(ExitCodes::text)
                                    .orElse(life.to().isPresent() ? "not seen" : "–")),
                            entries(life.first(), life.last()));
                });
        write(html, table, all);
    }

    private void blind(Html html) {
        Table table = Table.of("Times in which engine events were not seen", "Host", "From", "To", "Why", "Entry");
        course.blind()
                .forEach(span -> table.row(
                        Table.Cell.of(span.host()),
                        when(span.from()),
                        when(span.to()),
                        Table.Cell.of(span.why()),
                        entries(span.seq())));
        write(html, table, 0);
    }
}
