package dev.respawn.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The memory of the host. */
final class HostMemory {
    private HostMemory() {}

    /** How many bytes programs could have before the host runs out; empty if the kernel does not tell. */
    static Optional<Long> available() {
        try {
            return Files.readAllLines(Path.of("/proc/meminfo")).stream()
                    .filter(line -> line.matches("MemAvailable:\\s+[0-9]{1,15} kB"))
                    .map(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
