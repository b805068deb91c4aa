package io.saleproof.simulated;

import de.bwaldvogel.mongo.bson.Document;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What has been found and not been fetched yet. A cursor belongs to the member that opened it, and
 * shows what was there then. Guarded by the set's lock.
 */
final class Cursors {

  private static final int DEFAULT_FIRST_BATCH = 101;
  private static final int DEFAULT_NEXT_BATCH = 1_000;

  private final Map<Long, Open> open = new HashMap<>();
  private long last;

  private record Open(Member member, Object process, String namespace, List<Object> rest) {}

  /** Leaves so much in an answer as was asked for, and keeps the rest. */
  Document firstBatch(Member member, Request request, Document answer) {
    if (!(answer.get("cursor") instanceof Document cursor)) {
      return answer;
    }
    List<Object> found = listOf(cursor.get("firstBatch"));
    int size = firstBatchSize(request);
    if (found.size() > size) {
      cursor.put("firstBatch", new ArrayList<>(found.subList(0, size)));
      if (!Boolean.TRUE.equals(request.body().get("singleBatch"))) {
        long id = ++last;
        List<Object> rest = new ArrayList<>(found.subList(size, found.size()));
        open.put(id, new Open(member, member.process(), (String) cursor.get("ns"), rest));
        cursor.put("id", id);
      }
    }
    return answer;
  }

  private static int firstBatchSize(Request request) {
    Object wanted =
        request.is("find")
            ? request.body().get("batchSize")
            : request.part("cursor").map(cursor -> cursor.get("batchSize")).orElse(null);
    return wanted instanceof Number number ? number.intValue() : DEFAULT_FIRST_BATCH;
  }

  Document nextBatch(Member member, Request request) {
    long id = ((Number) request.body().get("getMore")).longValue();
    Open cursor = open.get(id);
    if (cursor == null || cursor.member() != member || cursor.process() != member.process()) {
      throw new CommandFailure(Codes.CURSOR_NOT_FOUND, "cursor id " + id + " not found");
    }
    int wanted =
        request.body().get("batchSize") instanceof Number number && number.intValue() > 0
            ? number.intValue()
            : DEFAULT_NEXT_BATCH;
    List<Object> head = cursor.rest().subList(0, Math.min(wanted, cursor.rest().size()));
    List<Object> batch = new ArrayList<>(head);
    head.clear();
    if (cursor.rest().isEmpty()) {
      open.remove(id);
    }
    Document answer =
        new Document("id", open.containsKey(id) ? id : 0L)
            .append("ns", cursor.namespace())
            .append("nextBatch", batch);
    return new Document("cursor", answer).append("ok", 1.0);
  }

  Document kill(Request request) {
    List<Object> ids = listOf(request.body().get("cursors"));
    List<Object> killed = ids.stream().filter(id -> open.remove(id) != null).toList();
    List<Object> unknown = ids.stream().filter(id -> !killed.contains(id)).toList();
    return new Document("cursorsKilled", killed)
        .append("cursorsNotFound", unknown)
        .append("cursorsAlive", List.of())
        .append("cursorsUnknown", List.of())
        .append("ok", 1.0);
  }

  /** Whose cursor a getMore is for. */
  Optional<Member> owner(Request request) {
    return request.body().get("getMore") instanceof Number id
        ? Optional.ofNullable(open.get(id.longValue())).map(Open::member)
        : Optional.empty();
  }

  private static List<Object> listOf(Object several) {
    return new ArrayList<>((List<?>) several);
  }
}
