package io.saleproof.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MediaUrlsTest {

  @ParameterizedTest
  @CsvSource({
    "/media, products/1.jpg, /media/products/1.jpg",
    "/media/, products/1.jpg, /media/products/1.jpg",
    "https://cdn.example/a//, b.jpg, https://cdn.example/a/b.jpg",
    "/media, ä b%2F<script>.jpg, /media/%C3%A4%20b%252F%3Cscript%3E.jpg"
  })
  void joinsWithOneSlashAndEncodes(String base, String path, String url) {
    assertThat(new MediaUrls(new Config(base)).of(path)).isEqualTo(url);
  }

  @Test
  void bandsEndBelowTheNext() {
    assertThat(PriceBand.of(0)).isEqualTo(0);
    assertThat(PriceBand.of(99)).isEqualTo(0);
    assertThat(PriceBand.of(100)).isEqualTo(1);
    assertThat(PriceBand.of(4_999)).isEqualTo(5);
    assertThat(PriceBand.of(1_000_000_000)).isEqualTo(6);
    assertThat(PriceBand.value(6, 3).to()).isNull();
    assertThat(PriceBand.value(1, 3).value()).isEqualTo("100-200");
  }

  private record Config(String cdnBaseUrl) implements CatalogConfig {
    @Override
    public Duration categoriesMaxAge() {
      return Duration.ZERO;
    }
  }
}
