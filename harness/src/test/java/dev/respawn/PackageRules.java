package dev.respawn;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.domain.properties.HasName;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;

/** The kinds of rules about packages. Each is tried on what is right and on what is planted wrong. */
final class PackageRules {
    static final String OURS = "dev.respawn";

    private PackageRules() {}

    /** Of our own packages this one imports no others than these; all are named from below {@code dev.respawn}. */
    static ArchRule imports(String name, Set<String> may) {
        String[] allowed = Stream.concat(Stream.of(name), may.stream())
                .map(PackageRules::full)
                .toArray(String[]::new);
        return noClasses()
                .that(resideInAPackage(full(name)))
                .should()
                .dependOnClassesThat(resideInAPackage(OURS + "..").and(not(resideInAnyPackage(allowed))))
                .as("package " + name + " imports no other of our packages than "
                        + (may.isEmpty() ? "itself" : String.join(", ", may)));
    }

    /** Every package with classes has a row. */
    static ArchRule hasRow(Collection<String> rows) {
        return classes()
                .should()
                .resideInAnyPackage(rows.stream().map(PackageRules::full).toArray(String[]::new))
                .as("every package has a row in the table");
    }

    /** Classes outside these packages do not use the library. */
    static ArchRule isUsedOnlyIn(String library, Collection<String> packages) {
        return noClasses()
                .that(not(resideInAnyPackage(
                        packages.stream().map(PackageRules::full).toArray(String[]::new))))
                .should()
                .dependOnClassesThat(resideInAPackage(library))
                .as(library + " is used in " + String.join(", ", packages) + " only");
    }

    /** All that is not ours belongs to one of these. */
    static ArchRule usesOnly(Collection<String> libraries) {
        return classes()
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(Stream.concat(Stream.of(OURS + ".."), libraries.stream())
                        .toArray(String[]::new)))
                .as("no other library is used than " + String.join(", ", libraries));
    }

    /** No package needs another that needs it. */
    static ArchRule hasNoCycles(String of) {
        return slices().matching(of + ".(**)").should().beFreeOfCycles();
    }

    /** Classes but these do not know the streams of the process. */
    static ArchRule speakOnlyWhere(List<String> allowed) {
        return noClasses()
                .that(not(HasName.Predicates.nameMatching(
                        allowed.stream().map(name -> OURS + "." + name).reduce("-", (a, b) -> a + "|" + b))))
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .as("System.out and System.err are for " + String.join(", ", allowed) + " only");
    }

    /** Every package says that nothing in it is null unless it is said. */
    static ArchRule isNullMarked() {
        return classes().should(new ArchCondition<>("be in a @NullMarked package") {
            @Override
            public void check(JavaClass item, ConditionEvents events) {
                JavaPackage in = item.getPackage();
                boolean marked = in.isAnnotatedWith(NullMarked.class);
                events.add(new SimpleConditionEvent(
                        item, marked, item.getName() + " is in " + in.getName() + ", which is not @NullMarked"));
            }
        });
    }

    private static String full(String name) {
        return OURS + "." + name;
    }
}
