package io.saleproof.recommendations;

import io.saleproof.catalog.ProductView;
import io.saleproof.catalog.ShownProducts;
import io.saleproof.orders.CountableOrders;
import io.saleproof.recommendations.Ranking.Ranked;
import io.saleproof.trade.CustomerId;
import io.saleproof.trade.Sku;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.Set;

/**
 * What to recommend now. Where too little is known, the rest of the list are bestsellers, and are
 * marked as such.
 */
@ApplicationScoped
class Recommendations {

  /** A customer's latest orders that are looked at; what is in them is not recommended again. */
  static final int MAX_ORDERS = 50;

  /** Products of a customer, the latest first, that recommendations are made of. */
  static final int MAX_PRODUCTS = 50;

  /** Products are looked up with so many to spare, as some may not be sold any more. */
  private static final int SPARE = 10;

  /** No more bestsellers than these are passed over to fill a list. */
  private static final int MAX_FILL = 500;

  private final ModelReader model;
  private final CountableOrders orders;
  private final ShownProducts products;

  Recommendations(ModelReader model, CountableOrders orders, ShownProducts products) {
    this.model = model;
    this.orders = orders;
    this.products = products;
  }

  /** For someone who looks at a product; empty if there is no such product. */
  Optional<List<Recommendation>> forProduct(Sku sku, int limit) {
    ProductView product = products.find(List.of(sku)).get(sku);
    if (product == null) {
      return Optional.empty();
    }
    List<Bond> bonds = model.bonds(List.of(sku)).getOrDefault(sku, List.of());
    return Optional.of(filled(Ranking.forProduct(bonds), Set.of(sku), product.categories(), limit));
  }

  /** For a customer, from what they bought last; never what they have. */
  List<Recommendation> forCustomer(CustomerId customer, int limit) {
    SequencedSet<Sku> owned = new LinkedHashSet<>();
    orders.latest(customer, MAX_ORDERS).forEach(owned::addAll);
    List<Sku> latest = owned.stream().limit(MAX_PRODUCTS).toList();
    Map<Sku, List<Bond>> bonds = latest.isEmpty() ? Map.of() : model.bonds(latest);
    return filled(Ranking.forSeveral(bonds.values(), owned), owned, List.of(), limit);
  }

  /**
   * @param without not to be recommended
   * @param categories of which bestsellers may fill the list; empty: of all
   */
  private List<Recommendation> filled(
      List<Ranked> ranked, Set<Sku> without, List<String> categories, int limit) {
    List<Recommendation> items = new ArrayList<>();
    int step = limit + SPARE;
    for (int from = 0; from < ranked.size() && items.size() < limit; from += step) {
      List<Ranked> some = ranked.subList(from, Math.min(ranked.size(), from + step));
      Map<Sku, ProductView> found = products.find(some.stream().map(Ranked::sku).toList());
      for (Ranked one : some) {
        ProductView product = found.get(one.sku());
        if (product != null && items.size() < limit) {
          items.add(Recommendation.of(product, one));
        }
      }
    }
    if (items.size() < limit) {
      fill(items, without, categories, limit);
    }
    return items;
  }

  private void fill(
      List<Recommendation> items, Set<Sku> without, List<String> categories, int limit) {
    Set<String> there = new HashSet<>();
    without.forEach(sku -> there.add(sku.value()));
    items.forEach(item -> there.add(item.product().sku()));
    // So many that enough are left when all that is there already is taken out.
    for (ShownProducts.Bestseller bestseller :
        products.bestsellers(categories, limit + Math.min(there.size(), MAX_FILL))) {
      if (items.size() < limit && there.add(bestseller.product().sku())) {
        items.add(Recommendation.of(bestseller));
      }
    }
  }
}
