package io.saleproof.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is really sent, and what becomes of answers and of none. */
class VertxConsulTest {

  private static final Listing OWN = new Listing("127.0.0.1", 8080, "this-process");

  private final Vertx vertx = Vertx.vertx();
  private FakeConsul consul;
  private VertxConsul calls;

  @BeforeEach
  void start() {
    consul = FakeConsul.start();
    calls = calls(Duration.ofSeconds(20));
  }

  private VertxConsul calls(Duration callTimeout) {
    return new VertxConsul(vertx, consul.url(), new Settings(callTimeout));
  }

  @AfterEach
  void stop() throws Exception {
    calls.close();
    consul.close();
    vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  @Test
  void registersWithAddressCheckAndBoundOnTheDead() throws RegistryAway {
    calls.register(OWN, true);

    JsonNode sent = consul.services().get("saleproof-127-0-0-1-8080");
    assertThat(sent.get("Name").asText()).isEqualTo("saleproof");
    assertThat(sent.get("Address").asText()).isEqualTo("127.0.0.1");
    assertThat(sent.get("Port").asInt()).isEqualTo(8080);
    assertThat(sent.get("Meta").get("instance").asText()).isEqualTo("this-process");
    JsonNode check = sent.get("Check");
    assertThat(check.get("HTTP").asText()).isEqualTo("http://127.0.0.1:8080/q/health/ready");
    assertThat(check.get("Interval").asText()).isEqualTo("3000ms");
    assertThat(check.get("Timeout").asText()).isEqualTo("2000ms");
    assertThat(check.get("DeregisterCriticalServiceAfter").asText()).isEqualTo("60000ms");
    assertThat(check.get("Status").asText()).isEqualTo("passing");
  }

  @Test
  void isCriticalUntilAskedIfItIsNotReady() throws RegistryAway {
    calls.register(OWN, false);

    JsonNode sent = consul.services().get(OWN.id());
    assertThat(sent.get("Check").get("Status").asText()).isEqualTo("critical");
  }

  @Test
  void findsWhatIsListedUnderAnId() throws RegistryAway {
    assertThat(calls.instanceAt(OWN.id())).isEmpty();

    calls.register(OWN, true);
    assertThat(calls.instanceAt(OWN.id())).contains("this-process");
    assertThat(calls.instanceAt("saleproof-127-0-0-1-8081")).isEmpty();
  }

  @Test
  void somethingListedByAnotherProgramIsNobody() throws Exception {
    consul.list("{\"ID\": \"" + OWN.id() + "\", \"Name\": \"saleproof\", \"Port\": 8080}");

    assertThat(calls.instanceAt(OWN.id())).contains("");
    assertThat(calls.all()).containsExactly(new ConsulCalls.Listed(OWN.id(), "", true));
  }

  @Test
  void knowsInstancesByTheirNames() throws Exception {
    consul.list(
        """
        {"ID": "saleproof-10-0-3-8-8080", "Name": "saleproof", "Address": "10.0.3.8", "Port": 8080,
         "Meta": {"instance": "another"}}""");

    assertThat(calls.all())
        .containsExactly(new ConsulCalls.Listed("saleproof-10-0-3-8-8080", "another", true));
  }

  @Test
  void knowsWhoIsNotReady() throws RegistryAway {
    // Nobody listens there.
    calls.register(new Listing("127.0.0.1", 1, "dead"), true);

    assertThat(calls.all())
        .containsExactly(new ConsulCalls.Listed("saleproof-127-0-0-1-1", "dead", false));
  }

  @Test
  void whoHasLeftIsNotListed() throws RegistryAway {
    calls.register(OWN, true);
    calls.deregister(OWN.id());

    assertThat(consul.services()).isEmpty();
  }

  @Test
  void leavingWhatIsNotListedIsNoFailure() throws RegistryAway {
    calls.deregister(OWN.id());

    assertThat(consul.calls()).containsExactly("PUT /v1/agent/service/deregister/" + OWN.id());
  }

  @Test
  @Timeout(60)
  void waitsNoLongerThanItsBoundForASilentConsul() {
    consul.beSilent(true);
    try (VertxConsul hasty = calls(Duration.ofMillis(200))) {
      assertThatThrownBy(() -> hasty.instanceAt(OWN.id())).isInstanceOf(RegistryAway.class);
      assertThatThrownBy(() -> hasty.register(OWN, true)).isInstanceOf(RegistryAway.class);
      assertThatThrownBy(() -> hasty.deregister(OWN.id())).isInstanceOf(RegistryAway.class);
      assertThatThrownBy(hasty::all).isInstanceOf(RegistryAway.class);
    }
  }

  @Test
  void aConsulThatIsGoneIsAway() {
    consul.close();

    assertThatThrownBy(() -> calls.instanceAt(OWN.id())).isInstanceOf(RegistryAway.class);
  }

  @Test
  void takesConsulsOwnPortIfNoneIsNamed() {
    assertThat(VertxConsul.portOf(URI.create("http://consul"))).isEqualTo(8500);
    assertThat(VertxConsul.portOf(URI.create("http://consul:80"))).isEqualTo(80);
  }

  private record Settings(Duration callTimeout) implements RegistryConfig {
    @Override
    public Optional<String> url() {
      return Optional.empty();
    }

    @Override
    public Optional<String> token() {
      return Optional.empty();
    }

    @Override
    public Optional<String> address() {
      return Optional.empty();
    }

    @Override
    public Duration checkEvery() {
      return Duration.ofSeconds(3);
    }

    @Override
    public Duration checkTimeout() {
      return Duration.ofSeconds(2);
    }

    @Override
    public Duration forgetAfter() {
      return Duration.ofMinutes(1);
    }

    @Override
    public Duration lookEvery() {
      return Duration.ofSeconds(2);
    }
  }
}
