package dev.respawn.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.respawn.docker.EngineException;
import dev.respawn.docker.NoDoor;
import dev.respawn.docker.NoSwarm;
import dev.respawn.docker.Swarm;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RemovalTest {
    /** An engine without anything else. */
    private abstract static class OnlyContainers extends NoDoor {
        @Override
        public List<String> networks(Map<String, String> labels) {
            return List.of();
        }

        @Override
        public List<String> volumes(Map<String, String> labels) {
            return List.of();
        }

        @Override
        public List<String> images() {
            return List.of();
        }
    }

    /** An engine that says nothing about the first container while the second is there. */
    private static final class Locked extends OnlyContainers {
        private final List<String> there = new ArrayList<>(List.of("first", "second"));

        @Override
        public List<String> containers(Map<String, String> labels) {
            return List.copyOf(there);
        }

        @Override
        public void remove(String id) throws EngineException {
            if (id.equals("first") && there.contains("second")) {
                throw new EngineException.Slow("no answer", new IOException());
            }
            there.remove(id);
        }
    }

    /** An engine whose swarm makes another container for each that is removed, as long as it has the service. */
    private static final class Healed extends OnlyContainers {
        private final List<String> services = new ArrayList<>(List.of("web"));
        private final List<String> there = new ArrayList<>(List.of("first"));

        @Override
        public Swarm swarm() {
            return new NoSwarm() {
                @Override
                public List<String> services(Map<String, String> labels) {
                    return List.copyOf(services);
                }

                @Override
                public void removeService(String id) {
                    services.remove(id);
                }
            };
        }

        @Override
        public List<String> containers(Map<String, String> labels) {
            return List.copyOf(there);
        }

        @Override
        public void remove(String id) {
            there.remove(id);
            if (!services.isEmpty()) {
                there.add(id + "'");
            }
        }
    }

    @Test
    void services_go_before_the_containers_that_they_would_heal() throws Exception {
        Healed engine = new Healed();
        assertThat(Removal.left(engine, "run-1"))
                .containsExactly(new Removal.Thing("service", "web"), new Removal.Thing("container", "first"));

        assertThat(Removal.ofAll(engine, "run-1")).isEmpty();

        assertThat(Removal.left(engine, "run-1")).isEmpty();
    }

    @Test
    void a_container_of_which_an_engine_says_nothing_keeps_no_other_waiting() {
        Locked engine = new Locked();

        assertThat(Removal.ofAll(engine, "run-1")).isEmpty();

        assertThat(engine.there).isEmpty();
    }
}
