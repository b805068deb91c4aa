package io.saleproof.peers.spring;

import jakarta.validation.Valid;
import java.net.URI;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/v1/orders")
class OrderController {

  private final OrderService orders;

  OrderController(OrderService orders) {
    this.orders = orders;
  }

  @PostMapping
  ResponseEntity<OrderView> place(
      @RequestHeader("Idempotency-Key") String key, @Valid @RequestBody OrderInput input) {
    Order order = orders.place(key, input);
    return ResponseEntity.created(URI.create("/v1/orders/" + order.id()))
        .eTag("\"" + order.version() + "\"")
        .body(OrderView.of(order));
  }
}
