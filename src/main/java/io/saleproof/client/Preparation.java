package io.saleproof.client;

import io.saleproof.trade.CustomerId;
import io.saleproof.trade.Money;
import io.saleproof.trade.Sku;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a replay does before its first order: goods looked up, figures noted, stock received. */
final class Preparation {

  /** Prices of created products: the file's are in pounds. */
  private static final String CURRENCY = "GBP";

  private final ReplayRun.Settings settings;
  private final ShopApi shop;
  private final Terminal terminal;

  Preparation(ReplayRun.Settings settings, ShopApi shop, Terminal terminal) {
    this.settings = settings;
    this.shop = shop;
    this.terminal = terminal;
  }

  /**
   * The invoices as far as their goods are in the catalogue.
   *
   * @throws Failure if nothing is left
   */
  List<Invoice> playable(InvoiceFile.Sales sales) {
    Set<Sku> wanted = new LinkedHashSet<>(StockPlan.asked(sales.invoices()).keySet());
    Set<Sku> known = new HashSet<>(shop.existing(wanted));
    if (settings.createProducts()) {
      wanted.removeAll(known);
      SideBySide.map(settings.clients(), wanted, sku -> create(sku, sales.offers()));
      known.addAll(wanted);
    }
    List<Invoice> sold =
        sales.invoices().stream()
            .map(i -> i.with(i.lines().stream().filter(l -> known.contains(l.sku())).toList()))
            .filter(invoice -> !invoice.lines().isEmpty())
            .toList();
    if (sold.isEmpty()) {
      throw Failure.of(
          "None of the file's invoices can be played: "
              + (wanted.isEmpty()
                  ? "there is no sale in it."
                  : "the shop's catalogue has none of its goods (--create-products adds them)."));
    }
    return sold;
  }

  private Sku create(Sku sku, Map<Sku, InvoiceFile.Offer> offers) {
    InvoiceFile.Offer offer = offers.getOrDefault(sku, new InvoiceFile.Offer(sku.value(), 1));
    String name = offer.name().isBlank() ? sku.value() : offer.name();
    shop.create(sku, name, new Money(offer.pence(), CURRENCY));
    return sku;
  }

  /** Sees what is there and receives what lacks. */
  StockPlan receive(List<Invoice> invoices) {
    Map<Sku, Long> asked = StockPlan.asked(invoices);
    StockPlan plan = new StockPlan(asked, shop.stock(asked.keySet()));
    Map<Sku, Long> missing = plan.missing();
    Progress progress = terminal.progress("Receiving stock", missing.size());
    SideBySide.map(
        settings.clients(),
        missing.entrySet(),
        one -> {
          String id = "replay-" + settings.runId() + "-" + one.getKey();
          shop.receive(one.getKey(), id, one.getValue());
          progress.add(1);
          return id;
        });
    progress.end();
    return plan;
  }

  /** The version of each customer's order list: later orders are the replay's. */
  Map<CustomerId, Long> listVersions(List<Invoice> invoices) {
    Set<CustomerId> customers = new LinkedHashSet<>();
    for (Invoice invoice : invoices) {
      if (invoice.customer() != null) {
        customers.add(invoice.customer());
      }
    }
    Map<CustomerId, Long> versions = new HashMap<>();
    SideBySide.map(settings.clients(), customers, one -> Map.entry(one, shop.listVersion(one)))
        .forEach(version -> versions.put(version.getKey(), version.getValue()));
    return versions;
  }
}
