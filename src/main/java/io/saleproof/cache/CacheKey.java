package io.saleproof.cache;

/**
 * Names one cached answer. Two requests that must get the same answer must have the same name.
 *
 * @param name what the answer is of, such as a SKU or a normalised query
 */
public record CacheKey(CacheKind kind, String name) {}
