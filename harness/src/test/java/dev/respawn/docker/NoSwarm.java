package dev.respawn.docker;

import java.net.InetAddress;
import java.util.List;
import java.util.Map;

/** An engine that is in no swarm; a test overrides the calls that it is about. */
public class NoSwarm implements Swarm {
    @Override
    public boolean joined() {
        return false;
    }

    @Override
    public void begin(InetAddress at) throws EngineException {
        throw refused();
    }

    @Override
    public void leave() {
        // It is in none.
    }

    @Override
    public String createService(String name, ContainerSpec task, Restart restart) {
        throw refused();
    }

    @Override
    public List<Task> tasks(String service) throws EngineException {
        return List.of();
    }

    @Override
    public List<String> services(Map<String, String> labels) {
        return List.of();
    }

    @Override
    public void removeService(String id) {
        // It has none.
    }

    @Override
    public String createNetwork(String name, Map<String, String> labels) {
        throw refused();
    }

    private static UnsupportedOperationException refused() {
        return new UnsupportedOperationException("this engine goes into no swarm");
    }
}
