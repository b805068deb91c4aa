package io.saleproof.customers;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.saleproof.http.Etag;
import io.saleproof.trade.CustomerId;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A customer as the shop keeps it. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "Customer", description = "A customer's profile.")
public record Customer(
    @Schema(implementation = String.class, pattern = CustomerId.PATTERN, example = "c1")
        CustomerId id,
    @Schema(example = "Ada Lovelace") String name,
    @Nullable String email,
    @Nullable String country,
    List<Address> addresses,
    @Schema(description = "Grows with every change; also the ETag.", example = "1") long version,
    Instant createdAt,
    Instant updatedAt) {

  public Customer {
    addresses = List.copyOf(addresses);
  }

  Etag etag() {
    return new Etag(version);
  }

  /** The part that a client writes. */
  CustomerInput toInput() {
    return new CustomerInput(name, email, country, addresses);
  }
}
