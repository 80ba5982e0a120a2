package dev.respawn.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SecretsTest {
    @Test
    void a_variable_holds_a_secret_if_its_name_says_so() {
        assertThat(List.of(
                        "PASSWORD",
                        "POSTGRES_PASSWORD",
                        "MYSQL_ROOT_PASSWD",
                        "db_pass",
                        "DB_PWD",
                        "API_KEY",
                        "APIKEY",
                        "KEY",
                        "AWS_SECRET_ACCESS_KEY",
                        "GITHUB_TOKEN",
                        "AUTH",
                        "REGISTRY_AUTH_FILE",
                        "GOOGLE_CREDENTIALS"))
                .allMatch(Secrets::isSecret);
        assertThat(List.of("PATH", "AUTHOR", "KEYBOARD", "MONKEY", "COMPASS", "PORT", "BYPASS", "HOME", ""))
                .noneMatch(Secrets::isSecret);
    }

    @Test
    void its_value_is_masked_wherever_it_stands() {
        Secrets secrets = Secrets.of(List.of(
                Map.of("TOKEN", "hunter2!", "MODE", "production"),
                Map.of("LONG_TOKEN", "hunter2!hunter2!", "DB", "postgres://app:s3cr3t-s3cr3t@db:5432/x")));

        assertThat(secrets.mask("a hunter2!hunter2! b hunter2! production s3cr3t-s3cr3t"))
                .isEqualTo("a *** b *** production ***");
        assertThat(Secrets.of(List.of(Map.of("PIN_KEY", "1"))).mask("1 of 1")).isEqualTo("1 of 1");
        assertThat(Secrets.of(List.of(Map.of("MODE", "production"))).none()).isTrue();
    }

    @Test
    void an_environment_is_shown_without_its_secrets() {
        assertThat(Secrets.masked(Map.of(
                        "TOKEN",
                        "x",
                        "EMPTY_TOKEN",
                        "",
                        "MODE",
                        "a:b@c",
                        "URL",
                        "amqp://me:p$1w@mq//v http://u:two@h")))
                .isEqualTo(Map.of(
                        "TOKEN",
                        "***",
                        "EMPTY_TOKEN",
                        "",
                        "MODE",
                        "a:b@c",
                        "URL",
                        "amqp://me:***@mq//v http://u:***@h"));
    }
}
