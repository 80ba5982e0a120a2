package dev.respawn.reports.html;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ContrastTest {
    /** What is written in which colour on which; WCAG wants 4.5 to 1 of text. */
    private static final List<String> PAIRS = List.of(
            "ink paper",
            "ink sheet",
            "ink faint",
            "ink phase",
            "ink fault-wash",
            "quiet paper",
            "quiet sheet",
            "quiet fault-wash",
            "link paper",
            "link sheet",
            "link fault-wash",
            "good sheet",
            "good good-wash",
            "bad sheet",
            "bad bad-wash",
            "doubt sheet",
            "doubt doubt-wash",
            "fault sheet",
            "on-colour good",
            "on-colour bad",
            "on-colour doubt",
            "life-ink life",
            "life-ink life-other");

    @Test
    void all_text_can_be_read_by_day_by_night_and_on_paper() {
        Matcher blocks =
                Pattern.compile(":root \\{([^}]*)}").matcher(Stylesheet.ours().text());
        int seen = 0;
        Map<String, String> colours = new HashMap<>();
        while (blocks.find()) {
            seen++;
            Matcher colour = Pattern.compile("--([a-z-]+): (#[0-9a-f]{6});").matcher(blocks.group(1));
            while (colour.find()) {
                colours.put(colour.group(1), colour.group(2));
            }
            for (String pair : PAIRS) {
                String[] names = pair.split(" ");
                assertThat(contrast(
                                colours.getOrDefault(names[0], "#808080"), colours.getOrDefault(names[1], "#808080")))
                        .as("%s in block %d", pair, seen)
                        .isGreaterThanOrEqualTo(4.5);
            }
        }
        assertThat(seen).isEqualTo(3);
    }

    private static double contrast(String one, String other) {
        double a = luminance(one);
        double b = luminance(other);
        return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    }

    private static double luminance(String colour) {
        double[] weights = {0.2126, 0.7152, 0.0722};
        double sum = 0;
        for (int i = 0; i < 3; i++) {
            double c = Integer.parseInt(colour.substring(1 + 2 * i, 3 + 2 * i), 16) / 255.0;
            sum += weights[i] * (c <= 0.04045 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4));
        }
        return sum;
    }
}
