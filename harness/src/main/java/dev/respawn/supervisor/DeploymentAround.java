package dev.respawn.supervisor;

import dev.respawn.contract.Contract;
import dev.respawn.host.Unreached;
import dev.respawn.model.Incarnation;
import dev.respawn.model.Lookup;
import dev.respawn.model.ServiceName;
import dev.respawn.model.Target;
import dev.respawn.model.WayBack;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** A stack with something around it that keeps it alive, and that is all the difference: what is asked is asked of the stack. */
public abstract class DeploymentAround implements Deployment {
    private final Deployment stack;

    protected DeploymentAround(Deployment stack) {
        this.stack = stack;
    }

    /** Ends what keeps it alive, before or after the stack is removed, as it has to be. */
    @Override
    public abstract void close();

    /** Removes the stack alone. */
    protected final void removeStack() {
        stack.close();
    }

    @Override
    public final Contract contract(ServiceName service) {
        return stack.contract(service);
    }

    @Override
    public final List<Target> targets() {
        return stack.targets();
    }

    @Override
    public final Set<Class<?>> offers() {
        return stack.offers();
    }

    @Override
    public final Controls controls(Incarnation on) {
        return stack.controls(on);
    }

    @Override
    public final Lookup find(Target target) throws InterruptedException {
        return stack.find(target);
    }

    @Override
    public final OptionalInt published(ServiceName service, int replica) {
        return stack.published(service, replica);
    }

    @Override
    public final Map<String, String> locator(Target target) {
        return stack.locator(target);
    }

    @Override
    public final Optional<WayBack.Undo> asItWas(Target target) {
        return stack.asItWas(target);
    }

    @Override
    public final List<String> left() throws Unreached, InterruptedException {
        return stack.left();
    }
}
