package io.saleproof.store;

import com.mongodb.MongoException;
import com.mongodb.MongoSocketException;
import com.mongodb.ReadPreference;
import io.micrometer.core.instrument.MeterRegistry;
import io.saleproof.http.Problem;
import io.saleproof.http.ProblemCode;
import io.saleproof.http.ProblemException;
import io.saleproof.session.ClientClass;
import io.saleproof.session.Preferences;
import io.saleproof.session.RequestSession;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Reads that are only shown. Whatever serves one, it shows all that the client's token demands: a
 * replica that has caught up, within a bound; else the primary; else nobody (503 {@code
 * not-yet-consistent}). Without a token it is the primary, or whatever the collection allows.
 * docs/adr/0010 tells why.
 *
 * <p>A block of reads must have no effects of its own: it is done anew on the primary when a
 * replica can't answer it, found nothing, or the block comes to write.
 */
@Singleton
public class CausalReads {

  /** No replica gets less: the server can't tell waiting from reading. */
  static final Duration SHORTEST_WAIT = Duration.ofMillis(50);

  private static final int RETRY_SECONDS = 1;

  private final CausalSessions sessions;
  private final ReadsConfig config;
  private final ReadMeters meters;
  private final Duration longest;

  /**
   * @throws IllegalArgumentException for a wait that is negative or longer than a client may ask
   */
  public CausalReads(Store store, ReadsConfig config, MeterRegistry registry) {
    this.sessions = store.sessions();
    this.config = config;
    this.meters = new ReadMeters(registry);
    this.longest = Duration.ofMillis(store.maxTimeMillis());
    check("shopper-wait", config.shopperWait());
    check("service-wait", config.serviceWait());
  }

  private static void check(String setting, Duration wait) {
    if (wait.isNegative() || wait.compareTo(Preferences.MAX_WAIT) > 0) {
      throw new IllegalArgumentException(
          "saleproof.reads." + setting + " must be from 0 to 10 seconds, not " + wait);
    }
  }

  /** Reads something that may be missing; that it is, only the primary says. */
  public <T> Optional<T> find(Supplier<Optional<T>> read) {
    return display(read, Optional::isEmpty);
  }

  /** Reads something that is always there, if only as an empty list. */
  public <T> T display(Supplier<T> read) {
    return display(read, result -> false);
  }

  /**
   * Reads, where it is the primary that decides whether something is missing: also if the block
   * ends in a problem with status 404.
   *
   * @throws ProblemException 503 if nobody can answer in time
   */
  public <T> T display(Supplier<T> read, Predicate<? super T> missing) {
    CausalSession session = sessions.current();
    if (session == null || session.replica() != null) {
      return read.get();
    }
    RequestSession request = session.request();
    boolean demands = request.demanded().isPresent();
    boolean eventual = !demands && mayBeOld(request);
    if (!config.replicas() || !(demands || eventual)) {
      return fromPrimary(session, read, Served.PRIMARY);
    }
    if (!sessions.hasReplicas()) {
      return fallBack(session, read);
    }
    return fromReplica(session, read, missing, eventual);
  }

  private static boolean mayBeOld(RequestSession request) {
    return request.preferences().eventual() && request.clientClass() == ClientClass.SERVICE;
  }

  private <T> T fromReplica(
      CausalSession session, Supplier<T> read, Predicate<? super T> missing, boolean eventual) {
    RequestSession request = session.request();
    Duration bound = eventual || waitOf(request).compareTo(longest) > 0 ? longest : waitOf(request);
    ReplicaReading replica = new ReplicaReading(members(), bound.toNanos());
    session.readFrom(replica);
    try {
      T result = read.get();
      if (!missing.test(result)) {
        request.preferences().longestWait().ifPresent(wait -> note(request, "wait", bound));
        if (eventual) {
          request.note("consistency=eventual");
        }
        served(request, replica.waited() ? Served.REPLICA_AFTER_WAIT : Served.REPLICA);
        return result;
      }
    } catch (NotFromReplica ended) {
      session.readFrom(null);
      return switch (ended.why()) {
        case BEHIND -> fallBack(session, read);
        case WRITES, TOKEN_DROPPED -> fromPrimary(session, read, Served.PRIMARY);
      };
    } catch (ProblemException refused) {
      if (refused.problem().code() != ProblemCode.NOT_FOUND) {
        throw refused;
      }
    } catch (MongoException failure) {
      if (!isOfReplica(failure)) {
        throw failure;
      }
      session.readFrom(null);
      return fallBack(session, read);
    } finally {
      session.readFrom(null);
    }
    return fromPrimary(session, read, Served.PRIMARY_RECHECK);
  }

  private <T> T fallBack(CausalSession session, Supplier<T> read) {
    RequestSession request = session.request();
    if (request.preferences().strict()) {
      request.note("handling=strict");
      throw notYet(request);
    }
    return fromPrimary(session, read, Served.PRIMARY_FALLBACK);
  }

  private <T> T fromPrimary(CausalSession session, Supplier<T> read, Served as) {
    RequestSession request = session.request();
    try {
      T result = read.get();
      served(request, as);
      return result;
    } catch (MongoException failure) {
      // Behind the token, too: a new primary that has not heard from a majority yet.
      if (StoreFaults.isOutOfTime(failure) && request.demanded().isPresent()) {
        throw notYet(request);
      }
      throw failure;
    }
  }

  private ProblemException notYet(RequestSession request) {
    served(request, Served.REFUSED);
    return Problem.of(
            ProblemCode.NOT_YET_CONSISTENT,
            "What the token has seen could not be had in time; try again")
        .retryAfterSeconds(RETRY_SECONDS)
        .asException();
  }

  /** What another server may do better: this one was too slow, away, or out of its role. */
  private static boolean isOfReplica(MongoException failure) {
    return StoreFaults.isOutOfTime(failure)
        || failure instanceof MongoSocketException
        || StoreFaults.isWithoutConnection(failure)
        || StoreFaults.isOutOfRole(failure)
        || StoreFaults.isOfShard(failure);
  }

  private ReadPreference members() {
    return switch (config.members()) {
      case SECONDARIES -> ReadPreference.secondaryPreferred();
      case NEAREST -> ReadPreference.nearest();
    };
  }

  private Duration waitOf(RequestSession request) {
    Duration wait =
        request
            .preferences()
            .longestWait()
            .orElseGet(
                () ->
                    switch (request.clientClass()) {
                      case SHOPPER -> config.shopperWait();
                      case SERVICE -> config.serviceWait();
                    });
    return wait.compareTo(SHORTEST_WAIT) < 0 ? SHORTEST_WAIT : wait;
  }

  private void served(RequestSession request, Served by) {
    meters.count(request.clientClass(), by);
    if (by == Served.REPLICA_AFTER_WAIT || by == Served.PRIMARY_FALLBACK) {
      request.noise(by.label());
    }
    if (request.demanded().isPresent() || !request.preferences().equals(Preferences.NONE)) {
      request.note("served=" + by.label());
    }
  }

  private static void note(RequestSession request, String preference, Duration value) {
    request.note(preference + "=" + value.toSeconds());
  }
}
