package io.saleproof.peers.spring;

import java.util.List;

/** Products by name, and where to go on. */
record ProductPage(List<ProductView> items, String next) {}
