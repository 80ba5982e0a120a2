package dev.respawn.journal.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.respawn.journal.Entry;
import dev.respawn.journal.Event;
import dev.respawn.journal.Journal;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** A journal as a file of JSON lines, one entry each, which only ever grows. */
public final class JsonJournal implements Journal, Closeable {
    /** The most bytes of a file that is read. */
    private static final long FILE_MOST = 1L << 30;
    /** What an entry takes in memory beside its texts, and what each of its values does; both rather too much. */
    private static final int WEIGHT_OF_ENTRY = 150;

    private static final int WEIGHT_OF_VALUE = 40;

    private static final ObjectMapper MAPPER = new ObjectMapper(JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder().maxNestingDepth(32).build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final Path path;
    private final InstantSource clock;
    private final Limits limits;
    private final UnaryOperator<String> mask;
    // Not a FileChannel: an interrupt of a writing thread would close it for all others.
    private final RandomAccessFile file;
    private final Object lock = new Object();
    private long written;
    private boolean broken;
    private String hole = "";

    /**
     * How long a journal may become.
     *
     * @param entries the most entries; the last {@link #RESERVED} of them are kept for those that must be durable, so that
     *     what has to be undone can still be written when the samples have filled the rest
     * @param entryBytes the most bytes of one entry; foreign texts in a longer one are cut, with a mark
     */
    public record Limits(long entries, int entryBytes) {
        /** Entries that only {@link Journal#appendDurably} may use. */
        public static final int RESERVED = 1_000;

        /** What holds if nobody says. */
        public static final Limits DEFAULT = new Limits(1_000_000, 64 * 1_024);

        public Limits {
            if (entries < RESERVED) {
                throw new IllegalArgumentException(
                        "a journal of at most " + entries + " entries; the fewest is " + RESERVED);
            }
            if (entryBytes < Codec.SHORTEST_LIMIT) {
                throw new IllegalArgumentException("a journal with entries of at most " + entryBytes
                        + " bytes; the least is " + Codec.SHORTEST_LIMIT);
            }
        }
    }

    /**
     * What stands in a file.
     *
     * @param torn what was left out of it: the last line, if its writer was killed in the middle of it
     */
    public record Contents(List<Entry> entries, Optional<String> torn) {
        public Contents {
            entries = List.copyOf(entries);
        }
    }

    private record Read(long entries, Optional<String> torn, long wholeBytes) {}

    private JsonJournal(
            Path path,
            InstantSource clock,
            Limits limits,
            UnaryOperator<String> mask,
            RandomAccessFile file,
            long written) {
        this.path = path;
        this.clock = clock;
        this.limits = limits;
        this.mask = mask;
        this.file = file;
        this.written = written;
    }

    /**
     * A new journal in a file that is not there yet.
     *
     * @param clock the run's clock
     * @throws IOException if the file is there, or cannot be made
     */
    public static JsonJournal create(Path path, InstantSource clock) throws IOException {
        return create(path, clock, Limits.DEFAULT);
    }

    /** As {@link #create(Path, InstantSource)}, with other limits. */
    public static JsonJournal create(Path path, InstantSource clock, Limits limits) throws IOException {
        return create(path, clock, limits, UnaryOperator.identity());
    }

    /**
     * As {@link #create(Path, InstantSource, Limits)}.
     *
     * @param mask takes what nobody should read out of every text before it is written
     */
    public static JsonJournal create(Path path, InstantSource clock, Limits limits, UnaryOperator<String> mask)
            throws IOException {
        // Whoever takes a run back obeys no journal that others may write, whatever the usual permissions are.
        Files.createFile(path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r--r--")));
        JsonJournal journal = new JsonJournal(path, clock, limits, mask, new RandomAccessFile(path.toFile(), "rw"), 0);
        syncDirectory(path);
        return journal;
    }

    /**
     * Goes on with a journal whose writer is gone; a torn last line is cut off.
     *
     * @throws IOException if it is no journal, or cannot be written
     */
    public static JsonJournal resume(Path path, InstantSource clock) throws IOException {
        return resume(path, clock, UnaryOperator.identity());
    }

    /**
     * As {@link #resume(Path, InstantSource)}.
     *
     * @param mask takes what nobody should read out of every text before it is written
     */
    public static JsonJournal resume(Path path, InstantSource clock, UnaryOperator<String> mask) throws IOException {
        plain(path);
        RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw");
        try {
            // What is written to is what was read, whatever stands under its name by then.
            Read read = readAll(path, new FileInputStream(file.getFD()), entry -> {}, line -> Optional.empty());
            file.setLength(read.wholeBytes());
            file.seek(read.wholeBytes());
            return new JsonJournal(path, clock, Limits.DEFAULT, mask, file, read.entries());
        } catch (IOException | RuntimeException | Error e) {
            file.close();
            throw e;
        }
    }

    @Override
    public long append(Event event) {
        return append(event, false);
    }

    @Override
    public long appendDurably(Event event) {
        return append(event, true);
    }

    private long append(Event event, boolean durably) {
        synchronized (lock) {
            long most = durably ? limits.entries() : limits.entries() - Limits.RESERVED;
            if (written >= most) {
                throw failure("is full: it has " + written + " entries, and the most is " + limits.entries()
                        + " (of which " + Limits.RESERVED + " are kept for what must be durable)");
            }
            if (!durably && !hole.isEmpty()) {
                throw failure("takes only what must be durable any more: an earlier write failed: " + hole);
            }
            if (broken) {
                throw failure("cannot be continued: an earlier write failed half-way");
            }
            byte[] line = line(new Entry(written + 1, clock.instant(), event), limits.entryBytes(), mask);
            write(line);
            // From here on the entry stands, even if it cannot be made durable.
            written++;
            if (durably) {
                try {
                    file.getFD().sync();
                } catch (IOException e) {
                    throw failure("could not be brought to the disk: " + e.getMessage(), e);
                }
            }
            return written;
        }
    }

    private void write(byte[] line) {
        long before = -1;
        try {
            before = file.getFilePointer();
            file.write(line);
        } catch (IOException e) {
            broken = !takenBack(before);
            hole = String.valueOf(e.getMessage());
            throw failure("could not be written: " + e.getMessage(), e);
        }
    }

    /** Half a line, on a full disk, must not stand before the next one. */
    private boolean takenBack(long before) {
        try {
            if (before < 0) {
                return false;
            }
            file.setLength(before);
            file.seek(before);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private UncheckedIOException failure(String why) {
        return failure(why, new IOException(why));
    }

    private UncheckedIOException failure(String why, IOException cause) {
        return new UncheckedIOException("journal '" + path + "' " + why, cause);
    }

    @Override
    public void close() throws IOException {
        synchronized (lock) {
            broken = true;
            file.close();
        }
    }

    /** One entry as a line, cut until it fits. */
    static byte[] line(Entry entry, int most) {
        return line(entry, most, UnaryOperator.identity());
    }

    private static byte[] line(Entry entry, int most, UnaryOperator<String> mask) {
        byte[] bytes = new byte[0];
        for (Codec.Cut cut : Codec.CUTS) {
            ObjectNode node = JsonNodeFactory.instance.objectNode();
            node.put("seq", entry.seq());
            node.put("at", entry.at().toString());
            node.set("event", Codec.write(Event.class, entry.event(), cut.masking(mask)));
            bytes = (node + "\n").getBytes(StandardCharsets.UTF_8);
            if (bytes.length <= most) {
                return bytes;
            }
        }
        throw new IllegalStateException("an entry of " + bytes.length + " bytes after all cuts; the most is " + most);
    }

    /**
     * Reads a journal, strictly: numbers from 1 without gaps, nothing unknown, nothing twice.
     *
     * @throws JournalProblem if it is not what we write, in one line
     * @throws IOException if the file cannot be read
     */
    public static Contents read(Path path) throws IOException {
        return read(path, Runtime.getRuntime().maxMemory() / 2);
    }

    /** The same with so many bytes of memory; what would need more is refused before it does. */
    static Contents read(Path path, long memory) throws IOException {
        List<Entry> entries = new ArrayList<>();
        long[] needed = {0};
        Read read = readAll(path, entries::add, line -> {
            needed[0] += WEIGHT_OF_ENTRY + line.length;
            for (byte b : line) {
                needed[0] += b == ',' ? WEIGHT_OF_VALUE : 0;
            }
            return needed[0] <= memory
                    ? Optional.empty()
                    : Optional.of("a journal that needs more than " + (memory >> 20)
                            + "MiB to be read; give Java more memory, for example with RESPAWN_JAVA_OPTIONS=-Xmx4g");
        });
        return new Contents(entries, read.torn());
    }

    /**
     * Reads a journal as {@link #read(Path)} does, but keeps nothing: a long one needs no more memory than a short one.
     *
     * @param each is told every entry in its order, also those before one that is not what we write
     */
    public static void read(Path path, Consumer<Entry> each) throws IOException {
        readAll(path, each, line -> Optional.empty());
    }

    /** A pipe would never end, and what a link leads to is none of a run's. */
    private static void plain(Path path) throws IOException {
        if (Files.isSymbolicLink(path)) {
            throw new IOException(
                    "journal '" + path + "' is a symbolic link, and what lies elsewhere is neither read nor written");
        }
        if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException("journal '" + path + "' is "
                    + (Files.exists(path, LinkOption.NOFOLLOW_LINKS) ? "no file" : "not there"));
        }
    }

    private static Read readAll(Path path, Consumer<Entry> each, Function<byte[], Optional<String>> tooMuch)
            throws IOException {
        plain(path);
        try (InputStream in = Files.newInputStream(path, LinkOption.NOFOLLOW_LINKS)) {
            return readAll(path, in, each, tooMuch);
        }
    }

    // Does not close what it reads from: it may be written to next.
    private static Read readAll(
            Path path, InputStream from, Consumer<Entry> each, Function<byte[], Optional<String>> tooMuch)
            throws IOException {
        String name =
                Optional.ofNullable(path.getFileName()).map(Path::toString).orElse(path.toString());
        long entries = 0;
        long whole = 0;
        InputStream in = new BufferedInputStream(from, 1 << 16);
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b >= 0; b = in.read()) {
            if (b != '\n') {
                line.write(b);
                if (line.size() > 1 << 20) {
                    throw new JournalProblem(name, entries + 1, "a line of more than 1MiB");
                }
                continue;
            }
            long number = entries + 1;
            if (number > Limits.DEFAULT.entries()) {
                throw new JournalProblem(name, number, "more than " + Limits.DEFAULT.entries() + " entries");
            }
            Optional<String> refusal = tooMuch.apply(line.toByteArray());
            if (refusal.isPresent()) {
                throw new JournalProblem(name, number, refusal.get());
            }
            try {
                each.accept(entry(line.toByteArray(), number));
            } catch (Malformed e) {
                throw new JournalProblem(name, number, String.valueOf(e.getMessage()));
            }
            entries++;
            whole += line.size() + 1L;
            if (whole > FILE_MOST) {
                throw new JournalProblem(name, number, "the file is larger than 1GiB");
            }
            line.reset();
        }
        Optional<String> torn = line.size() == 0
                ? Optional.empty()
                : Optional.of(name + ":" + (entries + 1) + ": the last line is torn after " + line.size()
                        + " bytes and was left out; its writer was ended in the middle of it");
        return new Read(entries, torn, whole);
    }

    private static Entry entry(byte[] line, long number) throws Malformed {
        JsonNode node;
        try {
            // Decoded by ourselves, since Jackson guesses other encodings from the first bytes.
            node = MAPPER.readTree(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(line))
                    .toString());
        } catch (CharacterCodingException e) {
            throw new Malformed("the line is not UTF-8");
        } catch (JsonProcessingException e) {
            throw new Malformed("no JSON: " + Texts.shown(e.getOriginalMessage()));
        }
        ObjectNode object = Codec.object(node, "the line");
        for (String key : List.of("seq", "at", "event")) {
            if (!object.has(key)) {
                throw new Malformed("the entry has no '" + key + "'");
            }
        }
        if (object.size() != 3) {
            throw new Malformed("the entry has " + object.size() + " keys; wanted seq, at and event");
        }
        long seq = (Long) Codec.read(long.class, object.get("seq"), "'seq'");
        if (seq != number) {
            throw new Malformed("entry " + seq + " stands where entry " + number + " was wanted");
        }
        Instant at = (Instant) Codec.read(Instant.class, object.get("at"), "'at'");
        return new Entry(seq, at, (Event) Codec.read(Event.class, object.get("event"), "the event"));
    }

    private static void syncDirectory(Path path) throws IOException {
        Path directory = path.toAbsolutePath().getParent();
        if (directory != null) {
            try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }
}
