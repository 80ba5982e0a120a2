package dev.respawn.supervisor.healer;

import dev.respawn.contract.Cause;
import dev.respawn.contract.Contract;
import dev.respawn.contract.DelayLaw;
import dev.respawn.contract.Given;
import dev.respawn.contract.Promise;
import dev.respawn.contract.Rule;
import dev.respawn.healer.Care;
import dev.respawn.healer.Law;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What the healer promises when it is told to do otherwise than usual: the written contract, with those numbers. */
final class Promises {
    private static final String GIVEN_UP = "its law: given up after so many starts in a row";
    /** What it costs to make a new container where the same was promised. */
    private static final Duration ANEW = Duration.ofSeconds(1);

    private Promises() {}

    static Contract of(Contract usual, Care care, String supervisor) {
        if (care.equals(Care.USUAL)) {
            return usual;
        }
        List<Rule> rules = new ArrayList<>();
        Set<Rule> givenUp = new LinkedHashSet<>();
        for (Rule rule : usual.rules()) {
            if (rule.promise().delay().isEmpty()) {
                rules.add(rule);
            } else if (rule.cause().equals(Cause.UNHEALTHY)) {
                rules.add(with(rule, rule.given(), unhealthy(rule.promise(), care)));
            } else {
                Given given = care.law().giveUp() == 0
                        ? rule.given()
                        : rule.given().below(care.law().giveUp());
                rules.add(with(rule, given, death(rule, care)));
                if (care.law().giveUp() > 0) {
                    givenUp.add(new Rule(rule.cause(), Given.always(), Promise.staysDown(), GIVEN_UP));
                }
            }
        }
        rules.addAll(givenUp);
        return new Contract(supervisor, rules);
    }

    private static Rule with(Rule rule, Given given, Promise promise) {
        return new Rule(rule.cause(), given, promise, rule.source());
    }

    private static Promise death(Rule rule, Care care) {
        boolean refused = rule.given().startFails().equals(Optional.of(true));
        if (refused && care.onRefused() == Care.OnRefused.RETRY) {
            return new Promise(Promise.Reaction.UNSPECIFIED, Optional.empty(), Optional.empty());
        }
        boolean anew = care.onDeath() == Care.OnDeath.RECREATE;
        Duration more = refused ? care.law().first().minus(Care.USUAL.law().first()) : anew ? ANEW : Duration.ZERO;
        return new Promise(
                Promise.Reaction.YES,
                Optional.of(anew || refused ? Promise.As.NEW_CONTAINER : Promise.As.SAME_CONTAINER),
                rule.promise().delay().map(law -> law(law, care.law(), more)));
    }

    private static Promise unhealthy(Promise promise, Care care) {
        if (care.onUnhealthy() == Care.OnUnhealthy.LEAVE) {
            return Promise.staysDown();
        }
        if (care.law().giveUp() > 0) {
            // How many cures came before is not counted where promises are judged, so nothing is promised of them.
            return new Promise(Promise.Reaction.UNSPECIFIED, Optional.empty(), Optional.empty());
        }
        return new Promise(
                Promise.Reaction.YES,
                Optional.of(
                        care.onUnhealthy() == Care.OnUnhealthy.RECREATE
                                ? Promise.As.NEW_CONTAINER
                                : Promise.As.SAME_CONTAINER),
                promise.delay().map(law -> law(law, care.law(), care.grace().minus(Care.USUAL.grace()))));
    }

    /** @param more slack than usual, or less */
    private static DelayLaw law(DelayLaw usual, Law law, Duration more) {
        Duration chance = Duration.ofNanos((long) (law.cap().toNanos() * law.jitter()));
        return new DelayLaw(
                law.first(),
                law.factor(),
                law.factor() == 1 ? law.first() : law.cap(),
                law.resetAfter(),
                usual.early(),
                usual.slack().plus(more).plus(chance));
    }
}
