package io.saleproof.log;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a member knows besides its messages, kept in the same file.
 *
 * @param member the member's own name, made once for its file
 * @param log the list that its messages belong to; {@code null} before it has met a master
 * @param term of the newest master it has followed, or its own if it is the master; grows only
 * @param master the process that was master in that term
 * @param committed up to which message all write concerns are met; grows only
 * @param durable the last message that was on disk when this was written: whoever reads it knows
 *     that a file which has lost that message is damaged
 */
record MemberState(
    String member,
    @Nullable String log,
    long term,
    @Nullable String master,
    long committed,
    long durable) {

  static MemberState fresh() {
    return new MemberState(newName(), null, 0, null, 0, 0);
  }

  static String newName() {
    return UUID.randomUUID().toString();
  }

  MemberState following(String itsLog, long itsTerm, String itsMaster) {
    return new MemberState(member, itsLog, itsTerm, itsMaster, committed, durable);
  }

  MemberState committedTo(long number) {
    return new MemberState(member, log, term, master, Math.max(committed, number), durable);
  }

  MemberState durableTo(long number) {
    return new MemberState(member, log, term, master, committed, number);
  }

  LogRecord toRecord() {
    try {
      return LogRecord.state(Wire.JSON.writeValueAsBytes(this));
    } catch (JsonProcessingException bug) {
      throw new IllegalStateException(bug);
    }
  }

  static MemberState of(LogRecord record) throws IOException {
    return Wire.JSON.readValue(record.payload(), MemberState.class);
  }
}
