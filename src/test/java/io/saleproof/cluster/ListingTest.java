package io.saleproof.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ListingTest {

  @Test
  void instancesOnOneMachineHaveIdsOfTheirOwn() {
    assertThat(new Listing("10.0.3.7", 8080, "a").id())
        .isEqualTo("saleproof-10-0-3-7-8080")
        .isNotEqualTo(new Listing("10.0.3.7", 8081, "b").id());
    assertThat(new Listing("10.0.3.7", 8080, "a").id())
        .isNotEqualTo(new Listing("10.0.3.8", 8080, "b").id());
  }

  @Test
  void whoComesToTheSamePlaceHasTheSameId() {
    assertThat(new Listing("10.0.3.7", 8080, "a").id())
        .isEqualTo(new Listing("10.0.3.7", 8080, "its-successor").id());
  }

  @Test
  void isAskedWhetherItIsReadyAtItsOwnAddress() {
    assertThat(new Listing("10.0.3.7", 8080, "a").checkUrl())
        .isEqualTo("http://10.0.3.7:8080/q/health/ready");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "app",
        "localhost",
        "::1",
        "fe80::1",
        "10.0.3",
        "10.0.3.256",
        "1.2.3.4.5",
        "01.2.3.4"
      })
  void hasNoAddressButAnIpv4One(String address) {
    assertThatThrownBy(() -> new Listing(address, 8080, "a"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 65_536})
  void hasAPort(int port) {
    assertThatThrownBy(() -> new Listing("10.0.3.7", port, "a"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
