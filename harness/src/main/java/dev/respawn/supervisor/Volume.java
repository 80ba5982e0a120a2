package dev.respawn.supervisor;

import dev.respawn.catalogue.Field;
import dev.respawn.catalogue.Kind;
import dev.respawn.catalogue.Kinds;
import dev.respawn.catalogue.Misfit;
import dev.respawn.catalogue.Shape;
import dev.respawn.model.ByteSize;
import dev.respawn.model.ServiceName;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A volume of a service.
 *
 * @param path where it is mounted
 * @param name shared by all services of the stack that name it; empty for one of the container's own, which
 *     {@code docker rm -v} takes along
 * @param size the most it holds, in memory; empty for no limit. Only of a volume with a name
 */
public record Volume(String path, Optional<String> name, Optional<ByteSize> size) {
    /** Where something can be mounted: not at the root, and nowhere that only seems to be elsewhere. */
    static final Pattern PATH_PATTERN = Pattern.compile("(?:/(?!\\.{1,2}(?:/|$))[^/\\p{Cntrl}:]+)+");

    private static final Field<Volume, String> PATH = Field.wanted(
            "path", "where it is mounted, such as /data", Kinds.text("an absolute path", PATH_PATTERN), Volume::path);
    private static final Field<Volume, Optional<String>> NAME = Field.maybe(
            "name",
            "shared by all services of the stack that name it; left out, the container's own, gone with docker rm -v",
            Kinds.text("lower-case letters, digits and '-', a letter first, at most 31", ServiceName.PATTERN),
            Volume::name);
    private static final Field<Volume, Optional<ByteSize>> SIZE =
            Field.maybe("size", "the most it holds, in memory; needs a name", Kinds.SIZE, Volume::size);

    /** How it is read and written. */
    static final Kind<Volume> KIND =
            Shape.of("a volume", v -> new Volume(v.get(PATH), v.get(NAME), v.get(SIZE)), PATH, NAME, SIZE);

    public Volume {
        if (size.isPresent() && name.isEmpty()) {
            throw Misfit.at("the volume at " + path + " has a size but no name; add 'name'", "size");
        }
    }
}
