package dev.respawn.probe;

import dev.respawn.catalogue.Field;
import dev.respawn.catalogue.Kinds;
import dev.respawn.catalogue.Text;
import dev.respawn.catalogue.Word;
import dev.respawn.model.Condition;
import dev.respawn.model.ServiceName;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Whether the engine says of a container what it should. While the engine does not answer nothing is known of the
 * container, which may well live on: then the sample is missing, not bad.
 *
 * @param replica from 1
 */
public record ContainerState(ServiceName service, int replica, Is is) implements Probe {
    private static final Field<ContainerState, ServiceName> SERVICE =
            Field.wanted("service", "whose container is looked at", Kinds.service(), ContainerState::service);
    private static final Field<ContainerState, Integer> REPLICA =
            Field.orElse("replica", "which replica, from 1", Kinds.number(1, 50), ContainerState::replica, 1);
    private static final Field<ContainerState, Is> IS =
            Field.wanted("is", "what the engine has to say of it", Kinds.choice(Is.class), ContainerState::is);

    /** What an engine says of a container, as its state or as its health. */
    public enum Is {
        CREATED,
        RUNNING,
        PAUSED,
        RESTARTING,
        REMOVING,
        EXITED,
        DEAD,
        /** There is none. */
        ABSENT,
        STARTING,
        HEALTHY,
        UNHEALTHY;

        private boolean health() {
            return this == STARTING || this == HEALTHY || this == UNHEALTHY;
        }
    }

    @Override
    public String inWords() {
        return "the engine says that " + service + "/" + replica + " is " + Kinds.word(is);
    }

    @Override
    public CompletionStage<Answer> ask(Reach reach, Duration deadline) {
        return reach.condition(service, replica, deadline).thenApply(this::judge);
    }

    private Answer judge(Optional<Condition> condition) {
        String said = condition.map(this::said).orElse("absent");
        return said.equals(Kinds.word(is))
                ? Answer.ofGood()
                : Answer.bad("it is " + Text.shown(said) + ", wanted " + Kinds.word(is));
    }

    private String said(Condition condition) {
        // The last word of a health check outlives its container, so it counts only while that one lives.
        boolean lives = condition.running() || condition.status().equals("paused");
        return is.health() && lives
                ? condition.health().orElse(condition.status() + ", without a health check")
                : condition.status();
    }

    /** Offers the word. */
    public static final class Listing implements Probe.Listing {
        @Override
        public Word<ContainerState> word() {
            return Word.of(
                    "container-state",
                    "the engine says of a container that it is running, exited, healthy and the like",
                    ContainerState.class,
                    v -> new ContainerState(v.get(SERVICE), v.get(REPLICA), v.get(IS)),
                    SERVICE,
                    REPLICA,
                    IS);
        }
    }
}
