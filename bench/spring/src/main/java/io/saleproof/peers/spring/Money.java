package io.saleproof.peers.spring;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;

/** Minor units of a currency. */
record Money(@Min(0) long amount, @NotNull @Pattern(regexp = "[A-Z]{3}") String currency) {}
