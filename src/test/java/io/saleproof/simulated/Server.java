package io.saleproof.simulated;

import de.bwaldvogel.mongo.bson.Document;

/** What answers at an address. */
interface Server {

  /**
   * @throws ConnectionCut if there is to be no answer
   */
  Document answer(Request request);
}
