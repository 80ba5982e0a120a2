package dev.respawn.reports.html;

import dev.respawn.model.Incarnation;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** Each target before the first fault and at the end: the same life, the same container, another one, or none. */
record Identities(Course course, RunTime time, Links links) {
    void write(Html html) {
        Table table = Table.of(
                "Identity before and after",
                "Target",
                "What came back",
                "Before",
                "After",
                "Restarts counted",
                "Image",
                "Address",
                "Entries");
        for (TargetCourse target : course.targets()) {
            List<Life> lives = target.lives().stream()
                    .filter(life -> life.from().isBefore(course.takenDown()))
                    .toList();
            if (lives.isEmpty()) {
                continue;
            }
            Life before = before(lives);
            Life after = lives.get(lives.size() - 1);
            Optional<TargetCourse.Answer> last = target.seen().stream()
                    .filter(answer -> answer.at().isBefore(course.takenDown()))
                    .reduce((one, other) -> other);
            table.row(
                    Table.Cell.of(target.target().toString()),
                    Table.Cell.of(what(target, before, after)),
                    Table.Cell.code(before.label()),
                    Table.Cell.code(ended(after) ? "–" : after.label()),
                    Table.Cell.of(last.map(answer ->
                                    Integer.toString(answer.condition().restartCount()))
                            .orElse("not asked")),
                    Table.Cell.code(change(before, after, Incarnation::image)),
                    Table.Cell.of(change(before, after, Incarnation::address)),
                    html2 -> links.write(
                            html2,
                            Stream.of(before.first(), after.first(), after.last())
                                    .distinct()
                                    .toList()));
        }
        if (table.isEmpty()) {
            html.element("p", "The journal shows no life of any target.");
        } else {
            table.write(html);
        }
    }

    private Life before(List<Life> lives) {
        Instant first = course.faults().stream()
                .map(fault -> fault.entries().get(0).at())
                .min(Instant::compareTo)
                .orElse(course.began());
        return lives.stream()
                .filter(life -> !life.from().isAfter(first))
                .reduce((one, other) -> other)
                .orElse(lives.get(0));
    }

    private boolean ended(Life life) {
        return life.to().filter(to -> to.isBefore(course.takenDown())).isPresent();
    }

    private String what(TargetCourse target, Life before, Life after) {
        // What an engine that nobody hears does with a container is not known, whatever was seen before.
        boolean blindSince = course.blind().stream()
                .filter(span -> !span.to().isBefore(course.takenDown()))
                .anyMatch(span ->
                        target.seen().stream().noneMatch(answer -> answer.at().isAfter(span.from())));
        if (blindSince) {
            return "not known: engine events were not seen up to the end";
        }
        if (ended(after)) {
            return "never back while it was observed";
        }
        if (before.equals(after)) {
            return "untouched: the same life";
        }
        return before.id().equals(after.id()) ? "same container, restarted" : "a new container";
    }

    private static String change(Life before, Life after, Function<Incarnation, String> what) {
        String one = shown(before, what);
        String other = shown(after, what);
        return one.equals(other) || other.isEmpty() ? one : one.isEmpty() ? other : one + " → " + other;
    }

    private static String shown(Life life, Function<Incarnation, String> what) {
        String whole = life.incarnation().map(what).orElse("");
        String digest = whole.startsWith("sha256:") ? whole.substring("sha256:".length()) : whole;
        return digest.matches("[0-9a-f]{13,}") ? digest.substring(0, 12) : digest;
    }
}
