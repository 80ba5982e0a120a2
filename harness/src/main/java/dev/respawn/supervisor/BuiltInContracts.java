package dev.respawn.supervisor;

import dev.respawn.contract.Contract;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The contracts of the supervisors that come with the harness: resources beside this class. */
public final class BuiltInContracts {
    private static final Map<String, Contract> READ = new ConcurrentHashMap<>();

    private BuiltInContracts() {}

    /** The contract of this name: docker/always. */
    public static Contract named(String name) {
        return READ.computeIfAbsent(name, BuiltInContracts::read);
    }

    private static Contract read(String name) {
        String resource = name + ".yaml";
        try (InputStream in = BuiltInContracts.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("the contract " + resource + " is not in the jar");
            }
            return ContractFile.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8), resource);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
