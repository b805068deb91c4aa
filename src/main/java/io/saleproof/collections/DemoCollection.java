package io.saleproof.collections;

import jakarta.inject.Singleton;
import java.util.List;
import java.util.stream.IntStream;

/** The thousand users that a first look finds in {@code helloDoc}. */
@Singleton
public class DemoCollection {

  static final CollectionName NAME = new CollectionName("helloDoc");
  static final int USERS = 1_000;

  private final MongoUsers users;

  DemoCollection(MongoUsers users) {
    this.users = users;
  }

  /** Adds the users, unless the collection has any. For the embedded stores only. */
  public void fill() {
    if (users.count(NAME) == 0) {
      users.addAll(NAME, demoUsers());
    }
  }

  private static List<NewUser> demoUsers() {
    return IntStream.range(0, USERS).mapToObj(i -> new NewUser(i, "ly" + i)).toList();
  }
}
