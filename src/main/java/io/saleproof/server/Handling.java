package io.saleproof.server;

/** What is done with a request of one address. */
@FunctionalInterface
public interface Handling {

  /**
   * Answers now or later, once.
   *
   * @throws io.saleproof.http.ProblemException for what the client did wrong
   * @throws Exception for faults; the client is told 500 and nothing else
   */
  void handle(Exchange exchange) throws Exception;
}
