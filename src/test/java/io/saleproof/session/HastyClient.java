package io.saleproof.session;

import java.util.List;

/** A client that does it wrong: of parallel answers it keeps the token that came last. */
final class HastyClient extends CarefulClient {

  @Override
  synchronized void keep(String token, List<String> sent) {
    keepOnly(token);
  }
}
