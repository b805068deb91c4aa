package io.saleproof.store;

import static io.restassured.RestAssured.given;
import static io.saleproof.ShopClient.fresh;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.saleproof.simulated.SimulatedCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What clients see over HTTP when one of two secondaries is behind, with the tokens they got. */
@QuarkusTest
@QuarkusTestResource(value = SimulatedStore.class, restrictToAnnotatedClass = true)
class SessionReadsTest {

  private static final String TOKEN = "Session-Token";

  /** So many in a row of one replica are as good as never by chance. */
  private static final int MAX_TRIES = 64;

  private final SimulatedCluster cluster = SimulatedStore.cluster();
  private final int late = (cluster.primary().orElseThrow() + 1) % 3;

  @AfterEach
  void catchUp() {
    cluster.lag(late, Duration.ZERO);
  }

  @Test
  void everyWriteIsReadBackWhoeverAnswers() {
    cluster.lag(late, Duration.ofHours(1));
    String customer = fresh("c");
    String token = put(customer, "0", with("").header("If-None-Match", "*"), 201);
    for (int version = 1; version <= 8; version++) {
      token =
          put(customer, "" + version, with(token).header("If-Match", "\"" + version + "\""), 200);
      Response read = with(token).get("/v1/customers/" + customer);
      read.then().statusCode(200).body("name", equalTo("" + version));
      token = read.header(TOKEN);
      // Profiles are kept, lists of orders never.
      Response orders = with(token).get("/v1/customers/" + customer + "/orders");
      assertThat(orders.header("Preference-Applied")).startsWith("served=");
      token = orders.header(TOKEN);
    }
  }

  @Test
  void aStrictRequestIsToldToComeAgain() {
    cluster.lag(late, Duration.ofHours(1));
    String customer = fresh("c");
    String token = put(customer, "Ada", with("").header("If-None-Match", "*"), 201);
    List<Response> answers = new ArrayList<>();
    // The driver takes either replica, by chance.
    for (int tries = 0; tries < MAX_TRIES && statuses(answers).size() < 2; tries++) {
      answers.add(
          with(token)
              .header("Prefer", "handling=strict")
              .get("/v1/customers/" + customer + "/orders"));
    }

    assertThat(answers).extracting(Response::statusCode).containsOnly(200, 503);
    Response refused = answers.stream().filter(it -> it.statusCode() == 503).findFirst().get();
    refused.then().body("code", equalTo("not-yet-consistent")).body("retryable", equalTo(true));
    assertThat(refused.header("Retry-After")).isEqualTo("1");
    assertThat(refused.header(TOKEN)).isNotEmpty();
    assertThat(refused.header("Preference-Applied")).isEqualTo("handling=strict, served=refused");
  }

  private static Set<Integer> statuses(List<Response> answers) {
    return answers.stream().map(Response::statusCode).collect(Collectors.toSet());
  }

  @Test
  void whatOthersHaveMadeIsNotSaidToBeMissing() {
    String customer = fresh("c");
    String token = put(fresh("d"), "Ada", with("").header("If-None-Match", "*"), 201);
    cluster.lag(late, Duration.ofHours(1));
    put(customer, "Bob", with("").header("If-None-Match", "*"), 201);
    for (int tries = 0; tries < 4; tries++) {
      with(token).get("/v1/customers/" + customer).then().statusCode(200);
    }
  }

  @Test
  void staleVersionsAreToldFromWhatIsCurrent() {
    cluster.lag(late, Duration.ofHours(1));
    String customer = fresh("c");
    String token = put(customer, "one", with("").header("If-None-Match", "*"), 201);
    put(customer, "two", with("").header("If-Match", "\"1\""), 200);

    with(token)
        .header("If-Match", "\"1\"")
        .contentType(ContentType.JSON)
        .body(Map.of("name", "three"))
        .put("/v1/customers/" + customer)
        .then()
        .statusCode(412)
        .body("currentETag", equalTo("\"2\""));
  }

  @Test
  void whoAddsAUserSeesThemInTheKeptListing() {
    String people = "/p" + fresh("p").replaceAll("[^a-z0-9]", "") + "/users";
    add(people, "Ada", "");
    with("").get(people).then().body("users", hasSize(1));
    String token = add(people, "Bob", "");

    with("").get(people).then().body("users.name", not(hasItem("Bob")));
    with(token).get(people).then().body("users.name", hasItem("Bob"));
    with("").get(people).then().body("users.name", hasItem("Bob"));
  }

  private static String add(String people, String name, String token) {
    Response added =
        with(token).contentType(ContentType.JSON).body(Map.of("name", name, "age", 7)).post(people);
    added.then().statusCode(201);
    return added.header(TOKEN);
  }

  private static String put(
      String customer, String name, RequestSpecification request, int expected) {
    Response put =
        request
            .contentType(ContentType.JSON)
            .body(Map.of("name", name))
            .put("/v1/customers/" + customer);
    put.then().statusCode(expected);
    return put.header(TOKEN);
  }

  private static RequestSpecification with(String token) {
    return token.isEmpty() ? given() : given().header(TOKEN, token);
  }
}
