package io.saleproof.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Clients choose how long a query is, not how much is remembered of it. */
class CacheKeyTest {

  private static final CacheKind KIND = new CacheKind("page", Duration.ofSeconds(10));

  @Test
  void longNamesAreKeptShortAndApart() {
    CacheKey one = new CacheKey(KIND, "a".repeat(8_000) + "1");
    CacheKey other = new CacheKey(KIND, "a".repeat(8_000) + "2");

    assertThat(one.name().length()).isLessThanOrEqualTo(CacheKey.MAX_NAME);
    assertThat(one).isNotEqualTo(other).isEqualTo(new CacheKey(KIND, "a".repeat(8_000) + "1"));
    assertThat(CacheKey.lookup("page", one.name())).isEqualTo(one);
  }

  @Test
  void shortNamesStayAsTheyAre() {
    String name = "a".repeat(CacheKey.MAX_NAME);
    assertThat(new CacheKey(KIND, name).name()).isEqualTo(name);
  }
}
