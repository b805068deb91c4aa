package io.saleproof.log;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.jspecify.annotations.Nullable;

/** What members tell each other, besides the messages themselves. */
final class Wire {

  /** Lenient with what it doesn't know, so that members of different ages understand each other. */
  static final ObjectMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  /** Where a master registers secondaries. */
  static final String MEMBERS = "/log/members";

  /** Where a secondary takes batches and heartbeats. */
  static final String REPLICA = "/log/replica";

  static final String LOG = "Log-Name";
  static final String TERM = "Log-Term";
  static final String MASTER = "Log-Master";
  static final String COMMITTED = "Log-Committed";

  /** The most that one batch may hold; a record larger than that goes alone. */
  static final int BATCH_BYTES = 1 << 20;

  private Wire() {}

  /**
   * A secondary tells who it is, how it is reached and what it has.
   *
   * @param last the number of its last durable message; 0 for none
   * @param checksum of that message
   * @param term the newest that it has followed
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Registration(
      String member, String address, @Nullable String log, long last, int checksum, long term) {}

  /** A master tells who it is. */
  record Welcome(String log, long term, String master) {}

  /**
   * A secondary has stored a batch.
   *
   * @param last the number of its last durable message
   */
  record Stored(long last) {}
}
