package io.saleproof;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.ArchRule;
import java.lang.reflect.Field;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Shows every rule of {@link ArchitectureTest} able to fail: a small house is compiled in which one
 * class breaks it. A new rule needs a planted class here.
 */
class ArchitectureRulesTest {

  /** Classes that anybody may lean on in the planted houses. */
  private static final List<String> ROOMS =
      Stream.of(
              "catalog",
              "stock",
              "carts",
              "orders",
              "customers",
              "history",
              "http",
              "session",
              "store",
              "embedded",
              "client",
              "nodes")
          .map(room -> "package io.saleproof." + room + "; public class Room {}")
          .toList();

  /** By the name of the rule: the source of a class named Planted that breaks it. */
  private static final Map<String, String> PLANTED =
      Map.ofEntries(
          Map.entry("foundationsKnowNoFeature", uses("http", "catalog.Room")),
          Map.entry("wordsImportNothing", uses("trade", "http.Room")),
          Map.entry("stockKnowsOnlyItself", uses("stock", "orders.Room")),
          Map.entry("catalogAndCustomersDoNotKnowOrders", uses("customers", "orders.Room")),
          Map.entry("cartsKnowOnlyCatalogAndStock", uses("carts", "orders.Room")),
          Map.entry(
              "recommendationsKnowOnlyOrdersAndCatalog", uses("recommendations", "stock.Room")),
          Map.entry("onlyTheProgramStartsEmbeddedStores", uses("orders", "embedded.Room")),
          Map.entry("sessionsKnowNoDatabase", uses("session", "store.Room")),
          Map.entry("clientsUseTheShopFromOutside", uses("client", "orders.Room")),
          Map.entry("nobodyNeedsTheClients", uses("orders", "client.Room")),
          Map.entry("smallServicesKnowNotEachOther", uses("log", "nodes.Room")),
          Map.entry("smallServicesStandOnTheirServerAlone", uses("nodes", "orders.Room")),
          Map.entry("noCycles", uses("orders", "catalog.Back")),
          Map.entry(
              "onlyClusterTalksToTheRegistry",
              "package io.saleproof.orders;"
                  + " public class Planted { io.vertx.ext.consul.ConsulClient client; }"),
          Map.entry(
              "driverStaysInStoreAndMongoClasses",
              "package io.saleproof.orders;"
                  + " public class PlantedResource { com.mongodb.client.MongoClient client; }"),
          Map.entry(
              "timeIsInjected",
              "package io.saleproof.orders;"
                  + " public class Planted { Object now = java.time.Instant.now(); }"),
          Map.entry(
              "recordsAreNotNamedAfterPatterns",
              "package io.saleproof.orders; public class OrderManager {}"),
          Map.entry(
              "everyOperationSaysWhoMayCallIt",
              "package io.saleproof.orders;"
                  + " public class Planted { @jakarta.ws.rs.GET public void get() {} }"));

  /** The way back of the planted cycle. */
  private static final String BACK =
      "package io.saleproof.catalog; public class Back { io.saleproof.orders.Room room; }";

  @TempDir Path folder;

  static List<String> rules() {
    return Arrays.stream(ArchitectureTest.class.getDeclaredFields())
        .filter(field -> field.getType() == ArchRule.class)
        .map(Field::getName)
        .toList();
  }

  @Test
  void plantsAViolationOfEveryRule() {
    assertThat(PLANTED.keySet()).containsExactlyInAnyOrderElementsOf(rules());
  }

  @ParameterizedTest
  @MethodSource("rules")
  void failsOnPlantedViolationAndPassesWithout(String name) throws Exception {
    ArchRule rule = (ArchRule) field(name).get(null);
    List<String> house = new ArrayList<>(ROOMS);
    assertThat(rule.evaluate(compiled(house, "sound")).hasViolation()).isFalse();
    house.add(Objects.requireNonNull(PLANTED.get(name)));
    house.add(BACK);
    assertThat(rule.evaluate(compiled(house, "broken")).getFailureReport().toString())
        .containsAnyOf("Planted", "OrderManager");
  }

  private static Field field(String name) throws NoSuchFieldException {
    Field field = ArchitectureTest.class.getDeclaredField(name);
    field.setAccessible(true);
    return field;
  }

  private JavaClasses compiled(List<String> sources, String name) {
    return PlantedHouse.compiled(folder.resolve(name), sources);
  }

  private static String uses(String room, String other) {
    return "package io.saleproof.%s; public class Planted { io.saleproof.%s other; }"
        .formatted(room, other);
  }
}
