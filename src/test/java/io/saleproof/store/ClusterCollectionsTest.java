package io.saleproof.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What {@code scripts/mongo-init.sh} shards is what the shop declares. */
class ClusterCollectionsTest {

  private static final Path FILE = Path.of("deploy/mongo/collections.json");

  @Test
  void shardsEveryCollectionOfTheShopByItsKey() throws IOException {
    Map<String, String> declared =
        Arrays.stream(Schema.values())
            .collect(Collectors.toMap(Schema::collection, Schema::shardKey));

    assertThat(new TreeMap<>(collections().get("saleproof"))).isEqualTo(new TreeMap<>(declared));
  }

  private static Map<String, Map<String, String>> collections() throws IOException {
    return new ObjectMapper().readValue(Files.readString(FILE), new TypeReference<>() {});
  }
}
