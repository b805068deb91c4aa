package io.saleproof;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.CanBeAnnotated.Predicates.annotatedWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.HttpMethod;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The edges between the rooms of the house; docs/adr/0001 says why they are these. */
class ArchitectureTest {

  private static final JavaClasses HOUSE =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.saleproof");

  /** Every rule is a test of its own, so that a report counts and names it. */
  @TestFactory
  Stream<DynamicTest> rules() {
    return Arrays.stream(ArchitectureTest.class.getDeclaredFields())
        .filter(field -> field.getType() == ArchRule.class)
        .map(
            field ->
                DynamicTest.dynamicTest(
                    field.getName(), () -> ((ArchRule) field.get(null)).check(HOUSE)));
  }

  private static final String[] FEATURES = {
    "io.saleproof.catalog..",
    "io.saleproof.stock..",
    "io.saleproof.customers..",
    "io.saleproof.carts..",
    "io.saleproof.orders..",
    "io.saleproof.history..",
    "io.saleproof.recommendations..",
    "io.saleproof.collections..",
    "io.saleproof.demo.."
  };

  static final ArchRule foundationsKnowNoFeature =
      noClasses()
          .that()
          .resideInAnyPackage(
              "io.saleproof.http..",
              "io.saleproof.trade..",
              "io.saleproof.access..",
              "io.saleproof.session..",
              "io.saleproof.store..",
              "io.saleproof.imports..",
              "io.saleproof.idempotency..",
              "io.saleproof.redis..",
              "io.saleproof.cache..",
              "io.saleproof.answers..",
              "io.saleproof.embedded..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(FEATURES)
          .because("a foundation that knows a feature can't be used by the others");

  static final ArchRule wordsImportNothing =
      noClasses()
          .that()
          .resideInAPackage("io.saleproof.trade..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.saleproof.http..", "io.saleproof.store..", "io.saleproof.access..")
          .because("values are shared by all and know nobody");

  static final ArchRule stockKnowsOnlyItself =
      noClasses()
          .that()
          .resideInAPackage("io.saleproof.stock..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.saleproof.catalog..",
              "io.saleproof.orders..",
              "io.saleproof.customers..",
              "io.saleproof.carts..")
          .because("stock is exact by its own documents alone; orders call it, not the reverse");

  static final ArchRule catalogAndCustomersDoNotKnowOrders =
      noClasses()
          .that()
          .resideInAnyPackage("io.saleproof.catalog..", "io.saleproof.customers..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.saleproof.orders..", "io.saleproof.history..", "io.saleproof.carts..")
          .because("the arrows go from orders to what orders need");

  static final ArchRule cartsKnowOnlyCatalogAndStock =
      noClasses()
          .that()
          .resideInAPackage("io.saleproof.carts..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.saleproof.orders..", "io.saleproof.history..", "io.saleproof.customers..")
          .because("orders take lines out of carts; a cart need not know what an order is");

  static final ArchRule recommendationsKnowOnlyOrdersAndCatalog =
      noClasses()
          .that()
          .resideInAPackage("io.saleproof.recommendations..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.saleproof.stock..",
              "io.saleproof.carts..",
              "io.saleproof.customers..",
              "io.saleproof.history..")
          .because("they are counted from orders and shown as products, and need nothing else");

  static final ArchRule onlyTheProgramStartsEmbeddedStores =
      noClasses()
          .that()
          .resideOutsideOfPackages("io.saleproof", "io.saleproof.embedded..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.saleproof.embedded..")
          .because("nothing else may know which database it talks to");

  static final ArchRule sessionsKnowNoDatabase =
      noClasses()
          .that()
          .resideInAPackage("io.saleproof.session..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.saleproof.store..", "io.saleproof.metrics..", "com.mongodb..", "org.bson..")
          .because("the store carries out what a session demands, not the reverse");

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

  static final ArchRule smallServicesKnowNotEachOther =
      slices()
          .matching("io.saleproof.(log|nodes)..")
          .should()
          .notDependOnEachOther()
          .because("a small service is a program of its own");

  static final ArchRule smallServicesStandOnTheirServerAlone =
      noClasses()
          .that()
          .resideInAnyPackage("io.saleproof.log..", "io.saleproof.nodes..", "io.saleproof.server..")
          .should()
          .dependOnClassesThat(
              resideInAPackage("io.saleproof..")
                  .and(
                      not(
                          resideInAnyPackage(
                              "io.saleproof.log..",
                              "io.saleproof.nodes..",
                              "io.saleproof.server..",
                              "io.saleproof.http.."))))
          .allowEmptyShould(true)
          .because("they start without the shop, its framework and its stores");

  static final ArchRule nobodyNeedsTheClients =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.saleproof.client..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.saleproof.client..")
          .because("the clients are programs of their own");

  static final ArchRule noCycles =
      slices()
          .matching("io.saleproof.(*)..")
          .should()
          .beFreeOfCycles()
          .because("a cycle makes two rooms one");

  static final ArchRule driverStaysInStoreAndMongoClasses =
      noClasses()
          .that()
          .haveSimpleNameEndingWith("Resource")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("com.mongodb..")
          .because("HTTP resources speak of results, not of the database");

  static final ArchRule onlyClusterTalksToTheRegistry =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.saleproof.cluster..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.vertx.ext.consul..")
          .because("no request may wait for the registry; who lives is asked of KnownInstances");

  static final ArchRule timeIsInjected =
      noClasses()
          .should()
          .callMethod(java.time.Instant.class, "now")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .because("a Clock is injected, so that tests can set the time");

  static final ArchRule recordsAreNotNamedAfterPatterns =
      classes()
          .should()
          .haveNameNotMatching(".*(Impl|Util|Utils|Helper|Manager|DTO)$")
          .because("a name says what a thing is for");

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
