package io.saleproof.simulated;

import de.bwaldvogel.mongo.bson.BsonTimestamp;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.bson.ObjectId;
import java.time.Clock;
import java.time.Instant;
import java.util.function.Supplier;

/** How servers present themselves, as those of the 4.4 line do. Under the set's lock. */
final class Hello {

  static final String SET_NAME = "simulated";

  private static final int WIRE_VERSION = 9;
  private static final int MAX_DOCUMENT_BYTES = 16 * 1024 * 1024;
  private static final int MAX_MESSAGE_BYTES = 48_000_000;
  private static final int MAX_BATCH = 100_000;
  private static final int SESSION_MINUTES = 30;
  private static final int SET_VERSION = 1;

  private final ReplicaSet set;
  private final Clock clock;

  Hello(ReplicaSet set, Clock clock) {
    this.set = set;
    this.clock = clock;
  }

  static boolean is(Request request) {
    return request.is("hello") || request.is("isMaster");
  }

  Document ofMember(Member member, Request request, Waiting waiting) {
    awaitNews(request, waiting, () -> version(member.process()));
    boolean primary = set.isPrimary(member);
    Document answer =
        new Document("helloOk", true)
            .append("topologyVersion", version(member.process()))
            .append("hosts", set.members().stream().map(Member::address).toList())
            .append("setName", SET_NAME)
            .append("setVersion", SET_VERSION)
            .append("ismaster", primary)
            .append("isWritablePrimary", primary)
            .append("secondary", !primary)
            .append("me", member.address())
            .append("lastWrite", lastWrite(member));
    set.primary().ifPresent(it -> answer.append("primary", it.address()));
    if (primary) {
      answer.append("electionId", electionId());
    }
    return answer.appendAll(limits());
  }

  Document ofRouter(ObjectId process, Request request, Waiting waiting) {
    Document version = new Document("processId", process).append("counter", 0L);
    awaitNews(request, waiting, () -> version);
    return new Document("helloOk", true)
        .append("topologyVersion", version)
        .append("ismaster", true)
        .append("isWritablePrimary", true)
        .append("msg", "isdbgrid")
        .appendAll(limits());
  }

  /** A monitor that knows the news asks to be answered when there are others. */
  private static void awaitNews(Request request, Waiting waiting, Supplier<Document> version) {
    request
        .part("topologyVersion")
        .filter(known -> request.body().get("maxAwaitTimeMS") instanceof Number)
        .ifPresent(
            known -> {
              long millis = ((Number) request.body().get("maxAwaitTimeMS")).longValue();
              waiting.untilNews(Deadline.inMillis(millis), () -> !known.equals(version.get()));
            });
  }

  Document version(ObjectId process) {
    return new Document("processId", process).append("counter", set.news());
  }

  /** Grows with the term, so that the driver knows which of two primaries is the newer. */
  private ObjectId electionId() {
    return new ObjectId("7fffffff%016x".formatted(set.term()));
  }

  private Document lastWrite(Member member) {
    return new Document("opTime", document(member.log().last()))
        .append("lastWriteDate", date(member.log().last()))
        .append("majorityOpTime", document(member.committedAt()))
        .append("majorityWriteDate", date(member.committedAt()));
  }

  private static Document document(OpTime at) {
    return new Document("ts", new BsonTimestamp(at.time())).append("t", at.term());
  }

  private static Instant date(OpTime at) {
    return Instant.ofEpochSecond(at.time() >>> Integer.SIZE);
  }

  private Document limits() {
    return new Document("maxBsonObjectSize", MAX_DOCUMENT_BYTES)
        .append("maxMessageSizeBytes", MAX_MESSAGE_BYTES)
        .append("maxWriteBatchSize", MAX_BATCH)
        .append("localTime", clock.instant())
        .append("logicalSessionTimeoutMinutes", SESSION_MINUTES)
        .append("connectionId", 1)
        .append("minWireVersion", 0)
        .append("maxWireVersion", WIRE_VERSION)
        .append("readOnly", false)
        .append("ok", 1.0);
  }
}
