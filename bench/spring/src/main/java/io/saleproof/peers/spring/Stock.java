package io.saleproof.peers.spring;

import org.springframework.data.annotation.Id;
import org.springframework.data.mongodb.core.mapping.Document;

/** How much of a product there is to sell. */
@Document("stock")
record Stock(@Id String sku, long available) {}
