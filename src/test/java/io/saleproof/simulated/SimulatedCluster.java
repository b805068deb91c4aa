package io.saleproof.simulated;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bson.BsonTimestamp;

/**
 * A replica set and routers in this process. A client connects with one of the addresses and the
 * real driver; the test decides what happens to the members, which are numbered from 0, the first
 * primary. What is answered, and where a real cluster differs, is in {@code
 * docs/simulated-cluster.md}.
 *
 * <p>Without lag and freezing, every member has a write before it is answered. Safe for use by many
 * threads; whatever a method says is so when it returns. Longer than most classes, because all that
 * a test can ask for is found here.
 */
public final class SimulatedCluster implements AutoCloseable {

  /** How often drivers look for members that have been down; the least that they allow. */
  private static final String HEARTBEAT = "heartbeatFrequencyMS=500";

  private final List<Listener> memberListeners;
  private final List<Listener> routerListeners;
  private final List<MemberServer> memberServers;
  private final ReplicaSet set;
  private final Elections elections;
  private final Desk desk;

  private SimulatedCluster(int members, int routers, Clock clock, boolean signed) {
    if (members < 1 || routers < 0) {
      throw new IllegalArgumentException("at least one member, and not fewer than no routers");
    }
    memberListeners = Stream.generate(Listener::new).limit(members).toList();
    routerListeners = Stream.generate(Listener::new).limit(routers).toList();
    set = new ReplicaSet(memberListeners.stream().map(Listener::address).toList(), clock, signed);
    elections = new Elections(set);
    desk = new Desk(set);
    Hello hello = new Hello(set, clock);
    Cursors cursors = new Cursors();
    memberServers =
        set.members().stream()
            .map(member -> new MemberServer(set, member, desk, hello, cursors))
            .toList();
    set.guard().locked(() -> elections.elect(set.members().getFirst()));
    IntStream.range(0, members).forEach(it -> memberListeners.get(it).serve(memberServers.get(it)));
    IntStream.range(0, routers)
        .forEach(
            it ->
                routerListeners
                    .get(it)
                    .serve(new RouterServer(set, it, desk, hello, cursors, memberServers)));
  }

  /** Starts a cluster that signs its times, as one with access control does. */
  public static SimulatedCluster start(int members, int routers) {
    return new SimulatedCluster(members, routers, Clock.systemUTC(), true);
  }

  /** Starts one that believes every time within a year, as one without access control does. */
  public static SimulatedCluster startUnsigned(int members, int routers) {
    return new SimulatedCluster(members, routers, Clock.systemUTC(), false);
  }

  // ---- addresses

  /** Connects to the routers, as to a sharded cluster. */
  public String url() {
    if (routerListeners.isEmpty()) {
      throw new IllegalStateException("this cluster has no routers");
    }
    return "mongodb://" + addresses(routerListeners) + "/?" + HEARTBEAT;
  }

  /** Connects to one router only. */
  public String routerUrl(int router) {
    return "mongodb://" + routerListeners.get(router).address() + "/?" + HEARTBEAT;
  }

  /** Connects to the members. */
  public String replicaSetUrl() {
    return "mongodb://"
        + addresses(memberListeners)
        + "/?replicaSet="
        + Hello.SET_NAME
        + "&"
        + HEARTBEAT;
  }

  /** Connects to one member only, whatever it is. */
  public String memberUrl(int member) {
    return "mongodb://"
        + memberListeners.get(member).address()
        + "/?directConnection=true&"
        + HEARTBEAT;
  }

  private static String addresses(List<Listener> listeners) {
    return listeners.stream().map(Listener::address).collect(Collectors.joining(","));
  }

  // ---- replication

  /** From now on the member gets what is written so much later. */
  public void lag(int member, Duration behind) {
    change(member, it -> it.lag(behind));
  }

  /** The member follows no more, though it answers, votes, and may be elected. */
  public void freeze(int member) {
    change(member, it -> it.freeze(true));
  }

  /** The member follows again, at once as far as its lag lets it. */
  public void thaw(int member) {
    change(member, it -> it.freeze(false));
  }

  private void change(int member, java.util.function.Consumer<Member> change) {
    set.guard()
        .locked(
            () -> {
              change.accept(set.members().get(member));
              set.advance();
            });
  }

  // ---- elections

  /** The primary's number; empty while there is none. */
  public OptionalInt primary() {
    return set.guard().locked(() -> set.primary().stream().mapToInt(Member::number).findFirst());
  }

