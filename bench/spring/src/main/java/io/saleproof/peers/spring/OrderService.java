package io.saleproof.peers.spring;

import static org.springframework.data.mongodb.core.query.Criteria.where;
import static org.springframework.data.mongodb.core.query.Query.query;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.data.annotation.Id;
import org.springframework.data.mongodb.core.FindAndModifyOptions;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.core.mapping.Document;
import org.springframework.data.mongodb.core.query.Update;
import org.springframework.stereotype.Service;

/**
 * Orders by single writes, given back when a later one fails. A crash between two of them leaves
 * units taken for nobody, which the product's holds don't; what a repeated key means is the same.
 */
@Service
class OrderService {

  private static final Duration RESERVED = Duration.ofMinutes(15);
  private static final String PLACED = "placed";

  private final MongoTemplate mongo;
  private final ProductService products;
  private final StockService stock;

  OrderService(MongoTemplate mongo, ProductService products, StockService stock) {
    this.mongo = mongo;
    this.products = products;
    this.stock = stock;
  }

  /** How many orders a customer has. */
  @Document("customers")
  record OrderCount(@Id String customerId, long orders) {}

  Order place(String key, OrderInput input) {
    Order before = find(key, input.customerId());
    if (before != null) {
      return before;
    }
    List<Order.Line> lines =
        input.lines().stream().map(line -> line(line.sku(), line.quantity())).toList();
    take(lines);
    try {
      return mongo.insert(order(key, input.customerId(), lines));
    } catch (DuplicateKeyException sameKeyAtOnce) {
      giveBack(lines);
      return find(key, input.customerId());
    } catch (RuntimeException failed) {
      giveBack(lines);
      throw failed;
    }
  }

  private Order find(String key, String customer) {
    return mongo.findOne(query(where("customerId").is(customer).and("key").is(key)), Order.class);
  }

  private Order.Line line(String sku, long quantity) {
    Product product = products.get(sku);
    Money price = product.price();
    return new Order.Line(
        sku,
        product.name(),
        quantity,
        price,
        new Money(Math.multiplyExact(price.amount(), quantity), price.currency()),
        product.version());
  }

  private void take(List<Order.Line> lines) {
    List<Order.Line> taken = new ArrayList<>();
    for (Order.Line line : lines) {
      if (!stock.take(line.sku(), line.quantity())) {
        giveBack(taken);
        throw new OutOfStockException(line.sku());
      }
      taken.add(line);
    }
  }

  private void giveBack(List<Order.Line> lines) {
    lines.forEach(line -> stock.giveBack(line.sku(), line.quantity()));
  }

  private Order order(String key, String customer, List<Order.Line> lines) {
    Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    long seq = nextNumber(customer);
    long total = lines.stream().mapToLong(line -> line.total().amount()).sum();
    return new Order(
        customer + "." + seq,
        customer,
        key,
        seq,
        PLACED,
        lines,
        new Money(total, lines.getFirst().total().currency()),
        now.plus(RESERVED),
        now,
        now,
        1,
        List.of(new Order.Step(PLACED, now, "order")));
  }

  private long nextNumber(String customer) {
    return mongo
        .findAndModify(
            query(where("_id").is(customer)),
            new Update().inc("orders", 1),
            FindAndModifyOptions.options().upsert(true).returnNew(true),
            OrderCount.class)
        .orders();
  }
}
