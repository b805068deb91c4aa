package io.saleproof.customers;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Where things are sent.
 *
 * @param name who receives them, if not the customer
 * @param lines street, house, floor …
 * @param postcode absent where a country has none
 * @param country as text, as people write it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "Address", description = "Where things are sent.")
public record Address(
    @Size(max = 200)
        @Pattern(regexp = CustomerInput.LINE, message = CustomerInput.NO_CONTROLS)
        @Schema(example = "Ada Lovelace")
        @Nullable String name,
    @NotNull @Size(min = 1, max = MAX_LINES)
        List<
                @NotBlank @Size(max = 200)
                @Pattern(regexp = CustomerInput.LINE, message = CustomerInput.NO_CONTROLS) String>
            lines,
    @NotBlank
        @Size(max = 100)
        @Pattern(regexp = CustomerInput.LINE, message = CustomerInput.NO_CONTROLS)
        @Schema(example = "London")
        String city,
    @Size(max = 20)
        @Pattern(regexp = CustomerInput.LINE, message = CustomerInput.NO_CONTROLS)
        @Schema(example = "W1J 7NT")
        @Nullable String postcode,
    @NotBlank
        @Size(max = 60)
        @Pattern(regexp = CustomerInput.LINE, message = CustomerInput.NO_CONTROLS)
        @Schema(example = "United Kingdom")
        String country) {

  static final int MAX_LINES = 5;
}
