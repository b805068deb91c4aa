package io.saleproof.peers.spring;

import static org.springframework.data.mongodb.core.query.Criteria.where;
import static org.springframework.data.mongodb.core.query.Query.query;

import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.core.query.Update;
import org.springframework.stereotype.Service;

/** Stock, changed by single conditional writes. */
@Service
class StockService {

  private final MongoTemplate mongo;

  StockService(MongoTemplate mongo) {
    this.mongo = mongo;
  }

  void receive(String sku, long quantity) {
    mongo.upsert(query(where("_id").is(sku)), new Update().inc("available", quantity), Stock.class);
    mongo.updateFirst(
        query(where("_id").is(sku)), new Update().set("inStock", true), Product.class);
  }

  /** Takes units, all or none. */
  boolean take(String sku, long quantity) {
    return mongo
            .updateFirst(
                query(where("_id").is(sku).and("available").gte(quantity)),
                new Update().inc("available", -quantity),
                Stock.class)
            .getModifiedCount()
        == 1;
  }

  void giveBack(String sku, long quantity) {
    mongo.updateFirst(
        query(where("_id").is(sku)), new Update().inc("available", quantity), Stock.class);
  }
}
