package io.saleproof.chaos;

import io.saleproof.http.KeptConnection;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Clients, each a thread with a pace of its own: some read without a token and stay with one shop,
 * as behind a gateway that is not asked to; some carry a token from shop to shop and write too.
 * Some products are asked for much more often than others, as in a sale.
 */
final class Load implements AutoCloseable {

  private static final Pattern VERSION = Pattern.compile("\"version\":([0-9]+)");
  private static final Pattern PAGE_ITEM =
      Pattern.compile("\"sku\":\"(chaos-[0-9]+)\".*?\"version\":([0-9]+)");
  private static final int PRODUCTS = 200;
  private static final int WRITTEN = 20;
  private static final int WARM_ROUNDS = 3;
  private static final long JOIN_MILLIS = 30_000;

  /** Between two requests of a client. */
  private static final long PAUSE_NANOS = 25_000_000;

  private final List<Shop> shops;
  private final Book book;
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicLong requests = new AtomicLong();
  private final Queue<Long> latencies = new ConcurrentLinkedQueue<>();
  private final AtomicIntegerArray writing;
  private final AtomicInteger mostWriting = new AtomicInteger();
  private volatile boolean over;

  Load(List<Shop> shops, Book book) {
    this.shops = shops;
    this.book = book;
    this.writing = new AtomicIntegerArray(shops.size());
  }

  void createProducts() throws IOException {
    try (KeptConnection connection = shops.getFirst().connect()) {
      for (int i = 0; i < PRODUCTS; i++) {
        KeptConnection.Reply reply =
            connection.ask(
                "PUT",
                path(i),
                Map.of("Content-Type", "application/json", "If-None-Match", "*"),
                content(100 + i));
        if (reply.status() != 201) {
          throw new IOException("a product was not made: " + reply);
        }
        book.acknowledged(sku(i), version(reply));
      }
    }
  }

  /**
   * Reads each product some times at each shop, one after the other: a program that has only just
   * started answers its first requests so slowly that many at once would find it overloaded.
   */
  void warm() throws IOException {
    for (int shop = 0; shop < shops.size(); shop++) {
      try (KeptConnection connection = shops.get(shop).connect()) {
        Random random = new Random(shop);
        for (int i = 0; i < WARM_ROUNDS * PRODUCTS; i++) {
          String path = path(i % PRODUCTS);
          ask(connection, "GET", path, Map.of(), "", "GET " + path + " at shop " + shop);
          if (i % WRITTEN == 0) {
            page(connection, shop, random);
          }
        }
      }
    }
  }

  void start(int clients, long seed) {
    for (int i = 0; i < clients; i++) {
      Random random = new Random(seed * 1_000 + i);
      int number = i;
      Runnable client = i % 4 == 3 ? () -> session(number, random) : () -> visitor(number, random);
      threads.add(Thread.ofPlatform().daemon().start(client));
    }
  }

  long requests() {
    return requests.get();
  }

  /** How many writes a shop was asked for at once, at most. Each reads what it changes. */
  int mostWriting() {
    return mostWriting.get();
  }

  /** How long the answers took that came since this was last asked, in nanoseconds, sorted. */
  long[] takeLatencies() {
    List<Long> taken = new ArrayList<>();
    for (Long one = latencies.poll(); one != null; one = latencies.poll()) {
      taken.add(one);
    }
    return taken.stream().mapToLong(Long::longValue).sorted().toArray();
  }

  /** Reads without a token, at one shop. */
  private void visitor(int number, Random random) {
    int shop = number % shops.size();
    KeptConnection connection = null;
    while (!over) {
      String what = "";
      try {
        connection = connection == null ? shops.get(shop).connect() : connection;
        int product = choose(random);
        boolean page = random.nextInt(8) == 0;
        what = "GET " + (page ? "a page" : sku(product)) + " at shop " + shop;
        if (page) {
          page(connection, shop, random);
        } else {
          Book.Floor floor = book.floor(shop, sku(product));
          KeptConnection.Reply reply = ask(connection, "GET", path(product), Map.of(), "", what);
          if (reply.status() == 200) {
            book.read(shop, sku(product), floor, version(reply), reply.header("cache-status"));
          }
        }
      } catch (IOException failed) {
        connection = broken(what, failed, connection);
      }
      pause();
    }
    close(connection);
  }

