package dev.respawn.outlook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.respawn.model.ServiceName;
import dev.respawn.model.Target;
import org.junit.jupiter.api.Test;

class AddressesTest {
    private static final Target WEB = new Target.Service(new ServiceName("web"), 1);
    private static final Target OTHER = new Target.Service(new ServiceName("web"), 2);

    private final Addresses addresses = new Addresses();

    @Test
    void the_dead_have_no_address() {
        // A probe of a service that stayed down was good again: a neighbour had been started with its address.
        addresses.seen(WEB, "aa", "198.18.0.2");
        assertThat(addresses.of(WEB)).contains("198.18.0.2");

        addresses.died(WEB, "aa");

        assertThat(addresses.of(WEB)).isEmpty();
    }

    @Test
    void who_is_seen_without_an_address_has_none() {
        addresses.seen(WEB, "aa", "198.18.0.2");

        addresses.seen(WEB, "aa", "");

        assertThat(addresses.of(WEB)).isEmpty();
    }

    @Test
    void who_starts_again_is_asked_where_it_is_now() {
        addresses.seen(WEB, "aa", "198.18.0.2");
        addresses.died(WEB, "aa");

        addresses.seen(WEB, "aa", "198.18.0.3");

        assertThat(addresses.of(WEB)).contains("198.18.0.3");
    }

    @Test
    void the_late_death_of_one_that_was_replaced_changes_nothing() {
        addresses.seen(WEB, "aa", "198.18.0.2");
        addresses.seen(WEB, "bb", "198.18.0.3");

        addresses.died(WEB, "aa");
        addresses.seen(WEB, "aa", "");

        assertThat(addresses.of(WEB)).contains("198.18.0.3");
        assertThat(addresses.of(OTHER)).isEmpty();
    }
}
