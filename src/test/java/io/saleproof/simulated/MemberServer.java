package io.saleproof.simulated;

import de.bwaldvogel.mongo.bson.Document;
import java.util.List;
import java.util.Locale;

/** A member of the set, as its clients and the routers speak to it. */
final class MemberServer implements Server {

  private final ReplicaSet set;
  private final Member member;
  private final Desk desk;
  private final Hello hello;
  private final Cursors cursors;
  private final Reads reads;
  private final Writes writes;

  MemberServer(ReplicaSet set, Member member, Desk desk, Hello hello, Cursors cursors) {
    this.set = set;
    this.member = member;
    this.desk = desk;
    this.hello = hello;
    this.cursors = cursors;
    this.reads = new Reads(set, cursors);
    this.writes = new Writes(set);
  }

  Member member() {
    return member;
  }

  @Override
  public Document answer(Request request) {
    return set.guard()
        .locked(
            () ->
                withNews(
                    desk.answer(
                        "member " + member.number(),
                        request,
                        () -> run(request),
                        () -> member.log().last().time())));
  }

  /** An error of a change of roles tells how new it is, or older news may be taken for newer. */
  private Document withNews(Document answer) {
    boolean rolesChanged = isOfRoles(answer) || isOfRoles(answer.get("writeConcernError"));
    return rolesChanged
        ? answer.append("topologyVersion", hello.version(member.process()))
        : answer;
  }

  private static boolean isOfRoles(Object answer) {
    return answer instanceof Document error
        && error.get("code") instanceof Integer code
        && Codes.retryable(code);
  }

  private Replied run(Request request) {
    if (!member.up()) {
      throw new ConnectionCut();
    }
    if (request.inTransaction()) {
      throw new CommandFailure(Codes.NOT_SIMULATED, "Transactions are not simulated");
    }
    Waiting waiting = Waiting.at(member, request, set);
    return switch (request.name().toLowerCase(Locale.ROOT)) {
      case "hello", "ismaster" -> plain(hello.ofMember(member, request, waiting));
      case "ping", "endsessions", "refreshsessions", "killsessions" -> plain(ok());
      case "buildinfo" -> plain(version());
      case "getmore" -> plain(cursors.nextBatch(member, request));
      case "killcursors" -> plain(cursors.kill(request));
      default ->
          request.writes()
              ? writes.run(member, request, waiting)
              : reads.run(member, request, waiting);
    };
  }

  private Replied plain(Document answer) {
    return new Replied(answer, member.log().last().time());
  }

  static Document ok() {
    return new Document("ok", 1.0);
  }

  static Document version() {
    return new Document("version", "4.4.29")
        .append("versionArray", List.of(4, 4, 29, 0))
        .append("ok", 1.0);
  }
}
