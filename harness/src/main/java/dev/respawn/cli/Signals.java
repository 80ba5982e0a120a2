package dev.respawn.cli;

import dev.respawn.host.ProcessTable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The signals by which a person ends the command. The JVM has an answer to the first of them only, and its way to be asked
 * for more is no API that one may compile against, so it is called by name; where it is not there, the first is all there is.
 */
final class Signals {
    /** Ctrl-C, the end of a service, and the end of a terminal, by the numbers of their bits in the kernel's mask. */
    private static final Map<String, Integer> ENDING = Map.of("INT", 2, "TERM", 15, "HUP", 1);

    private Signals() {}

    /** Has each of them told, instead of what the JVM would do. What whoever started us has ignored stays ignored. */
    static void hear(Consumer<String> told) {
        long ignored = ignored();
        ENDING.forEach((name, number) -> {
            if ((ignored & 1L << (number - 1)) == 0) {
                handle(name, told);
            }
        });
    }

    // nohup, and shells that start something in the background, ignore on its behalf.
    private static long ignored() {
        return ProcessTable.status(ProcessHandle.current().pid()).stream()
                .flatMap(String::lines)
                .filter(line -> line.startsWith("SigIgn:"))
                .map(line -> Long.parseUnsignedLong(
                        line.substring("SigIgn:".length()).strip(), 16))
                .findFirst()
                .orElse(0L);
    }

    private static void handle(String name, Consumer<String> told) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object hearing = Proxy.newProxyInstance(
                    Signals.class.getClassLoader(),
                    List.of(handler).toArray(Class<?>[]::new),
                    (proxy, method, arguments) -> {
                        if (method.getName().equals("handle")) {
                            told.accept(name);
                            return null;
                        }
                        return method.getName().equals("equals") ? arguments[0] == proxy : 0;
                    });
            Method handling = signal.getMethod("handle", signal, handler);
            handling.invoke(null, signal.getConstructor(String.class).newInstance(name), hearing);
        } catch (ClassNotFoundException | NoSuchMethodException | InstantiationException | IllegalAccessException e) {
            // Then the JVM's own answer to the first signal holds, and to the others there is none.
        } catch (InvocationTargetException e) {
            // It is taken by the JVM itself (-Xrs), which then answers.
        }
    }
}
