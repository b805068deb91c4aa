package io.saleproof.redis;

/** Is told what is published on a channel; on an event loop, so it never blocks. */
public interface MessageListener {

  void message(byte[] payload);

  /** Messages may have been missed until now. Told first of all, and then whenever it is so. */
  void doubt();
}
