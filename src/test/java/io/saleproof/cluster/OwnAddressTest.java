package io.saleproof.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class OwnAddressTest {

  private static final int PORT = 8500;

  @Test
  void isTheOneThatConsulIsReachedFrom() throws RegistryAway {
    // Towards a loopback address, packets leave from a loopback address.
    assertThat(towards("127.0.0.1").find()).isEqualTo("127.0.0.1");
    assertThat(towards("localhost").find()).startsWith("127.");
  }

  @Test
  void isTheGivenOneIfOneIsGiven() throws RegistryAway {
    assertThat(new OwnAddress("127.0.0.1", PORT, Optional.of("10.0.3.7"), false).find())
        .isEqualTo("10.0.3.7");
  }

  @Test
  void isNoneWhileNobodyIsCalledAsConsulIs() {
    assertThatThrownBy(() -> towards("consul.invalid").find())
        .isInstanceOf(RegistryAway.class)
        .hasMessageContaining("consul.invalid");
  }

  @Test
  void isNoneThatOthersCannotReach() {
    assertThatThrownBy(
            () -> new OwnAddress("127.0.0.1", PORT, Optional.of("10.0.3.7"), true).find())
        .isInstanceOf(RegistryAway.class)
        .hasMessageContaining("ACCESS=open");
  }

  @Test
  void isNoIpv6One() {
    assertThatThrownBy(() -> towards("::1").find())
        .isInstanceOf(RegistryAway.class)
        .hasMessageContaining("no IPv4 address");
  }

  private static OwnAddress towards(String consul) {
    return new OwnAddress(consul, PORT, Optional.empty(), false);
  }
}
