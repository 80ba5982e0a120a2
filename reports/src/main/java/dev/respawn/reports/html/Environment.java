package dev.respawn.reports.html;

import dev.respawn.journal.Event;
import dev.respawn.model.Durations;
import java.util.TreeMap;

/** On what it was run. */
record Environment(Course course) {
    void write(Html html) {
        Table hosts = Table.of("Hosts", "Host", "Fact", "Value");
        course.all(Event.HostFound.class).forEach(host -> {
            new TreeMap<>(host.facts())
                    .forEach((name, value) ->
                            hosts.row(Table.Cell.of(host.host().name()), Table.Cell.of(name), Table.Cell.of(value)));
            hosts.row(
                    Table.Cell.of(host.host().name()),
                    Table.Cell.of("its clock minus the run's"),
                    Table.Cell.of(Durations.text(host.clockOffset())));
        });
        Table images = Table.of("Images", "Image", "Host", "What it really is", "Where from");
        course.all(Event.ImageReady.class)
                .forEach(image -> images.row(
                        Table.Cell.of(image.name()),
                        Table.Cell.of(image.host().name()),
                        Table.Cell.code(image.id()),
                        Table.Cell.of(image.origin())));
        if (hosts.isEmpty()) {
            html.element("p", "The journal does not say what the run found its hosts to be.");
        } else {
            hosts.write(html);
        }
        if (!images.isEmpty()) {
            images.write(html);
        }
    }
}
