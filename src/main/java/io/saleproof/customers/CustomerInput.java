package io.saleproof.customers;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What a client says of a customer; also what a merge patch is applied to.
 *
 * @param email looks like an address; only a message sent to it could prove that it is one
 * @param country as text, as people write it
 * @param addresses none if absent
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "CustomerInput", description = "A customer as a client writes it.")
public record CustomerInput(
    @NotBlank
        @Size(max = 200)
        @Pattern(regexp = LINE, message = NO_CONTROLS)
        @Schema(example = "Ada Lovelace")
        String name,
    @Size(max = 254)
        @Pattern(regexp = EMAIL, message = "must be an e-mail address")
        @Schema(example = "ada@example.org")
        @Nullable String email,
    @Size(max = 60)
        @Pattern(regexp = LINE, message = NO_CONTROLS)
        @Schema(example = "United Kingdom")
        @Nullable String country,
    @Size(max = MAX_ADDRESSES) @Nullable List<@NotNull @Valid Address> addresses) {

  static final int MAX_ADDRESSES = 20;

  /** One line of text. */
  static final String LINE = "^[^\\x00-\\x1F\\x7F]*$";

  static final String NO_CONTROLS = "must not contain control characters";

  /** Only as strict as can't be wrong: something, an at sign, a name or number of a host. */
  private static final String EMAIL = "^[^\\s@\\p{Cntrl}]{1,64}@[^\\s@\\p{Cntrl}]{1,189}$";
}
