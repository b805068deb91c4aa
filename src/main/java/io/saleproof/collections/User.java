package io.saleproof.collections;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A stored user. */
@Schema(name = "CollectionUser", description = "A user of a collection")
public record User(
    @Schema(examples = "665f1c2e8b3e4a0001a1b2c3", required = true) String id,
    @Schema(examples = "7", required = true) long age,
    @Schema(examples = "ly7", required = true) String name) {

  /** A collection's first users, in no order. */
  @Schema(name = "CollectionUsers", description = "At most 1,000 users, up to 60 s old")
  public record Listing(@Schema(required = true) java.util.List<User> users) {
    /** The most that a listing has. */
    public static final int MAX_USERS = 1_000;

    public Listing {
      users = java.util.List.copyOf(users);
    }
  }
}
