package io.saleproof.history;

import java.util.Locale;

/** Why a line of history is not taken. Published in /docs, so a name keeps its meaning. */
enum Refusal {
  INVALID_INVOICE,
  INVALID_SKU,
  INVALID_QUANTITY,
  INVALID_DATE,
  INVALID_PRICE,
  INVALID_CUSTOMER,
  TEXT_TOO_LONG,
  /** A price such as 0.001 that the currency has no coin for. */
  NOT_IN_MINOR_UNITS,
  WRONG_CURRENCY,
  NEGATIVE_PRICE,
  AMOUNT_TOO_LARGE,
  /**
   * A negative quantity at no price, outside a cancellation: units counted, lost or thrown away.
   */
  STOCK_ADJUSTMENT,
  /** Bad debt and the like: nothing was sold or taken back. */
  ACCOUNTING_ADJUSTMENT,
  NEGATIVE_QUANTITY,
  POSITIVE_CANCELLATION,
  /** The line names another customer than the invoice's first. */
  CUSTOMER_DIFFERS,
  INVOICE_TOO_LONG,
  /** The invoice is stored with other lines. */
  INVOICE_DIFFERS;

  /** The code that clients see, such as {@code stock-adjustment}. */
  String code() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
