package io.saleproof.stock;

/** What the entries of a SKU's ledger come to. */
record LedgerSums(long received, long sold, long writtenOff) {

  static final LedgerSums NOTHING = new LedgerSums(0, 0, 0);

  /**
   * With some entries more.
   *
   * @param change the sum of their signed changes of what is on hand, all of one sign
   */
  LedgerSums plus(String type, long change) {
    return switch (type) {
      case "SALE" -> new LedgerSums(received, sold - change, writtenOff);
      case "RESTOCK" -> new LedgerSums(received, sold - change, writtenOff);
      case "RECEIVE" -> new LedgerSums(received + change, sold, writtenOff);
      case "WRITE_OFF" -> new LedgerSums(received, sold, writtenOff - change);
      case "COUNT" ->
          change >= 0
              ? new LedgerSums(received + change, sold, writtenOff)
              : new LedgerSums(received, sold, writtenOff - change);
      default -> throw new IllegalStateException("unknown ledger entry: " + type);
    };
  }
}
