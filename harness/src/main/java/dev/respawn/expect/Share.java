package dev.respawn.expect;

import dev.respawn.catalogue.Kind;
import dev.respawn.catalogue.Kinds;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** How a share is written: 0.95 is 95%. */
public final class Share {
    private static final Pattern PATTERN = Pattern.compile("([0-9]{1,3}(?:\\.[0-9]{1,6})?)%");

    /** How it is read and written. */
    public static final Kind<Double> KIND = Kinds.scalar(
            "a share such as 95%",
            Map.of("type", "string", "pattern", "^(?:" + PATTERN.pattern() + ")$", "examples", List.of("95%", "50%")),
            Share::parse,
            Share::text);

    private Share() {}

    /** As it is written. */
    public static String text(double share) {
        return BigDecimal.valueOf(share).movePointRight(2).stripTrailingZeros().toPlainString() + "%";
    }

    private static Double parse(String text) {
        if (!PATTERN.matcher(text).matches()) {
            throw new IllegalArgumentException("'" + text + "' is no share; wanted a number with %, such as 95%");
        }
        return new BigDecimal(text.substring(0, text.length() - 1))
                .movePointLeft(2)
                .doubleValue();
    }
}
