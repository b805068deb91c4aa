package io.saleproof.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedisAddressTest {

  @Test
  void readsOneServer() {
    RedisAddress address = RedisAddress.parse("redis://cache.example");
    assertThat(address.nodes()).containsExactly(new RedisNode("cache.example", 6379));
    assertThat(address.cluster()).isFalse();
    assertThat(address.tls()).isFalse();
    assertThat(address.password()).isEmpty();
    assertThat(address.database()).isZero();
  }

  @Test
  void readsUserPasswordTransportAndDatabase() {
    RedisAddress address = RedisAddress.parse("rediss://shop:a%2Cb+c%25@[::1]:7000/2");
    assertThat(address.tls()).isTrue();
    assertThat(address.user()).contains("shop");
    assertThat(address.password()).contains("a,b+c%");
    assertThat(address.database()).isEqualTo(2);
    assertThat(address.nodes()).containsExactly(new RedisNode("::1", 7000));
  }

  @Test
  void readsTheNodesOfACluster() {
    RedisAddress address = RedisAddress.parse("redis://:pw@a:1, redis://:pw@b:2,redis://:pw@a:1");
    assertThat(address.nodes()).containsExactly(new RedisNode("a", 1), new RedisNode("b", 2));
    assertThat(address.cluster()).isTrue();
    assertThat(address.user()).isEmpty();
    assertThat(address.password()).isEqualTo(Optional.of("pw"));
  }

  @Test
  void tellsTheLibraryWhatItWasTold() {
    RedisAddress address = RedisAddress.parse("rediss://shop:a%2Cb+c%25%20d@host:7000/2");
    String told = address.connectionString(new RedisNode("other", 7001));
    RedisAddress again = RedisAddress.parse(told.replace("+", "%20"));
    assertThat(told).startsWith("rediss://").endsWith("@other:7001/2");
    assertThat(again.password()).isEqualTo(address.password()).contains("a,b+c% d");
    assertThat(again.user()).contains("shop");
  }

  @Test
  void keepsTheSecretOutOfItsText() {
    assertThat(RedisAddress.parse("redis://u:hunter2@host")).asString().doesNotContain("hunter2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "host",
        "host:6379",
        "http://host",
        "redis://",
        "redis://host name",
        "redis://:hunter2@",
        "redis://hunter2@host",
        "redis://u:@host",
        "redis://host/hunter2",
        "redis://host:hunter2",
        "redis://a,,redis://b",
        "redis://:hunter2@a,redis://b",
        "redis://a/1,redis://b/1"
      })
  void refusesWhatItCannotUseAndRepeatsNoneOfIt(String text) {
    assertThatThrownBy(() -> RedisAddress.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("hunter2");
  }

  @ParameterizedTest
  @CsvSource({
    "foo, 12182",
    "bar, 5061",
    "{user1000}.following, 3443",
    "{user1000}.followers, 3443",
    "123456789, 12739"
  })
  void findsTheSlotThatTheServerFinds(String key, int slot) {
    assertThat(HashSlot.of(key)).isEqualTo(slot);
  }

  @Test
  void hashesWholeKeysWhoseBracesHoldNothing() {
    assertThat(HashSlot.of("foo{}{bar}")).isEqualTo(crc("foo{}{bar}"));
    assertThat(HashSlot.of("foo{{bar}}zap")).isEqualTo(crc("{bar"));
    assertThat(HashSlot.of("foo{bar")).isEqualTo(crc("foo{bar"));
    assertThat(HashSlot.of("ü}{")).isEqualTo(crc("ü}{"));
  }

  private static int crc(String text) {
    return HashSlot.crc(text.getBytes(StandardCharsets.UTF_8)) % HashSlot.COUNT;
  }
}
