package io.saleproof.carts;

import io.saleproof.trade.Sku;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Lines put together. */
final class CartLines {

  private CartLines() {}

  /**
   * The lines of both, units of the same product added. Within the bounds of a cart: units beyond a
   * line's bound and, of the second, products beyond the cart's are left out, which can only happen
   * when a full cart is changed and merged in the same moment.
   */
  static List<CartLine> together(List<CartLine> first, List<CartLine> second) {
    Map<Sku, CartLine> lines = bySku(first);
    for (CartLine line : second) {
      CartLine there = lines.get(line.sku());
      if (there != null) {
        lines.put(line.sku(), there.plus(line.quantity()));
      } else if (lines.size() < Cart.MAX_LINES) {
        lines.put(line.sku(), line);
      }
    }
    return List.copyOf(lines.values());
  }

  static Map<Sku, CartLine> bySku(List<CartLine> lines) {
    Map<Sku, CartLine> bySku = new LinkedHashMap<>();
    lines.forEach(line -> bySku.put(line.sku(), line));
    return bySku;
  }

  static List<CartLine> without(List<CartLine> lines, Sku sku) {
    List<CartLine> rest = new ArrayList<>(lines);
    rest.removeIf(line -> line.sku().equals(sku));
    return List.copyOf(rest);
  }
}
