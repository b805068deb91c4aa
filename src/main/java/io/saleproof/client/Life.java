package io.saleproof.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * What is done to an order after it was placed: the states of an order as the contract has them,
 * written down here a second time so that the shop can be held against them.
 */
final class Life {

  /** Where each action leads. */
  static final Map<String, String> LEADS_TO =
      Map.of(
          "pay", "paid",
          "cancel", "cancelled",
          "ship", "shipped",
          "deliver", "delivered",
          "return", "returned");

  /** One thing done to an order. */
  record Act(String action, boolean restock) {
    Act(String action) {
      this(action, false);
    }
  }

  private Life() {}

  /** Some are left unpaid, some cancelled, most paid; fewer and fewer get to the end. */
  static List<Act> drawn(Random random) {
    int drawn = random.nextInt(100);
    if (drawn < 25) {
      return List.of();
    }
    if (drawn < 35) {
      return List.of(new Act("cancel"));
    }
    List<Act> acts = new ArrayList<>(List.of(new Act("pay")));
    if (drawn < 45) {
      acts.add(new Act("cancel"));
    }
    if (drawn >= 60) {
      acts.add(new Act("ship"));
    }
    if (drawn >= 75) {
      acts.add(new Act("deliver"));
    }
    if (drawn >= 88) {
      acts.add(new Act("return", random.nextBoolean()));
    }
    return acts;
  }
}
