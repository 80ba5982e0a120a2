package dev.respawn.fault;

import dev.respawn.catalogue.Field;
import dev.respawn.catalogue.Kinds;
import dev.respawn.catalogue.Misfit;
import dev.respawn.catalogue.Word;
import dev.respawn.host.Content;
import dev.respawn.host.Filing;
import dev.respawn.host.Unreached;
import dev.respawn.model.FileState;
import dev.respawn.model.Incarnation;
import dev.respawn.model.UndoLog;
import dev.respawn.model.Witness;
import dev.respawn.supervisor.Controls;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * A file is corrupted from the host, where it is: whoever has it open sees it. It is kept beforehand and put back
 * exactly: content, mode, owner and times. Links are followed, as every program would.
 *
 * @param bits how many bits are flipped; of flip-bits only
 * @param mode the permission bits that it gets; of chmod only
 * @param seed every draw comes from it and from the file's content; empty for the run's
 */
public record CorruptFile(String path, How how, Optional<Integer> bits, Optional<String> mode, Optional<Long> seed)
        implements Fault {
    /** In what way. */
    public enum How {
        TRUNCATE,
        FLIP_BITS,
        OVERWRITE,
        CHMOD
    }

    private static final int BITS_DEFAULT = 8;
    private static final Pattern MODE_TEXT = Pattern.compile("[0-7]{3,4}");
    private static final dev.respawn.catalogue.Kind<String> MODES =
            Kinds.text("permission bits in octal digits, such as 000", MODE_TEXT);
    private static final dev.respawn.catalogue.Kind<Long> SEEDS = Kinds.scalar(
            "a whole number",
            Kinds.number(Integer.MIN_VALUE, Integer.MAX_VALUE).schema(),
            text -> {
                if (!text.matches("-?[0-9]{1,18}")) {
                    throw new IllegalArgumentException("'" + text + "' is no whole number");
                }
                return Long.valueOf(text);
            },
            String::valueOf);

    private static final Field<CorruptFile, String> PATH =
            Field.wanted("path", "the file, such as /etc/nginx/nginx.conf", FileFault.PATH, CorruptFile::path);
    private static final Field<CorruptFile, How> HOW = Field.wanted(
            "how",
            "truncate: nothing is left of it; flip-bits: some bits; overwrite: as many bytes drawn; chmod: its mode",
            Kinds.choice(How.class),
            CorruptFile::how);
    private static final Field<CorruptFile, Optional<Integer>> BITS = Field.maybe(
            "bits",
            "how many bits are flipped; left out, " + BITS_DEFAULT,
            Kinds.number(1, 1_000_000),
            CorruptFile::bits);
    private static final Field<CorruptFile, Optional<String>> MODE =
            Field.maybe("mode", "the mode that it gets", MODES, CorruptFile::mode);
    private static final Field<CorruptFile, Optional<Long>> SEED = Field.maybe(
            "seed", "where the bits or bytes are drawn from; left out, the run's own", SEEDS, CorruptFile::seed);

    public CorruptFile {
        if (bits.isPresent() && how != How.FLIP_BITS) {
            throw Misfit.at("'bits' is for flip-bits, and how is '" + Kinds.word(how) + "'; leave it out", "bits");
        }
        if (mode.isPresent() != (how == How.CHMOD)) {
            throw mode.isPresent()
                    ? Misfit.at("'mode' is for chmod, and how is '" + Kinds.word(how) + "'; leave it out", "mode")
                    : Misfit.at("'chmod' does not say which mode the file gets; add 'mode'", "how");
        }
        mode.filter(text -> !MODE_TEXT.matcher(text).matches()).ifPresent(text -> {
            throw Misfit.at("'" + text + "' is no mode; wanted " + MODES.wanted(), "mode");
        });
    }

    /** Nothing is left of it. */
    public static CorruptFile truncated(String path) {
        return new CorruptFile(path, How.TRUNCATE, Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** So many bits of it are flipped. */
    public static CorruptFile flipped(String path, int bits) {
        return new CorruptFile(path, How.FLIP_BITS, Optional.of(bits), Optional.empty(), Optional.empty());
    }

    /** Each of its bytes is another, drawn one. */
    public static CorruptFile overwritten(String path) {
        return new CorruptFile(path, How.OVERWRITE, Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** It gets this mode, in octal digits. */
    public static CorruptFile chmod(String path, String mode) {
        return new CorruptFile(path, How.CHMOD, Optional.empty(), Optional.of(mode), Optional.empty());
    }

    @Override
    public Fault seeded(long runs) {
        return seed.isPresent() ? this : new CorruptFile(path, how, bits, mode, Optional.of(runs));
    }

    @Override
    public Set<Class<?>> needs() {
        return Set.of(Filing.class);
    }

    @Override
    public Kind kind() {
        return Kind.LASTING;
    }

    @Override
    public Set<String> holds() {
        return FileFault.holds(path);
    }

    @Override
    public String inWords() {
        return switch (how) {
            case TRUNCATE -> "'" + path + "' is truncated to nothing, from the host";
            case FLIP_BITS -> bits.orElse(BITS_DEFAULT) + " bits of '" + path + "' are flipped, from the host";
            case OVERWRITE -> "'" + path + "' is overwritten with drawn bytes, from the host";
            case CHMOD -> "'" + path + "' gets mode " + mode.orElse("") + ", from the host";
        };
    }

    @Override
    public Optional<String> irreversible() {
        return Optional.empty();
    }

    @Override
    public Witness inject(Incarnation on, Controls controls, UndoLog log) throws Unreached, InterruptedException {
        Filing filing = controls.get(Filing.class);
        Filing.Found found = filing.find(on, path, true);
        int modeAfter =
                mode.map(text -> Integer.parseInt(text, 8)).orElse(found.file().mode());
        Content content = corrupted(found.file().content());
        if (content.equals(found.file().content()) && modeAfter == found.file().mode()) {
            throw new Unreached("'" + path + "' of container " + on.shortId() + " is so already: "
                    + FileFault.words(found.file().state()));
        }
        FileFault.keep(on, found, FileFault.CHANGED, log);
        if (how == How.CHMOD) {
            filing.chmod(on, found, modeAfter);
        } else {
            filing.write(on, found, content);
        }

        Filing.Sight sight = filing.look(on, found);
        String was = "; it had " + found.file().content() + ", mode "
                + Integer.toOctalString(found.file().mode());
        boolean so = sight.state() instanceof FileState.There there
                && there.sha256().equals(content.sha256())
                && there.mode() == modeAfter;
        String seen = sight.source() + ": '" + found.file().path() + "' is " + FileFault.words(sight.state());
        return so ? new Witness.Arrived(List.of(seen + was + drawn(found))) : new Witness.NotSeen(seen + was);
    }

    private String drawn(Filing.Found found) {
        if (how != How.FLIP_BITS) {
            return "";
        }
        List<Long> all = List.copyOf(flips(found.file().content()));
        return "; flipped bits: "
                + String.join(", ", all.stream().limit(16).map(String::valueOf).toList())
                + (all.size() > 16 ? ", …" : "");
    }

    /** What it has afterwards: the same from the same content and seed. */
    Content corrupted(Content was) throws Unreached {
        return switch (how) {
            case CHMOD -> was;
            case TRUNCATE -> new Content(new byte[0]);
            case OVERWRITE -> {
                byte[] drawn = new byte[was.size()];
                SplittableRandom random = random(was);
                for (int i = 0; i < drawn.length; i++) {
                    // Never the byte that is there, so that no part of it stays by chance.
                    drawn[i] = (byte) (was.bytes()[i] + 1 + random.nextInt(255));
                }
                yield new Content(drawn);
            }
            case FLIP_BITS -> {
                if (was.size() * 8L < bits.orElse(BITS_DEFAULT)) {
                    throw new Unreached("'" + path + "' has " + was.size() * 8L + " bits, and "
                            + bits.orElse(BITS_DEFAULT) + " of them are to be flipped");
                }
                byte[] flipped = Arrays.copyOf(was.bytes(), was.size());
                for (long bit : flips(was)) {
                    flipped[(int) (bit / 8)] ^= (byte) (1 << (int) (bit % 8));
                }
                yield new Content(flipped);
            }
        };
    }

    /** Which bits, counted from the lowest of the first byte. */
    private Set<Long> flips(Content was) {
        SplittableRandom random = random(was);
        Set<Long> flips = new TreeSet<>();
        while (flips.size() < bits.orElse(BITS_DEFAULT)) {
            flips.add(random.nextLong(was.size() * 8L));
        }
        return flips;
    }

    private SplittableRandom random(Content was) {
        return new SplittableRandom(seed.orElse(0L) ^ Long.parseUnsignedLong(was.sha256(), 0, 16, 16));
    }

    @Override
    public Look look(Incarnation on, Controls controls) throws InterruptedException {
        return FileFault.look(on, path, controls.get(Filing.class));
    }

    /** Offers it to the language. */
    public static final class Listing implements Fault.Listing {
        @Override
        public Word<CorruptFile> word() {
            return Word.of(
                    "corrupt-file",
                    "a file in the container is corrupted, and put back exactly",
                    CorruptFile.class,
                    v -> new CorruptFile(v.get(PATH), v.get(HOW), v.get(BITS), v.get(MODE), v.get(SEED)),
                    PATH,
                    HOW,
                    BITS,
                    MODE,
                    SEED);
        }

        @Override
        public List<Fault> examples() {
            return List.of(truncated(FileFault.EXAMPLE));
        }
    }
}