  /** Some page of the listing: what it shows of each product is checked. */
  private void page(KeptConnection connection, int shop, Random random) throws IOException {
    int limit = 5 + 5 * random.nextInt(4);
    String path = "/v1/products?category=chaos&limit=" + limit;
    String what = "GET " + path + " at shop " + shop;
    Map<String, Book.Floor> floors = new HashMap<>();
    for (int product = 0; product < WRITTEN; product++) {
      floors.put(sku(product), book.pageFloor(shop, limit, sku(product)));
    }
    KeptConnection.Reply reply = ask(connection, "GET", path, Map.of(), "", what);
    if (reply.status() != 200) {
      return;
    }
    Matcher item = PAGE_ITEM.matcher(reply.body());
    int items = 0;
    for (; item.find(); items++) {
      Book.Floor floor = floors.get(item.group(1));
      if (floor != null) {
        long version = Long.parseLong(item.group(2));
        book.pageRead(shop, limit, item.group(1), floor, version, reply.header("cache-status"));
      }
    }
    if (items != limit) {
      book.broken(what, new IOException(items + " items: " + reply.body()));
    }
  }

  /** Reads and writes with a token, each time at another shop. */
  private void session(int number, Random random) {
    KeptConnection[] connections = new KeptConnection[shops.size()];
    Map<Integer, Long> known = new HashMap<>();
    String token = "";
    // Each product has one writer, so that a write's version is its own.
    int own = number / 4 % WRITTEN;
    while (!over) {
      int shop = random.nextInt(shops.size());
      String what = "";
      try {
        connections[shop] =
            connections[shop] == null ? shops.get(shop).connect() : connections[shop];
        boolean write = random.nextInt(20) == 0;
        int product = write || random.nextInt(3) == 0 ? own : choose(random);
        what = (write ? "PATCH " : "GET ") + sku(product) + " with a token at shop " + shop;
        KeptConnection.Reply reply =
            write
                ? write(connections[shop], shop, product, token, random, what)
                : ask(
                    connections[shop],
                    "GET",
                    path(product),
                    Map.of("Session-Token", token),
                    "",
                    what);
        token = reply.header("session-token").isEmpty() ? token : reply.header("session-token");
        if (reply.status() == 200) {
          long before = known.getOrDefault(product, 0L);
          long version = version(reply);
          book.readWithToken(shop, sku(product), before, version, reply.header("cache-status"));
          known.put(product, version);
          if (write) {
            book.acknowledged(sku(product), version);
          }
        }
      } catch (IOException failed) {
        connections[shop] = broken(what, failed, connections[shop]);
      }
      pause();
    }
    for (KeptConnection connection : connections) {
      close(connection);
    }
  }

  private KeptConnection.Reply write(
      KeptConnection connection, int shop, int product, String token, Random random, String what)
      throws IOException {
    mostWriting.accumulateAndGet(writing.incrementAndGet(shop), Math::max);
    try {
      return ask(
          connection,
          "PATCH",
          path(product),
          Map.of(
              "Session-Token",
              token,
              "Content-Type",
              "application/merge-patch+json",
              "If-Match",
              "*"),
          "{\"price\":{\"amount\":%d}}".formatted(1 + random.nextInt(9_999)),
          what);
    } finally {
      writing.decrementAndGet(shop);
    }
  }

  private KeptConnection.Reply ask(
      KeptConnection connection,
      String method,
      String path,
      Map<String, String> headers,
      String body,
      String what)
      throws IOException {
    long begun = System.nanoTime();
    KeptConnection.Reply reply = connection.ask(method, path, headers, body);
    latencies.add(System.nanoTime() - begun);
    requests.incrementAndGet();
    book.status(reply.status(), what, reply.body());
    return reply;
  }

  private KeptConnection broken(String what, IOException failed, KeptConnection connection) {
    if (!over) {
      book.broken(what, failed);
    }
    close(connection);
    return null;
  }

  private static void close(KeptConnection connection) {
    try {
      if (connection != null) {
        connection.close();
      }
    } catch (IOException closing) {
      // It is gone either way.
    }
  }

  /** Two thirds of all reads are of a tenth of the products. */
  private static int choose(Random random) {
    return random.nextInt(3) > 0 ? random.nextInt(PRODUCTS / 10) : random.nextInt(PRODUCTS);
  }

  private static String sku(int product) {
    return "chaos-" + product;
  }

  private static String path(int product) {
    return "/v1/products/" + sku(product);
  }

  private static String content(int price) {
    return """
    {"name":"A thing of chaos","description":"%s","categories":["chaos"],
     "price":{"amount":%d,"currency":"GBP"}}\
    """
        .formatted("It has been through a lot. ".repeat(20).strip(), price);
  }

  private static long version(KeptConnection.Reply reply) throws IOException {
    Matcher version = VERSION.matcher(reply.body());
    if (!version.find()) {
      throw new IOException("an answer without a version: " + reply);
    }
    return Long.parseLong(version.group(1));
  }

  private static void pause() {
    LockSupport.parkNanos(PAUSE_NANOS);
  }

  @Override
  public void close() {
    over = true;
    for (Thread thread : threads) {
      try {
        thread.join(JOIN_MILLIS);
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
