package io.saleproof.session;

import java.util.Locale;

/** The two kinds of clients, each with its own defaults, budgets and figures. */
public enum ClientClass {
  /** Shoppers and first-party apps; whoever has no token of a service, too. */
  SHOPPER,
  /** Servers of storefronts and partners. */
  SERVICE;

  /** As a label of metrics. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
