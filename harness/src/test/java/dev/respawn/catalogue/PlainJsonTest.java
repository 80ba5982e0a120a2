package dev.respawn.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlainJsonTest {
    @Test
    void plain_data_is_written_over_several_lines() {
        Map<String, Object> plain = new LinkedHashMap<>();
        plain.put("z", List.of(1, 2L, true, 0.5, "x"));
        plain.put("a", Map.of());
        plain.put("b", List.of());

        assertThat(PlainJson.write(plain)).isEqualTo("""
                {
                  "z": [
                    1,
                    2,
                    true,
                    0.5,
                    "x"
                  ],
                  "a": {},
                  "b": []
                }""");
    }

    @Test
    void a_map_without_an_order_is_written_by_its_keys() {
        assertThat(PlainJson.write(new HashMap<>(Map.of("c", 1, "a", 2, "b", 3))))
                .isEqualTo("{\n  \"a\": 2,\n  \"b\": 3,\n  \"c\": 1\n}");
    }

    @Test
    void what_a_terminal_would_obey_is_escaped() {
        assertThat(PlainJson.write("\"\\\n\r\t\u001b\u202e\u2028\ud800é😀"))
                .isEqualTo("\"\\\"\\\\\\n\\r\\t\\u001b\\u202e\\u2028\\ud800é😀\"");
    }

    @Test
    void what_is_not_plain_is_refused() {
        assertThatThrownBy(() -> PlainJson.write(List.of(Double.NaN)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'NaN' (java.lang.Double) is not plain;"
                        + " wanted a map, a list, text, a finite number or a boolean");
        assertThatThrownBy(() -> PlainJson.write(Map.of(1, 2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'1' is no key; wanted text");
    }
}
