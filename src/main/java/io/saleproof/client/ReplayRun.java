package io.saleproof.client;

import io.saleproof.trade.CustomerId;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** A whole replay: stock received, invoices played side by side, everything checked. */
final class ReplayRun {

  private final Settings settings;
  private final ShopApi shop;
  private final Supplier<ShopApi> clientShops;
  private final Terminal terminal;
  private final Clock clock;

  /**
   * What was asked for on the command line.
   *
   * @param runId part of every key and movement id, so that another run is another run
   * @param createProducts whether to add what the catalogue lacks
   */
  record Settings(int clients, long seed, String runId, boolean createProducts) {}

  /**
   * @param shop for what is done before and after
   * @param clientShops makes the shop as each client sees it
   */
  ReplayRun(
      Settings settings,
      ShopApi shop,
      Supplier<ShopApi> clientShops,
      Terminal terminal,
      Clock clock) {
    this.settings = settings;
    this.shop = shop;
    this.clientShops = clientShops;
    this.terminal = terminal;
    this.clock = clock;
  }

  ReplayReport play(InvoiceFile.Sales sales) {
    Preparation preparation = new Preparation(settings, shop, terminal);
    List<Invoice> invoices = preparation.playable(sales);
    long unknown = lines(sales.invoices()) - lines(invoices);
    StockPlan plan = preparation.receive(invoices);
    Map<CustomerId, Long> before = preparation.listVersions(invoices);
    long begun = System.nanoTime();
    List<List<Outcome>> played = playAll(invoices);
    Duration took = Duration.ofNanos(System.nanoTime() - begun);
    List<Outcome> outcomes = played.stream().flatMap(List::stream).toList();
    List<Check> checks =
        new Checks(settings.clients(), shop, terminal, clock, plan, before).of(outcomes);
    return ReplayReport.of(settings, plan, outcomes, checks, took, sales.linesLeftOut(), unknown);
  }

  private List<List<Outcome>> playAll(List<Invoice> invoices) {
    Choices choices = Choices.of(invoices, settings.seed());
    Progress progress = terminal.progress("Playing invoices", invoices.size());
    try {
      return SideBySide.map(
          settings.clients(),
          Partitions.of(invoices, settings.clients()),
          mine ->
              new ReplayClient(clientShops.get(), choices, settings.runId(), progress).play(mine));
    } finally {
      progress.end();
    }
  }

  private static long lines(List<Invoice> invoices) {
    return invoices.stream().mapToLong(invoice -> invoice.lines().size()).sum();
  }
}
