package io.saleproof.session;

/** The instances of the shop that live, as far as this one knows. */
public interface KnownInstances {

  /** The name of this instance; no other has or will have it. */
  String self();

  /** Whether an instance of that name, this one included, is known to live. */
  boolean knows(String instance);
}