  /**
   * The primary steps down for the best of the others, and what none of them has is lost. If nobody
   * else can win it is elected again.
   */
  public void stepDown() {
    set.guard().locked(elections::stepDown);
  }

  /** The primary steps down, and nobody is elected before {@link #elect}. */
  public void depose() {
    set.guard().locked(elections::depose);
  }

  /** There is a primary again, whenever a majority can elect one. */
  public void elect() {
    set.guard().locked(elections::hold);
  }

  /**
   * This member becomes primary, and what it lacks is lost.
   *
   * @throws IllegalStateException if a majority would not vote for it
   */
  public void elect(int member) {
    set.guard().locked(() -> elections.elect(set.members().get(member)));
  }

  // ---- processes and connections

  /** The member is gone with all its connections. If it was primary another is elected. */
  public void kill(int member) {
    set.guard()
        .locked(
            () -> {
              set.members().get(member).stop();
              elections.settle();
              set.guard().wakeAll();
            });
    memberListeners.get(member).serve(null);
  }

  /** The member is back with the data that it had, and follows. */
  public void restart(int member) {
    set.guard()
        .locked(
            () -> {
              set.members().get(member).start();
              elections.settle();
              set.advance();
            });
    memberListeners.get(member).serve(memberServers.get(member));
  }

  /**
   * Cuts every connection of every client, whatever is under way on it. A driver that has several
   * routers to choose from may fall from one cut connection to the next, and give up.
   */
  public void cutConnections() {
    Stream.concat(memberListeners.stream(), routerListeners.stream()).forEach(Listener::cut);
    set.guard().locked(set.guard()::wakeAll);
  }

  /** Cuts the connections to one router. */
  public void cutRouter(int router) {
    routerListeners.get(router).cut();
    set.guard().locked(set.guard()::wakeAll);
  }

  /** Cuts the connections to one member. */
  public void cutMember(int member) {
    memberListeners.get(member).cut();
    set.guard().locked(set.guard()::wakeAll);
  }

  // ---- faults

  /** The next such command is answered with this error, and does nothing. */
  public void failNext(Predicate<SeenCommand> command, int code, String... labels) {
    plan(command, new Faults.Way.Refused(code, List.of(labels)));
  }

  /** The next such command is done, and said not to have met its write concern. */
  public void leaveUnconfirmedNext(Predicate<SeenCommand> command, int code) {
    plan(command, new Faults.Way.Unconfirmed(code));
  }

  /** The connection is cut when it brings the next such command, which is not done. */
  public void cutBeforeNext(Predicate<SeenCommand> command) {
    plan(command, new Faults.Way.CutBefore());
  }

  /** The next such command is done, but its connection is cut instead of an answer. */
  public void cutAfterNext(Predicate<SeenCommand> command) {
    plan(command, new Faults.Way.CutAfter());
  }

  private void plan(Predicate<SeenCommand> command, Faults.Way way) {
    set.guard().locked(() -> desk.faults().plan(command, way));
  }

  /** Whether every fault that was asked for has happened. */
  public boolean allFaultsHappened() {
    return set.guard().locked(() -> desk.faults().none());
  }

  // ---- what was seen

  /** The last commands that any server has got, but hellos; the oldest first. */
  public List<SeenCommand> commandsSeen() {
    return set.guard().locked(() -> List.copyOf(desk.seen()));
  }

  public void forgetCommandsSeen() {
    set.guard().locked(() -> desk.seen().clear());
  }

  /** The newest time that the cluster knows. */
  public BsonTimestamp clusterTime() {
    return set.guard().locked(() -> new BsonTimestamp(set.times().newest()));
  }

  /** The time of the last write that the member has. */
  public BsonTimestamp appliedTime(int member) {
    return set.guard()
        .locked(() -> new BsonTimestamp(set.members().get(member).log().last().time()));
  }

  /** The time of the last write that the member knows to be with a majority. */
  public BsonTimestamp committedTime(int member) {
    return set.guard()
        .locked(() -> new BsonTimestamp(set.members().get(member).committedAt().time()));
  }

  /** The member without the driver, which would not ask it for everything. */
  Server server(int member) {
    return memberServers.get(member);
  }

  @Override
  public void close() {
    memberListeners.forEach(Listener::close);
    routerListeners.forEach(Listener::close);
    set.close();
  }
}
