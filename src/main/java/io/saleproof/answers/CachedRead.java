package io.saleproof.answers;

import io.saleproof.cache.Loader;
import io.saleproof.store.CachedThing;

/**
 * Something that is cached, and how it is read when it isn't.
 *
 * @param loader may be called on any thread that may block, of a request or of none
 */
public record CachedRead(CachedThing thing, Loader loader) {}
