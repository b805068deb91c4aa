package io.saleproof.collections;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A user to be stored; fields that are not named here are ignored, as they always were. */
@Schema(name = "NewCollectionUser", description = "A user to add; other fields are ignored")
public record NewUser(
    @Schema(examples = "30", required = true) long age,
    @Schema(examples = "Ada", required = true, maxLength = NewUser.MAX_NAME) String name) {

  /** So that a listing of 1,000 users stays small. */
  static final int MAX_NAME = 1_000;

  public NewUser {
    if (name.length() > MAX_NAME) {
      throw new IllegalArgumentException("a name has at most " + MAX_NAME + " characters");
    }
  }
}
