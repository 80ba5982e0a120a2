package dev.respawn.undo;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The IPv4 routes of this network namespace. */
final class Routes {
    private Routes() {}

    /** Where packets to a block of addresses go. */
    record Route(int address, int mask, String link) {
        static Route of(String block, String link) {
            String[] parts = block.split("[./]");
            int address = 0;
            for (int i = 0; i < 4; i++) {
                address = address << 8 | Integer.parseInt(parts[i]);
            }
            int bits = Integer.parseInt(parts[4]);
            return new Route(address, bits == 0 ? 0 : -1 << (32 - bits), link);
        }

        /** Whether an address is in both; the default route, which is to everywhere, overlaps nothing. */
        boolean overlaps(Route other) {
            int common = mask & other.mask;
            return mask != 0 && other.mask != 0 && (address & common) == (other.address & common);
        }

        String text() {
            return (address >>> 24) + "." + (address >>> 16 & 255) + "." + (address >>> 8 & 255) + "." + (address & 255)
                    + "/" + Integer.bitCount(mask) + " by " + link;
        }
    }

    static List<Route> now() throws IOException {
        try {
            return parse(Files.readAllLines(Path.of("/proc/net/route")));
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    /** The kernel writes addresses as hexadecimal numbers in the machine's own order of bytes. */
    static List<Route> parse(List<String> lines) {
        List<Route> routes = new ArrayList<>();
        for (String line : lines.subList(Math.min(1, lines.size()), lines.size())) {
            String[] fields = line.strip().split("\\s+");
            if (fields.length > 7) {
                routes.add(new Route(number(fields[1]), number(fields[7]), fields[0]));
            }
        }
        return List.copyOf(routes);
    }

    private static int number(String hexadecimal) {
        int number = Integer.parseUnsignedInt(hexadecimal, 16);
        return ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? Integer.reverseBytes(number) : number;
    }
}
