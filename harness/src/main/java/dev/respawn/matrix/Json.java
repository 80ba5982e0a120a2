package dev.respawn.matrix;

import dev.respawn.catalogue.Kinds;
import dev.respawn.catalogue.PlainJson;
import dev.respawn.model.Interval;
import java.util.LinkedHashMap;
import java.util.Map;

/** The matrix as JSON, for programs. Times are in milliseconds. */
public final class Json implements Renderer {
    @Override
    public String file() {
        return "matrix.json";
    }

    @Override
    public String text(Matrix matrix) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("command", matrix.command());
        all.put("trials", matrix.trials());
        all.put(
                "columns",
                matrix.columns().stream()
                        .map(column -> Map.of(
                                "supervisor", column.supervisor(), "host", column.host(), "engine", column.engine()))
                        .toList());
        all.put("rows", matrix.rows().stream().map(Json::row).toList());
        return PlainJson.write(all) + "\n";
    }

    private static Map<String, Object> row(Matrix.Row row) {
        Map<String, Object> plain = new LinkedHashMap<>();
        plain.put("scenario", row.scenario());
        plain.put("because", row.because());
        plain.put("cells", row.cells().stream().map(Json::cell).toList());
        return plain;
    }

    private static Map<String, Object> cell(Cell cell) {
        Map<String, Object> plain = new LinkedHashMap<>();
        plain.put("state", Kinds.word(cell.state()));
        plain.put("reason", cell.reason());
        if (!cell.trials().isEmpty()) {
            plain.put("how", cell.how());
            cell.away().ifPresent(away -> plain.put("away", interval(away)));
            cell.available().ifPresent(good -> plain.put("available", Map.of(good.probe(), good.share())));
            plain.put("fastest", cell.fastest());
        }
        plain.put("trials", cell.trials().stream().map(Json::trial).toList());
        return plain;
    }

    private static Map<String, Object> trial(Cell.Trial trial) {
        Map<String, Object> plain = new LinkedHashMap<>();
        plain.put("run", trial.run());
        plain.put("directory", trial.directory().toString());
        plain.put("verdict", trial.outcome().word());
        plain.put("how", Kinds.word(trial.survival().how()));
        trial.survival().away().ifPresent(away -> plain.put("away", interval(away)));
        plain.put("available", trial.survival().good());
        return plain;
    }

    private static Object interval(Interval interval) {
        Map<String, Object> plain = new LinkedHashMap<>();
        plain.put("at-least", interval.atLeast().toMillis());
        interval.atMost().ifPresent(most -> plain.put("at-most", most.toMillis()));
        return plain;
    }
}
