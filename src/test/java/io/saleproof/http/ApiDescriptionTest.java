package io.saleproof.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.saleproof.store.TestStore;
import java.util.List;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(TestStore.class)
class ApiDescriptionTest {

  @Test
  void hasNoReferenceThatLeadsNowhere() throws Exception {
    JsonNode api = new ObjectMapper().readTree(given().get("/openapi?format=json").asString());
    List<String> references = api.findValuesAsText("$ref");
    assertThat(references)
        .isNotEmpty()
        .allSatisfy(
            reference -> assertThat(api.at(reference.substring(1)).isMissingNode()).isFalse());
  }

  /** A generator of clients, or of requests, would follow it for ever. */
  @Test
  void hasNoSchemaThatIsOnlyAReferenceToItself() throws Exception {
    JsonNode api = new ObjectMapper().readTree(given().get("/openapi?format=json").asString());
    api.at("/components/schemas")
        .properties()
        .forEach(
            schema ->
                assertThat(schema.getValue().path("$ref").asText())
                    .isNotEqualTo("#/components/schemas/" + schema.getKey()));
  }

  @Test
  void showsNoOperationOfTheTests() {
    assertThat(given().get("/openapi?format=json").asString()).doesNotContain("/probe");
  }
}
