package dev.respawn.scenario.testwords;

import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.function.Function;

/** Something of a wide interface that answers what a test is about and refuses the rest, whatever is added to it. */
public final class Only {
    private Only() {}

    /**
     * One of this interface.
     *
     * @param answers by the name of the method; each is given the arguments
     */
    public static <T> T of(Class<T> type, Map<String, Function<Object[], Object>> answers) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, given) -> {
            Function<Object[], Object> answer = answers.get(method.getName());
            if (answer == null) {
                throw new UnsupportedOperationException(
                        "a " + type.getSimpleName() + " of a test has no '" + method.getName() + "'");
            }
            return answer.apply(given == null ? new Object[0] : given);
        }));
    }
}
