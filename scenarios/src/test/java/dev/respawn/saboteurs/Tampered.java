package dev.respawn.saboteurs;

import dev.respawn.docker.Door;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A door to an engine, one of whose calls is made by somebody else. */
final class Tampered {
    /** A call in the place of the honest one. */
    interface Call {
        @Nullable
        Object make(Object... arguments) throws Exception;
    }

    private Tampered() {}

    /**
     * The same door but for this call.
     *
     * @throws IllegalArgumentException if a door has no such call
     */
    static Door door(Door honest, String name, Call instead) {
        if (Arrays.stream(Door.class.getMethods())
                .noneMatch(method -> method.getName().equals(name))) {
            throw new IllegalArgumentException("a door has no call '" + name + "'");
        }
        return (Door) Proxy.newProxyInstance(
                Door.class.getClassLoader(), new Class<?>[] {Door.class}, (proxy, method, arguments) -> {
                    Object[] given = arguments == null ? new Object[0] : arguments;
                    if (method.getName().equals(name)) {
                        return instead.make(given);
                    }
                    try {
                        return method.invoke(honest, given);
                    } catch (InvocationTargetException e) {
                        throw Objects.requireNonNull(e.getCause());
                    }
                });
    }
}
