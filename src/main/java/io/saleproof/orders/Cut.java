package io.saleproof.orders;

/**
 * Where an imported file may have been cut within an invoice, so that more of its lines may stand
 * in another file.
 */
public record Cut(boolean atStart, boolean atEnd) {

  public static final Cut NONE = new Cut(false, false);
}
