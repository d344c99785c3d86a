package org.shiplog.cluster.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which module may know which: domain, storage, projections, http, cluster, each only those before it. */
final class LayersTest {
    private static final JavaClasses SHIPLOG = CodeBase.classes();

    /** What all nodes must share although no event says it: the keys they sign with, and counters for the numbers of things. */
    private static final Set<String> SHARED_BY_NODES =
            Set.of("org.shiplog.http.auth.SigningKeys", "org.shiplog.http.api.readmodel.PostgresIds");

    @Test
    void modulesKnowOnlyTheModulesBelowThem() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .withOptionalLayers(true)
                .layer("domain")
                .definedBy("org.shiplog.domain..")
                .layer("storage")
                .definedBy("org.shiplog.storage..")
                .layer("projections")
                .definedBy("org.shiplog.projections..")
                .layer("http")
                .definedBy("org.shiplog.http..")
                .layer("cluster")
                .definedBy("org.shiplog.cluster..")
                .whereLayer("domain")
                .mayNotAccessAnyLayer()
                .whereLayer("storage")
                .mayOnlyAccessLayers("domain")
                .whereLayer("projections")
                .mayOnlyAccessLayers("domain", "storage")
                .whereLayer("http")
                .mayOnlyAccessLayers("domain", "storage", "projections")
                .whereLayer("cluster")
                .mayNotBeAccessedByAnyLayer()
                .check(SHIPLOG);
    }

    @Test
    void everyClassBelongsToAModule() {
        classes()
                .that()
                .resideInAPackage("org.shiplog..")
                .should()
                .resideInAnyPackage(
                        "org.shiplog.domain..",
                        "org.shiplog.storage..",
                        "org.shiplog.projections..",
                        "org.shiplog.http..",
                        "org.shiplog.cluster..")
                .check(SHIPLOG);
    }

    @Test
    void domainNeedsNothingButTheLanguage() {
        classes()
                .that()
                .resideInAPackage("org.shiplog.domain..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java.lang..",
                        "java.util",
                        "java.util.concurrent",
                        "java.util.function",
                        "java.util.regex",
                        "java.util.stream",
                        "java.security",
                        "java.time",
                        "org.jspecify..",
                        "org.shiplog.domain..")
                .check(SHIPLOG);
    }

    @Test
    void packagesOfAModuleFormNoCycles() {
        for (String module : new String[] {"domain", "storage", "projections", "http", "cluster"}) {
            slices().matching("org.shiplog." + module + ".(*)..")
                    .should()
                    .beFreeOfCycles()
                    .allowEmptyShould(true)
                    .check(SHIPLOG);
        }
    }

    @Test
    void routesDoNotTalkToTheDatabase() {
        noClasses()
                .that()
                .resideInAPackage("org.shiplog.http..")
                .and(areNotPartOf(SHARED_BY_NODES))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("javax.sql..", "org.postgresql..", "com.zaxxer..", "org.flywaydb..")
                .orShould()
                .dependOnClassesThat(isJdbcBeyondItsExceptions())
                .allowEmptyShould(true)
                .check(SHIPLOG);
    }

    @Test
    void storageKnowsNothingOfHttpActorsAndSharding() {
        noClasses()
                .that()
                .resideInAPackage("org.shiplog.storage..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.apache.pekko.http..", "org.apache.pekko.cluster..", "org.apache.pekko.persistence..")
                .check(SHIPLOG);
    }

    @Test
    void projectionsReadTheJournalAndServeNobodyDirectly() {
        noClasses()
                .that()
                .resideInAPackage("org.shiplog.projections..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.pekko.http..", "org.apache.pekko.persistence.typed..")
                .allowEmptyShould(true)
                .check(SHIPLOG);
    }

    @Test
    void httpKnowsNothingOfShardingAndPersistence() {
        noClasses()
                .that()
                .resideInAPackage("org.shiplog.http..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.apache.pekko.cluster..", "org.apache.pekko.persistence..", "org.apache.pekko.projection..")
                .allowEmptyShould(true)
                .check(SHIPLOG);
    }

    @Test
    void statusCodesAreDecidedInHttpOnly() {
        noClasses()
                .that()
                .resideOutsideOfPackage("org.shiplog.http..")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("org.apache.pekko.http.javadsl.model.StatusCodes")
                .allowEmptyShould(true)
                .check(SHIPLOG);
    }

    private static DescribedPredicate<JavaClass> areNotPartOf(Set<String> names) {
        return describe(
                "are not part of " + names,
                type -> names.stream()
                        .noneMatch(name ->
                                type.getName().equals(name) || type.getName().startsWith(name + "$")));
    }

    private static DescribedPredicate<JavaClass> isJdbcBeyondItsExceptions() {
        return resideInAPackage("java.sql")
                .and(describe("is no exception", type -> !type.isAssignableTo(Exception.class)));
    }
}
