package io.saleproof.client;

import io.saleproof.trade.Money;
import io.saleproof.trade.Sku;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.LongFunction;
import java.util.stream.IntStream;

/** A whole chaos run on a shop that stands: goods made, orders played, everything checked. */
final class ChaosRun {

  /** The one that every third order wants is split, so that its last units must be found. */
  private static final int HOT_BUCKETS = 4;

  private static final Money PRICE = new Money(250, "GBP");

  private final Settings settings;
  private final ShopApi shop;
  private final LongFunction<ShopApi> shops;
  private final AuditApi audit;
  private final Terminal terminal;
  private final Clock clock;

  /**
   * What was asked for on the command line.
   *
   * @param runId part of every SKU, key and customer, so that another run is another run
   * @param recovery the shop's recovery interval
   */
  record Settings(int clients, long seed, String runId, Duration recovery) {}

  /** What the clients did and were told, and what was found afterwards. */
  record Result(List<Played> played, long receipts, Duration took, List<Check> checks) {
    Result {
      played = List.copyOf(played);
      checks = List.copyOf(checks);
    }
  }

  /**
   * @param shop for what is done before and after, by any thread
   * @param shops makes the shop as one client sees it, from a seed
   */
  ChaosRun(
      Settings settings,
      ShopApi shop,
      LongFunction<ShopApi> shops,
      AuditApi audit,
      Terminal terminal,
      Clock clock) {
    this.settings = settings;
    this.shop = shop;
    this.shops = shops;
    this.audit = audit;
    this.terminal = terminal;
    this.clock = clock;
  }

  Result play(Storm storm) {
    ChaosGoods goods = new ChaosGoods(settings.runId());
    stock(goods);
    List<ChaosClient> clients = clients(goods);
    storm.begin();
    long begun = System.nanoTime();
    List<Played> played =
        SideBySide.map(settings.clients(), clients, client -> client.play(storm::goesOn)).stream()
            .flatMap(List::stream)
            .toList();
    Duration took = Duration.ofNanos(System.nanoTime() - begun);
    storm.settle();
    List<Receipt> receipts =
        clients.stream().flatMap(client -> client.receipts().stream()).toList();
    receipts.forEach(receipt -> receipt.sendTo(shop));
    List<Played> told = SideBySide.map(settings.clients(), played, this::withLastWords);
    Map<Sku, Long> received = ChaosChecks.sum(goods.stock(), receipts);
    ChaosChecks checks =
        new ChaosChecks(settings.clients(), shop, audit, clock, settings.recovery(), terminal);
    return new Result(told, receipts.size(), took, checks.of(told, received));
  }

  private List<ChaosClient> clients(ChaosGoods goods) {
    return IntStream.range(0, settings.clients())
        .mapToObj(
            number -> {
              long seed = settings.seed() * 1_000_003 + number * 3L;
              return new ChaosClient(
                  number,
                  shops.apply(seed),
                  shops.apply(seed + 1),
                  goods,
                  new Random(seed + 2),
                  clock);
            })
        .toList();
  }

  private void stock(ChaosGoods goods) {
    SideBySide.map(
        settings.clients(),
        goods.stock().entrySet(),
        one -> {
          shop.create(one.getKey(), one.getKey().value(), PRICE);
          shop.receive(one.getKey(), "chaos-" + settings.runId() + "-first", one.getValue());
          return one.getKey();
        });
    audit.split(goods.hot(), HOT_BUCKETS);
  }

  /** What the client gave up waiting for is asked for once more, now that nobody is killed. */
  private Played withLastWords(Played played) {
    Optional<Answer> placing =
        played.placing().or(() -> Optional.of(shop.place(played.invoice(), played.key())));
    List<Played.Move> moves = new ArrayList<>();
    for (Played.Move move : played.moves()) {
      String order = SeenOrder.of(placing.orElseThrow().json()).id();
      Optional<Answer> answer =
          move.answer().or(() -> Optional.of(shop.move(order, move.act(), move.key())));
      moves.add(new Played.Move(move.act(), move.key(), answer));
    }
    return new Played(
        played.invoice(), placing, moves, played.times(), played.setbacks(), played.mistakes());
  }
}
