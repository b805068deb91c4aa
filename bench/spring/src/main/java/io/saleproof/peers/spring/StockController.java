package io.saleproof.peers.spring;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/v1/stock")
class StockController {

  private final StockService stock;

  StockController(StockService stock) {
    this.stock = stock;
  }

  record Movement(
      @NotBlank String id,
      @Pattern(regexp = "receive") String type,
      @Min(1) long quantity,
      Long expectedVersion,
      String reason) {}

  /** Only receiving, which is what a measurement needs to begin. */
  @PostMapping("/{sku}/movements")
  @ResponseStatus(HttpStatus.CREATED)
  void receive(@PathVariable String sku, @Valid @RequestBody Movement movement) {
    stock.receive(sku, movement.quantity());
  }
}
