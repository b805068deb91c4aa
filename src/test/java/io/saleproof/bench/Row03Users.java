package io.saleproof.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.bson.Document;

/**
 * The listing of 1,000 users that the original service cached for 60 s, beside that service:
 * FastAPI, Motor and fastapi-cache2 on Redis, one worker, and nothing that sleeps.
 */
final class Row03Users implements Row {

  private static final int USERS = 1_000;
  private static final int CONNECTIONS = 64;
  private static final double BOUND = 50;
  private static final String PATH = "/helloDoc/users";

  @Override
  public int number() {
    return 3;
  }

  @Override
  public String title() {
    return "The cached listing of users beside the original service";
  }

  @Override
  public RowResult measure(BenchDatabase unused, Bench.Settings settings) {
    try (Backends backends = Backends.open(settings, true)) {
      fill(backends);
      return measure(backends, settings);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private static void fill(Backends backends) {
    backends
        .database()
        .client()
        .getDatabase(backends.name())
        .getCollection("helloDoc")
        .insertMany(
            IntStream.range(0, USERS)
                .mapToObj(i -> new Document("age", i).append("name", "ly" + i))
                .toList());
  }

  private RowResult measure(Backends backends, Bench.Settings settings) throws IOException {
    String url = backends.database().url();
    Map<String, String> collections = Map.of("SALEPROOF_COLLECTIONS_DATABASE", backends.name());
    try (Served fastApi = backends.contestants().fastApi(url, backends.name(), backends.redis());
        Served shop = backends.emptyShop(collections)) {
      requireSame(shop.port(), fastApi.port());
      List<Series> series =
          Palindrome.ofServers(backends.contestants()::pin)
              .contestant("Saleproof", () -> rate(backends, shop, settings))
              .contestant("FastAPI", () -> rate(backends, fastApi, settings))
              .run(settings.repetitions());
      double ratio = series.getFirst().median() / series.getLast().median();
      String note =
          "%d connections, %,d users; FastAPI: uvicorn, one worker, uvloop and httptools%s"
              .formatted(CONNECTIONS, USERS, backends.redisNote());
      return new RowResult(
          number(),
          title(),
          "requests/s",
          series,
          List.of(new Target("cached users / FastAPI", ratio, BOUND, false)),
          List.of(note));
    }
  }

  private static Sample rate(Backends backends, Served server, Bench.Settings settings) {
    try (HttpLoad load = new HttpLoad(server.port(), CONNECTIONS)) {
      Talk talk = Talk.of(Request.get(PATH));
      return backends.gauge(server::cpuTime).rate(() -> load.closed(talk, settings.time()));
    }
  }

  /** Both must answer the same users in the same order. */
  private static void requireSame(int one, int other) throws IOException {
    String ours = body(one);
    if (!ours.equals(body(other)) || !ours.contains("\"ly" + (USERS - 1) + "\"")) {
      throw new IOException("the services answer different users");
    }
  }

  private static String body(int port) throws IOException {
    return Recording.of(port, Request.get(PATH)).body();
  }
}
