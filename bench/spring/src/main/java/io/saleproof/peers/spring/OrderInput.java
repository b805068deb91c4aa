package io.saleproof.peers.spring;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;

/** What a customer wants. */
record OrderInput(
    @NotBlank String customerId, @NotEmpty @Size(max = 100) List<@NotNull @Valid Line> lines) {

  record Line(@NotBlank String sku, @Min(1) @Max(1_000_000) long quantity) {}
}
