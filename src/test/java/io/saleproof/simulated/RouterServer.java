package io.saleproof.simulated;

import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.bson.ObjectId;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A router to the one set, as clients of a sharded cluster speak to it. */
final class RouterServer implements Server {

  /** How often a command is sent before its failure is passed on. */
  private static final int ATTEMPTS = 3;

  /** How long a router looks for a member that may answer. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final ReplicaSet set;
  private final int number;
  private final Desk desk;
  private final Hello hello;
  private final Cursors cursors;
  private final List<MemberServer> members;
  private final ObjectId process = new ObjectId();
  private int turn;

  RouterServer(
      ReplicaSet set,
      int number,
      Desk desk,
      Hello hello,
      Cursors cursors,
      List<MemberServer> members) {
    this.set = set;
    this.number = number;
    this.desk = desk;
    this.hello = hello;
    this.cursors = cursors;
    this.members = List.copyOf(members);
  }

  @Override
  public Document answer(Request request) {
    return desk.answer("router " + number, request, () -> run(request), () -> set.times().newest());
  }

  private Replied run(Request request) {
    Waiting waiting = Waiting.atRouter(request, set);
    return switch (request.name().toLowerCase(Locale.ROOT)) {
      case "hello", "ismaster" -> plain(hello.ofRouter(process, request, waiting));
      case "ping", "endsessions", "refreshsessions", "killsessions" -> plain(MemberServer.ok());
      case "buildinfo" -> plain(MemberServer.version());
      case "killcursors" -> plain(cursors.kill(request));
      case "listshards" -> plain(shards());
      default -> plain(pass(request, waiting));
    };
  }

  /** Members tell the time of what they have found; it is left in their answer. */
  private Replied plain(Document answer) {
    return new Replied(answer, set.times().newest());
  }

  private Document shards() {
    String hosts = set.members().stream().map(Member::address).collect(Collectors.joining(","));
    Document shard =
        new Document("_id", Hello.SET_NAME)
            .append("host", Hello.SET_NAME + "/" + hosts)
            .append("state", 1);
    return new Document("shards", List.of(shard)).append("ok", 1.0);
  }

  private Document pass(Request request, Waiting waiting) {
    boolean repeatable = !request.writes() || request.retryKey().isPresent();
    Document answer = tryOnce(request, waiting);
    for (int attempt = 1; attempt < ATTEMPTS && repeatable && failed(answer); attempt++) {
      answer = tryOnce(request, waiting);
    }
    return answer;
  }

  private static boolean failed(Document answer) {
    return answer.get("code") instanceof Integer code && Codes.retryable(code);
  }

  private Document tryOnce(Request request, Waiting waiting) {
    MemberServer member = choose(request, waiting);
    try {
      return member.answer(request);
    } catch (ConnectionCut gone) {
      if (!request.link().isOpen()) {
        throw gone;
      }
      return new CommandFailure(Codes.HOST_UNREACHABLE, "a member of the shard has gone away")
          .answer(request.retryKey().isPresent());
    }
  }

  private MemberServer choose(Request request, Waiting waiting) {
    if (request.is("getMore")) {
      return cursors
          .owner(request)
          .map(owner -> members.get(owner.number()))
          .orElseThrow(
              () -> new CommandFailure(Codes.CURSOR_NOT_FOUND, "cursor not found at this router"));
    }
    Deadline patience = Deadline.in(PATIENCE);
    if (!waiting.until(patience, () -> candidate(request).isPresent())) {
      throw waiting.timedOut() && request.hasDeadline()
          ? new CommandFailure(Codes.MAX_TIME_MS_EXPIRED, "operation exceeded time limit")
          : new CommandFailure(
              Codes.FAILED_TO_SATISFY_READ_PREFERENCE,
              "Could not find host matching read preference " + request.readPreference());
    }
    MemberServer chosen = candidate(request).orElseThrow();
    turn++;
    return chosen;
  }

  private Optional<MemberServer> candidate(Request request) {
    Optional<MemberServer> primary = set.primary().map(member -> members.get(member.number()));
    return switch (request.writes() ? "primary" : request.readPreference()) {
      case "secondary" -> next(secondaries());
      case "secondaryPreferred" -> next(secondaries()).or(() -> primary);
      case "primaryPreferred" -> primary.or(() -> next(secondaries()));
      case "nearest" -> next(Stream.concat(primary.stream(), secondaries().stream()).toList());
      default -> primary;
    };
  }

  private List<MemberServer> secondaries() {
    return members.stream().filter(it -> it.member().up() && !set.isPrimary(it.member())).toList();
  }

  /** In turn, so that a test knows whom it gets. */
  private Optional<MemberServer> next(List<MemberServer> candidates) {
    return candidates.isEmpty()
        ? Optional.empty()
        : Optional.of(candidates.get(Math.floorMod(turn, candidates.size())));
  }
}
