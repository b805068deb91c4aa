package io.saleproof.sessions;

import java.util.Map;

/** Does one thing after the other, whatever comes to its mind. */
final class Client {

  private final Visitor visitor;
  private final Profiles profiles;
  private final Purchases purchases;
  private final Listings listings;

  Client(Visitor visitor) {
    this.visitor = visitor;
    this.profiles = new Profiles(visitor);
    this.purchases = new Purchases(visitor);
    this.listings = new Listings(visitor);
  }

  /** Before all others begin. */
  void makeProfiles() {
    for (int number = 0; number < Profiles.COUNT; number++) {
      visitor
          .asker()
          .put(Profiles.path(number), Map.of("If-None-Match", "*"), Map.of("name", "made first|"));
    }
  }

  void operate() {
    int dice = visitor.random().nextInt(100);
    if (dice < 18) {
      profiles.read();
    } else if (dice < 23) {
      profiles.receiveGuest();
    } else if (dice < 28) {
      profiles.comeBack();
    } else if (dice < 44) {
      profiles.write();
    } else if (dice < 58) {
      purchases.order();
    } else if (dice < 68) {
      purchases.list();
    } else if (dice < 79) {
      purchases.readOrder();
    } else if (dice < 89) {
      purchases.readStock();
    } else if (dice < 96) {
      listings.read();
    } else {
      listings.add();
    }
  }
}
