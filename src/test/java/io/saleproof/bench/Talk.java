package io.saleproof.bench;

/** What the connections of a load ask, and what they make of the answers. */
interface Talk {

  /**
   * The next request of a connection.
   *
   * @param connection from 0
   * @return as it goes over the wire; not changed until it is answered
   */
  byte[] next(int connection);

  /**
   * The answer is complete.
   *
   * @throws IllegalStateException if it is none of those that may come: ends the measurement
   */
  void answered(int connection, ResponseScan answer);

  /** The same request, to be answered 200, again and again. */
  static Talk of(byte[] request) {
    return new Talk() {
      @Override
      public byte[] next(int connection) {
        return request;
      }

      @Override
      public void answered(int connection, ResponseScan answer) {
        if (answer.status() != 200) {
          throw new IllegalStateException("answered " + answer.status());
        }
      }
    };
  }
}
