package dev.respawn.host;

import dev.respawn.model.FileState;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A file with all that it takes to put it back exactly.
 *
 * @param path in its container, without links
 * @param mode its permission bits, set-user-id and the like included
 * @param names how many names it has
 * @param attributes whether it has attributes of the user's own, which are not kept
 */
public record KeptFile(
        String path,
        Content content,
        int mode,
        long user,
        long group,
        Instant modified,
        Instant accessed,
        long names,
        boolean attributes) {
    private static final String PATH = "path";
    private static final String SIZE = "size";
    private static final String MODE = "mode";
    private static final String USER = "user";
    private static final String GROUP = "group";
    private static final String MODIFIED = "modified";
    private static final String ACCESSED = "accessed";

    /** What can be seen of it. */
    public FileState.There state() {
        return new FileState.There(content.size(), content.sha256(), mode, user, group, modified);
    }

    /** All but its content, for a locator. */
    public Map<String, String> locator() {
        Map<String, String> locator = new TreeMap<>();
        locator.put(PATH, path);
        locator.put(SIZE, String.valueOf(content.size()));
        locator.put(MODE, Integer.toOctalString(mode));
        locator.put(USER, String.valueOf(user));
        locator.put(GROUP, String.valueOf(group));
        locator.put(MODIFIED, modified.toString());
        locator.put(ACCESSED, accessed.toString());
        return locator;
    }

    /** From a locator and the content that was kept; empty if the locator is not whole. */
    public static Optional<KeptFile> of(Map<String, String> locator, Content content) {
        try {
            return Optional.of(new KeptFile(
                    text(locator, PATH),
                    content,
                    Integer.parseInt(text(locator, MODE), 8),
                    Long.parseLong(text(locator, USER)),
                    Long.parseLong(text(locator, GROUP)),
                    Instant.parse(text(locator, MODIFIED)),
                    Instant.parse(text(locator, ACCESSED)),
                    1,
                    false));
        } catch (IllegalArgumentException | DateTimeException e) {
            return Optional.empty();
        }
    }

    private static String text(Map<String, String> locator, String key) {
        String text = locator.get(key);
        if (text == null) {
            throw new IllegalArgumentException("the locator has no '" + key + "'");
        }
        return text;
    }
}
