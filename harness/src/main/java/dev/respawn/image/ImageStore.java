package dev.respawn.image;

import dev.respawn.docker.Door;
import dev.respawn.docker.EngineException;
import dev.respawn.image.ImageCache.Cached;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** The images of the engine behind one door. */
public final class ImageStore implements Images {
    private static final Duration LOADING = Duration.ofMinutes(3);
    private static final Duration PULLING = Duration.ofMinutes(5);

    private final Door door;
    private final ImageCache cache;
    private final boolean mayPull;
    private final Optional<Door> lender;
    private final Map<String, Object> locks = new ConcurrentHashMap<>();

    /**
     * @param mayPull whether this engine can reach a registry; a private one has no way out
     * @param lender another engine, which has images or can pull them; they are copied from it
     */
    public ImageStore(Door door, ImageCache cache, boolean mayPull, Optional<Door> lender) {
        this.door = door;
        this.cache = cache;
        this.mayPull = mayPull;
        this.lender = lender;
    }

    @Override
    public Ready ready(String name) throws ImageMissing, EngineException, InterruptedException {
        synchronized (locks.computeIfAbsent(name, key -> new Object())) {
            try {
                return find(name);
            } catch (IOException e) {
                throw new ImageMissing(
                        "image '" + name + "' cannot be had: " + cache + " cannot be used: " + e.getMessage(), e);
            }
        }
    }

    private Ready find(String name) throws ImageMissing, EngineException, InterruptedException, IOException {
        Optional<Recipe> recipe = Recipe.named(name);
        // A built image has our tag, a pulled one its own.
        Set<String> references = new LinkedHashSet<>();
        recipe.ifPresent(known -> references.add(known.tag()));
        references.add(recipe.map(Recipe::registry).orElse(name));
        for (String reference : references) {
            Optional<String> id = door.image(reference);
            if (id.isPresent()) {
                return new Ready(name, reference, id.get(), "there already");
            }
        }
        if (recipe.isPresent()) {
            Optional<Cached> cached = cache.lookUp(recipe.get());
            if (cached.isPresent()) {
                Optional<Ready> loaded = load(recipe.get(), cached.get(), "loaded from the cache, ");
                if (loaded.isPresent()) {
                    return loaded.get();
                }
            }
        }
        List<String> tried = new ArrayList<>();
        Optional<Ready> fetched = fetch(name, references, tried);
        if (fetched.isPresent()) {
            return fetched.get();
        }
        if (recipe.isEmpty()) {
            throw new ImageMissing("image '" + name + "' cannot be had: not in the engine at " + door.address() + "; "
                    + String.join("; ", tried) + ". Load it into that engine, or name one of "
                    + String.join(", ", Recipe.names()));
        }
        try {
            Cached built = cache.archive(name);
            Optional<Ready> loaded = load(recipe.get(), built, "");
            if (loaded.isPresent()) {
                return loaded.get();
            }
            tried.add("it was built, but the engine did not take " + built.file());
        } catch (ImageMissing e) {
            tried.add(e.getMessage());
        }
        throw new ImageMissing("image '" + name + "' cannot be had: not in the engine at " + door.address() + "; "
                + String.join("; ", tried) + ". Load an image into that engine and tag it "
                + references.iterator().next());
    }

    /** From a registry, or from the other engine; empty, and the reason in {@code tried}, if neither has it. */
    private Optional<Ready> fetch(String name, Set<String> references, List<String> tried)
            throws EngineException, InterruptedException, IOException {
        String wanted = last(references);
        if (mayPull) {
            try {
                door.pull(wanted, PULLING);
                Optional<String> id = door.image(wanted);
                if (id.isPresent()) {
                    return Optional.of(new Ready(name, wanted, id.get(), "pulled as " + wanted));
                }
                tried.add("a pull of '" + wanted + "' brought nothing");
            } catch (EngineException e) {
                tried.add(e.getMessage());
            }
        } else {
            tried.add("this engine cannot pull");
        }
        if (lender.isPresent()) {
            try {
                return borrow(name, references, lender.get());
            } catch (EngineException e) {
                tried.add(e.getMessage());
            }
        }
        return Optional.empty();
    }

    private Optional<Ready> borrow(String name, Set<String> references, Door from)
            throws EngineException, InterruptedException, IOException {
        String reference = last(references);
        String origin = "copied from the engine at " + from.address();
        boolean there = false;
        for (String each : references) {
            if (from.image(each).isPresent()) {
                reference = each;
                there = true;
                break;
            }
        }
        if (!there) {
            from.pull(reference, PULLING);
            origin += ", which pulled it as " + reference;
        }
        Path copy = cache.scratchFile();
        try {
            from.save(reference, copy, LOADING);
            door.load(copy, LOADING);
        } finally {
            Files.deleteIfExists(copy);
        }
        String found = reference;
        String how = origin;
        return door.image(reference).map(id -> new Ready(name, found, id, how));
    }

    private static String last(Set<String> references) {
        return Stream.of(references.toArray(new String[0]))
                .reduce((first, second) -> second)
                .orElseThrow();
    }

    private Optional<Ready> load(Recipe recipe, Cached archive, String how)
            throws EngineException, InterruptedException {
        try {
            door.load(archive.file(), LOADING);
        } catch (EngineException.Refused e) {
            return Optional.empty();
        }
        return door.image(recipe.tag()).map(id -> new Ready(recipe.name(), recipe.tag(), id, how + archive.origin()));
    }
}
