package io.saleproof.catalog;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.saleproof.http.FieldError;
import io.saleproof.http.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * Tells whether two contents are the same by a hash of their JSON, so that an import need not read
 * whole products to find out that nothing has changed.
 */
@ApplicationScoped
class ContentDigest {

  /** All of a product's fields together; a page of the largest products stays below 16 MiB. */
  static final int MAX_BYTES = 1 << 16;

  private final ObjectMapper mapper;

  ContentDigest(ObjectMapper mapper) {
    this.mapper = mapper;
  }

  /**
   * @throws io.saleproof.http.ProblemException 400 if the content is larger than {@value
   *     #MAX_BYTES}
   */
  String of(ProductInput content) {
    try {
      byte[] json = mapper.writeValueAsBytes(content.withoutSku());
      if (json.length > MAX_BYTES) {
        throw Problem.invalid(
                FieldError.pointer("", "may have at most " + MAX_BYTES + " bytes in all"))
            .asException();
      }
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(json);
      return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
    } catch (JsonProcessingException | NoSuchAlgorithmException bug) {
      throw new IllegalStateException(bug);
    }
  }
}
