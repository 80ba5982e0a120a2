package dev.respawn.docker;

import dev.respawn.model.ByteSize;
import dev.respawn.model.EngineEvent;
import dev.respawn.model.Signal;
import dev.respawn.model.Veil;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A door to nothing; a test overrides the calls that it is about, and any other is a failure. */
public class NoDoor implements Door {
    private static UnsupportedOperationException refused() {
        return new UnsupportedOperationException("nothing in this test makes this call");
    }

    @Override
    public URI address() {
        throw refused();
    }

    @Override
    public Swarm swarm() {
        return new NoSwarm();
    }

    @Override
    public void ping(Duration deadline) throws EngineException, InterruptedException {
        throw refused();
    }

    @Override
    public EngineFacts describe() throws EngineException, InterruptedException {
        throw refused();
    }

    @Override
    public String create(ContainerSpec spec) throws EngineException, InterruptedException {
        throw refused();
    }

    @Override
    public void start(String id) throws EngineException, InterruptedException {
        throw refused();
    }

    @Override
    public String recreate(String id, OwnVolumes volumes, Optional<Duration> grace, Preparation beforeStart)
            throws EngineException, InterruptedException {
        throw refused();
    }

    @Override
    public Optional<String> finishRecreation(String half) throws EngineException, InterruptedException {
        throw refused();
    }

    @Override
    public boolean askAndLeave(Stopping what, String id, Optional<Duration> timeout, Duration after)
            throws EngineException, InterruptedException {
        throw refused();
    }

    @Override
    public void stop(String id, Optional<Duration> timeout) throws EngineException, InterruptedException {
        throw refused();
    }

    @Override
    public void kill(String id, Signal signal) throws EngineException, InterruptedException {
        throw refused();
    }

    @Override
    public void restart(String id, Optional<Duration> timeout) throws EngineException, InterruptedException {
        throw refused();
    }

    @Override
    public void pause(String id) throws EngineException, InterruptedException {
        throw refused();
    }

    @Override
    public void unpause(String id) throws EngineException, InterruptedException {
        throw refused();
    }

    @Override
    public void update(String id, ContainerUpdate update) throws EngineException, InterruptedException {
        throw refused();
    }

    @Override
    public Executed exec(String id, List<String> command, Duration limit) throws EngineException, InterruptedException {
        throw refused();
    }

    @Override
    public void remove(String id) throws EngineException, InterruptedException {
        throw refused();
    }

    @Override
    public void remove(String id, boolean volumes) throws EngineException, InterruptedException {
        throw refused();
    }

    @Override
    public Optional<ContainerFacts> inspect(String idOrName) throws EngineException, InterruptedException {
        throw refused();
    }

    @Override
    public Optional<Map<String, String>> settings(String id, Veil veil) throws EngineException, InterruptedException {
        throw refused();
    }

    @Override
    public List<HealthResult> healthResults(String id) throws EngineException, InterruptedException {
        throw refused();
    }

    @Override
    public List<String> containers(Map<String, String> labels) throws EngineException, InterruptedException {
        throw refused();
    }

    @Override
    public String output(String id, int lines) throws EngineException, InterruptedException {
        throw refused();
    }

    @Override
    public Optional<Printout> printed(String id, Instant since) throws EngineException, InterruptedException {
        throw refused();
    }

    @Override
    public Attached attach(String id) throws EngineException, InterruptedException {
        throw refused();
    }

    @Override
    public Optional<MemoryUse> memory(String id) throws EngineException, InterruptedException {
        throw refused();
    }

    @Override
    public Optional<FileStat> stat(String id, String path) throws EngineException, InterruptedException {
        throw refused();
    }

    @Override
    public <T> Optional<T> readArchive(String id, String path, Duration deadline, StreamReader<T> reader)
            throws EngineException, InterruptedException {
        throw refused();
    }

    @Override
    public void writeArchive(String id, String directory, byte[] tar, Duration deadline)
            throws EngineException, InterruptedException {
        throw refused();
    }

    @Override
    public <T> T export(String id, Duration deadline, StreamReader<T> reader)
            throws EngineException, InterruptedException {
        throw refused();
    }

    @Override
    public String importImage(InputStream archive, String reference, Duration deadline)
            throws EngineException, InterruptedException {
        throw refused();
    }

    @Override
    public List<String> history(String reference) throws EngineException, InterruptedException {
        throw refused();
    }

    @Override
    public void removeImage(String reference) throws EngineException, InterruptedException {
        throw refused();
    }

    @Override
    public List<EngineEvent> eventsBetween(Instant since, Instant until, Map<String, String> labels)
            throws EngineException, InterruptedException {
        throw refused();
    }

    @Override
    public void createVolume(String name, Map<String, String> labels, Optional<ByteSize> size)
            throws EngineException, InterruptedException {
        throw refused();
    }

    @Override
    public List<String> volumes(Map<String, String> labels) throws EngineException, InterruptedException {
        throw refused();
    }

    @Override
    public void removeVolume(String name) throws EngineException, InterruptedException {
        throw refused();
    }

    @Override
    public void connect(String network, String id, List<String> aliases) throws EngineException, InterruptedException {
        throw refused();
    }

    @Override
    public int await(String id, Duration deadline) throws EngineException, InterruptedException {
        throw refused();
    }

    @Override
    public String createNetwork(String name, Map<String, String> labels) throws EngineException, InterruptedException {
        throw refused();
    }

    @Override
    public List<String> networks(Map<String, String> labels) throws EngineException, InterruptedException {
        throw refused();
    }

    @Override
    public void removeNetwork(String id) throws EngineException, InterruptedException {
        throw refused();
    }

    @Override
    public Optional<String> image(String reference) throws EngineException, InterruptedException {
        throw refused();
    }

    @Override
    public List<String> images() throws EngineException, InterruptedException {
        throw refused();
    }

    @Override
    public void load(Path archive, Duration deadline) throws EngineException, InterruptedException {
        throw refused();
    }

    @Override
    public void save(String reference, Path archive, Duration deadline) throws EngineException, InterruptedException {
        throw refused();
    }

    @Override
    public void pull(String reference, Duration deadline) throws EngineException, InterruptedException {
        throw refused();
    }

    @Override
    public EventStream events(EventListener listener) {
        throw refused();
    }

    @Override
    public void close() {}
}
