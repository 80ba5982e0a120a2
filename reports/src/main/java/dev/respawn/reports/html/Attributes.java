package dev.respawn.reports.html;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The attributes of one element. Names are ours, values may be anybody's: {@link Html} escapes them. */
record Attributes(List<Attribute> all) {
    private static final Pattern NAME = Pattern.compile("[a-zA-Z][a-zA-Z0-9-]*");
    private static final Pattern ANCHOR = Pattern.compile("[a-z][a-z0-9-]*");
    private static final Pattern RUN = Pattern.compile("[0-9a-z][0-9a-z-]*");
    private static final Pattern PATTERN = Pattern.compile("url\\(#[a-z-]+\\)");

    Attributes {
        all = List.copyOf(all);
    }

    record Attribute(String name, String value) {}

    static Attributes none() {
        return new Attributes(List.of());
    }

    static Attributes with(String name, String value) {
        return none().and(name, value);
    }

    static Attributes with(String name, double value) {
        return none().and(name, value);
    }

    /** A link to the report of a run, whose directory is beside the page. */
    static Attributes linkToRun(String run) {
        if (!RUN.matcher(run).matches()) {
            throw new IllegalArgumentException("'" + run + "' is no run of ours");
        }
        return new Attributes(List.of(new Attribute("href", "runs/" + run + "/report.html")));
    }

    /** A link to another place of the same page. */
    static Attributes linkTo(String anchor) {
        if (!ANCHOR.matcher(anchor).matches()) {
            throw new IllegalArgumentException("'" + anchor + "' is no anchor of ours");
        }
        return new Attributes(List.of(new Attribute("href", "#" + anchor)));
    }

    Attributes and(String name, String value) {
        // What could fetch or run something has no way in; links go through linkTo() and linkToRun().
        if (!NAME.matcher(name).matches()
                || name.startsWith("on")
                || List.of("href", "src", "style", "srcset", "action").contains(name)) {
            throw new IllegalArgumentException("attribute '" + name + "' is not used in a report");
        }
        if (name.equals("fill") && !PATTERN.matcher(value).matches()) {
            throw new IllegalArgumentException("'" + value + "' is no pattern of ours");
        }
        List<Attribute> more = new ArrayList<>(all);
        more.add(new Attribute(name, value));
        return new Attributes(more);
    }

    Attributes and(String name, double value) {
        return and(name, number(value));
    }

    /** A coordinate: a tenth of a pixel is more than anybody sees. */
    static String number(double value) {
        return BigDecimal.valueOf(value)
                .setScale(1, RoundingMode.HALF_UP)
                .stripTrailingZeros()
                .toPlainString();
    }
}
