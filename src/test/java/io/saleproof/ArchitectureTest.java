package io.saleproof;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.CanBeAnnotated.Predicates.annotatedWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.HttpMethod;

/** The edges between the rooms of the house; docs/adr/0001 says why they are these. */
@AnalyzeClasses(packages = "io.saleproof", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  private static final String[] FEATURES = {
    "io.saleproof.catalog..",
    "io.saleproof.stock..",
    "io.saleproof.customers..",
    "io.saleproof.orders..",
    "io.saleproof.history..",
    "io.saleproof.collections..",
    "io.saleproof.demo.."
  };

  @ArchTest
  static final ArchRule foundationsKnowNoFeature =
      noClasses()
          .that()
          .resideInAnyPackage(
              "io.saleproof.http..",
              "io.saleproof.trade..",
              "io.saleproof.access..",
              "io.saleproof.store..",
              "io.saleproof.imports..",
              "io.saleproof.embedded..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(FEATURES)
          .because("a foundation that knows a feature can't be used by the others");

  @ArchTest
  static final ArchRule wordsImportNothing =
      noClasses()
          .that()
          .resideInAPackage("io.saleproof.trade..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.saleproof.http..", "io.saleproof.store..", "io.saleproof.access..")
          .because("values are shared by all and know nobody");

  @ArchTest
  static final ArchRule stockKnowsOnlyItself =
      noClasses()
          .that()
          .resideInAPackage("io.saleproof.stock..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.saleproof.catalog..", "io.saleproof.orders..", "io.saleproof.customers..")
          .because("stock is exact by its own documents alone; orders call it, not the reverse");

  @ArchTest
  static final ArchRule catalogAndCustomersDoNotKnowOrders =
      noClasses()
          .that()
          .resideInAnyPackage("io.saleproof.catalog..", "io.saleproof.customers..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.saleproof.orders..", "io.saleproof.history..")
          .because("the arrows go from orders to what orders need");

  @ArchTest
  static final ArchRule onlyTheProgramStartsEmbeddedStores =
      noClasses()
          .that()
          .resideOutsideOfPackages("io.saleproof", "io.saleproof.embedded..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.saleproof.embedded..")
          .because("nothing else may know which database it talks to");

  @ArchTest
  static final ArchRule clientsUseTheShopFromOutside =
      noClasses()
          .that()
          .resideInAPackage("io.saleproof.client..")
          .should()
          .dependOnClassesThat(
              resideInAPackage("io.saleproof..")
                  .and(not(resideInAnyPackage("io.saleproof.client..", "io.saleproof.trade..")))
                  .or(resideInAnyPackage("io.quarkus..", "jakarta..")))
          .because("a client that shares the shop's code would share its mistakes");

  @ArchTest
  static final ArchRule nobodyNeedsTheClients =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.saleproof.client..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.saleproof.client..")
          .because("the clients are programs of their own");

  @ArchTest
  static final ArchRule noCycles =
      slices()
          .matching("io.saleproof.(*)..")
          .should()
          .beFreeOfCycles()
          .because("a cycle makes two rooms one");

  @ArchTest
  static final ArchRule driverStaysInStoreAndMongoClasses =
      noClasses()
          .that()
          .haveSimpleNameEndingWith("Resource")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("com.mongodb..")
          .because("HTTP resources speak of results, not of the database");

  @ArchTest
  static final ArchRule timeIsInjected =
      noClasses()
          .should()
          .callMethod(java.time.Instant.class, "now")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .because("a Clock is injected, so that tests can set the time");

  @ArchTest
  static final ArchRule recordsAreNotNamedAfterPatterns =
      classes()
          .should()
          .haveNameNotMatching(".*(Impl|Util|Utils|Helper|Manager|DTO)$")
          .because("a name says what a thing is for");

  @ArchTest
  static final ArchRule everyOperationSaysWhoMayCallIt =
      methods()
          .that()
          .areMetaAnnotatedWith(HttpMethod.class)
          .should()
          .beAnnotatedWith(RolesAllowed.class)
          .orShould()
          .beAnnotatedWith(PermitAll.class)
          .orShould()
          .beDeclaredInClassesThat(
              annotatedWith(RolesAllowed.class).or(annotatedWith(PermitAll.class)))
          .because("what is not said to be open is closed, and what is open was decided");
}
