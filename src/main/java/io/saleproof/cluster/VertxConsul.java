package io.saleproof.cluster;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.consul.CheckStatus;
import io.vertx.ext.consul.ConsulClient;
import io.vertx.ext.consul.ConsulClientOptions;
import io.vertx.ext.consul.Service;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The calls of Consul by Vert.x' own client. */
final class VertxConsul implements ConsulCalls, AutoCloseable {

  static final int DEFAULT_PORT = 8500;

  /** Where a listing says which process it is. */
  static final String INSTANCE = "instance";

  /** What Consul says of an id that it doesn't know. */
  private static final String NOT_FOUND = "Not Found";

  private static final int OK = 200;

  private final ConsulClient client;
  private final WebClient http;
  private final Optional<String> token;
  private final Duration callTimeout;
  private final Duration checkEvery;
  private final Duration checkTimeout;
  private final Duration forgetAfter;

  VertxConsul(Vertx vertx, URI consul, RegistryConfig config) {
    ConsulClientOptions options = options(consul, config);
    this.client = ConsulClient.create(vertx, options);
    this.http = WebClient.create(vertx, options);
    this.token = config.token();
    this.callTimeout = config.callTimeout();
    this.checkEvery = config.checkEvery();
    this.checkTimeout = config.checkTimeout();
    this.forgetAfter = config.forgetAfter();
  }

  private static ConsulClientOptions options(URI consul, RegistryConfig config) {
    ConsulClientOptions options =
        new ConsulClientOptions()
            .setHost(consul.getHost())
            .setPort(portOf(consul))
            .setSsl("https".equals(consul.getScheme()))
            .setConnectTimeout((int) config.callTimeout().toMillis())
            .setTimeout(config.callTimeout().toMillis());
    config.token().ifPresent(options::setAclToken);
    return options;
  }

  static int portOf(URI consul) {
    return consul.getPort() < 0 ? DEFAULT_PORT : consul.getPort();
  }

  @Override
  public Optional<String> instanceAt(String id) throws RegistryAway {
    return await(client.localServices()).stream()
        .filter(service -> id.equals(service.getId()))
        .findFirst()
        .map(VertxConsul::instanceOf);
  }

  @Override
  public void register(Listing listing, boolean ready) throws RegistryAway {
    JsonObject check =
        new JsonObject()
            .put("Name", "ready")
            .put("HTTP", listing.checkUrl())
            .put("Interval", millis(checkEvery))
            .put("Timeout", millis(checkTimeout))
            .put("DeregisterCriticalServiceAfter", millis(forgetAfter))
            .put("Status", ready ? CheckStatus.PASSING.key : CheckStatus.CRITICAL.key);
    put(
        "/v1/agent/service/register",
        new JsonObject()
            .put("ID", listing.id())
            .put("Name", Listing.SERVICE)
            .put("Address", listing.address())
            .put("Port", listing.port())
            .put("Meta", new JsonObject().put(INSTANCE, listing.instance()))
            .put("Check", check));
  }

  /** By hand, as the client's registration knows no timeout of a check. */
  private void put(String path, JsonObject body) throws RegistryAway {
    HttpRequest<Buffer> request = http.put(path).timeout(callTimeout.toMillis());
    token.ifPresent(given -> request.putHeader("X-Consul-Token", given));
    HttpResponse<Buffer> answer = await(request.sendJsonObject(body));
    if (answer.statusCode() != OK) {
      throw new RegistryAway(answer.statusCode() + " " + answer.statusMessage());
    }
  }

  @Override
  public void deregister(String id) throws RegistryAway {
    try {
      await(client.deregisterService(id));
    } catch (RegistryAway refused) {
      if (!String.valueOf(refused.getMessage()).contains(NOT_FOUND)) {
        throw refused;
      }
    }
  }

  @Override
  public List<Listed> all() throws RegistryAway {
    return await(client.healthServiceNodes(Listing.SERVICE, false)).getList().stream()
        .map(
            entry ->
                new Listed(
                    entry.getService().getId(),
                    instanceOf(entry.getService()),
                    entry.aggregatedStatus() == CheckStatus.PASSING))
        .toList();
  }

  private static String instanceOf(Service service) {
    Map<String, String> meta = service.getMeta();
    return meta == null ? "" : meta.getOrDefault(INSTANCE, "");
  }

  private static String millis(Duration duration) {
    return duration.toMillis() + "ms";
  }

  /** The client's own bound may come late, where it waits for a name or a place in its pool. */
  private <T> T await(Future<T> call) throws RegistryAway {
    try {
      return call.toCompletionStage()
          .toCompletableFuture()
          .get(callTimeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException failed) {
      throw new RegistryAway(String.valueOf(failed.getMessage()));
    } catch (TimeoutException late) {
      throw new RegistryAway("no answer within " + callTimeout.toMillis() + " ms");
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new RegistryAway("interrupted");
    }
  }

  @Override
  public void close() {
    http.close();
    client.close();
  }
}
