package org.shiplog.cluster.architecture;

import static com.tngtech.archunit.lang.conditions.ArchConditions.callMethodWhere;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** What compiled classes must look like, whichever module they belong to. */
final class HouseStyleTest {
    private static final JavaClasses SHIPLOG = CodeBase.classes();

    @Test
    void packagesAreNamedForWhatTheyAreAbout() {
        noClasses()
                .should()
                .resideInAnyPackage(
                        "..util..",
                        "..utils..",
                        "..common..",
                        "..helper..",
                        "..helpers..",
                        "..impl..",
                        "..internal..",
                        "..model..",
                        "..dto..",
                        "..service..",
                        "..manager..")
                .check(SHIPLOG);
    }

    @Test
    void classesAreNamedForTheirMeans() {
        noClasses()
                .should()
                .haveSimpleNameEndingWith("Impl")
                .orShould()
                .haveSimpleNameEndingWith("Util")
                .orShould()
                .haveSimpleNameEndingWith("Utils")
                .orShould()
                .haveSimpleNameEndingWith("Helper")
                .orShould()
                .haveSimpleNameEndingWith("Manager")
                .check(SHIPLOG);
    }

    @Test
    void everyPackageIsNullMarked() {
        Set<String> marked = SHIPLOG.stream()
                .filter(type -> type.getSimpleName().equals("package-info"))
                .filter(type -> type.isAnnotatedWith(NullMarked.class))
                .map(JavaClass::getPackageName)
                .collect(Collectors.toSet());
        Set<String> packages =
                SHIPLOG.stream().map(JavaClass::getPackageName).collect(Collectors.toCollection(TreeSet::new));

        assertThat(packages).isNotEmpty().isSubsetOf(marked);
    }

    @Test
    void domainAsksNoClockNoChanceAndNoEnvironment() {
        noClasses()
                .that()
                .resideInAPackage("org.shiplog.domain..")
                .should(callMethodWhere(isNamed("now").and(ofPackage("java.time"))))
                .orShould(callMethodWhere(isNamed("randomUUID")))
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(RandomGenerator.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(System.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Thread.class)
                .check(SHIPLOG);
    }

    @Test
    void domainValuesCannotBeChanged() {
        noFields()
                .that()
                .areDeclaredInClassesThat()
                .resideInAPackage("org.shiplog.domain..")
                .and()
                .areDeclaredInClassesThat()
                .areRecords()
                .and()
                .areNotStatic()
                .should()
                .haveRawType(new DescribedPredicate<>("an array or a mutable collection") {
                    @Override
                    public boolean test(JavaClass type) {
                        return type.isArray() || isMutableCollection(type);
                    }
                })
                .check(SHIPLOG);
        fields().that()
                .areDeclaredInClassesThat()
                .resideInAPackage("org.shiplog.domain..")
                .should()
                .beFinal()
                .check(SHIPLOG);
    }

    @Test
    void nothingIsSharedThroughStaticFieldsThatChange() {
        noFields()
                .that(new DescribedPredicate<JavaField>("are written by people") {
                    @Override
                    public boolean test(JavaField field) {
                        return !field.getModifiers().contains(JavaModifier.SYNTHETIC);
                    }
                })
                .and()
                .areStatic()
                .should()
                .notBeFinal()
                .check(SHIPLOG);
    }

    @Test
    void nobodySleeps() {
        noClasses()
                .should(callMethodWhere(isNamed("sleep").and(ofPackage("java.lang"))))
                .orShould(callMethodWhere(isNamed("sleep").and(ofPackage("java.util.concurrent"))))
                .check(SHIPLOG);
    }

    @Test
    void timeComesFromAClockThatWasHandedIn() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "org.shiplog.domain..",
                        "org.shiplog.storage..",
                        "org.shiplog.projections..",
                        "org.shiplog.http..")
                .should(callMethodWhere(
                        isNamed("now").and(ofPackage("java.time")).and(withoutArguments())))
                .orShould(callMethodWhere(isNamed("currentTimeMillis")))
                .check(SHIPLOG);
    }

    @Test
    void onlyTheJavaLoggingFacadeIsUsed() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.util.logging..", "org.apache.commons.logging..", "org.apache.log4j..")
                .check(SHIPLOG);
        noClasses()
                .that()
                .resideInAPackage("org.shiplog.domain..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.slf4j..")
                .check(SHIPLOG);
    }

    @Test
    void exceptionsSayInTheirNamesThatTheyAre() {
        classes()
                .that()
                .areAssignableTo(Throwable.class)
                .and()
                .areTopLevelClasses()
                .should()
                .haveSimpleNameEndingWith("Exception")
                .check(SHIPLOG);
    }

    private static boolean isMutableCollection(JavaClass type) {
        boolean collection = type.isAssignableTo(Collection.class) || type.isAssignableTo(Map.class);
        // As these interfaces, since records copy what they are given.
        boolean copied = Set.of(List.class, Set.class, Map.class).stream().anyMatch(type::isEquivalentTo);
        return collection && !copied;
    }

    private static DescribedPredicate<JavaCall<?>> isNamed(String name) {
        return DescribedPredicate.describe(
                name + "()", call -> call.getTarget().getName().equals(name));
    }

    private static DescribedPredicate<JavaCall<?>> ofPackage(String name) {
        return DescribedPredicate.describe(
                "of " + name, call -> call.getTargetOwner().getPackageName().equals(name));
    }

    private static DescribedPredicate<JavaCall<?>> withoutArguments() {
        return DescribedPredicate.describe(
                "without a clock",
                call -> call.getTarget().getRawParameterTypes().isEmpty());
    }
}
