package io.saleproof.client;

import io.saleproof.trade.Sku;

/** Units received with a movement id of their own, so that sending it twice receives them once. */
record Receipt(Sku sku, String movementId, long quantity) {

  void sendTo(ShopApi shop) {
    shop.receive(sku, movementId, quantity);
  }
}
