package io.saleproof.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.saleproof.store.TestStore;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(TestStore.class)
@SuppressWarnings("unchecked") // JSON objects are maps by name.
class OperationsDescribedTest {

  private static final Set<String> METHODS = Set.of("get", "put", "post", "patch", "delete");

  private JsonPath api = JsonPath.from("{}");

  @BeforeEach
  void read() {
    api = JsonPath.from(given().get("/openapi?format=json").asString());
  }

  @Test
  void everyOperationTellsItsIdSummaryAndCommonProblems() {
    Map<String, Map<String, Object>> paths = api.getMap("paths");
    paths.forEach(
        (path, item) ->
            item.forEach(
                (method, operation) -> {
                  if (path.startsWith("/v1/") && METHODS.contains(method)) {
                    checkCommon(method + " " + path, (Map<String, Object>) operation);
                  }
                }));
    assertThat(paths).containsKeys("/v1/products", "/v1/products/{sku}", "/v1/products/import");
  }

  private static void checkCommon(String name, Map<String, Object> operation) {
    assertThat(operation.get("operationId")).as(name).isNotNull();
    assertThat(operation.get("summary")).as(name).isNotNull();
    Map<String, Object> responses = (Map<String, Object>) operation.get("responses");
    assertThat(responses).as(name).isNotNull();
    assertThat(responses.keySet()).as(name).contains("400", "429", "500", "503");
    responses.forEach(
        (status, response) -> {
          if (String.valueOf(status).compareTo("400") >= 0) {
            assertThat(((Map<String, Object>) response).keySet())
                .as(name + " " + status)
                .containsAnyOf("$ref", "content");
          }
        });
  }

  @Test
  void writesTellTheirPreconditionsAndWhoMayWrite() {
    for (String method : List.of("put", "patch", "delete")) {
      Map<String, Object> responses =
          api.getMap("paths.'/v1/products/{sku}'." + method + ".responses");
      assertThat(responses).as(method).containsKeys("401", "403", "404", "412", "428");
    }
    assertThat(api.<String, Object>getMap("paths.'/v1/products/{sku}'.get.responses"))
        .containsKeys("200", "304", "404")
        .doesNotContainKeys("401", "403", "412");
    assertThat(api.<String, Object>getMap("paths.'/v1/products/import'.post.responses"))
        .containsKeys("200", "401", "403", "408", "413", "415");
  }

  @Test
  void idsAreStrings() {
    assertThat(api.getString("components.schemas.Sku.type")).isEqualTo("string");
    assertThat(api.getString("components.schemas.CustomerId.type")).isEqualTo("string");
  }

  @Test
  void theProblemsSchemaListsEveryCode() {
    assertThat(api.getList("components.schemas.Problem.properties.code.enum", String.class))
        .hasSize(ProblemCode.values().length);
    assertThat(api.<String, Object>getMap("components.responses.Problem412.content"))
        .containsOnlyKeys(Problem.MEDIA_TYPE);
  }
}
