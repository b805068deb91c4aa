package io.saleproof.store;

import com.mongodb.ReadPreference;
import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoIterable;
import com.mongodb.client.model.CountOptions;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * A collection whose every operation is part of the causal session of the request that it is made
 * for. Outside of requests, and on a database without sessions, it is the collection itself.
 *
 * <p>Each method is passed on to the one that takes the session as well; the few that the driver
 * has no such method for send nothing that a session could order.
 */
final class CausalCollection implements InvocationHandler {

  private static final Map<Method, Method> WITH_SESSION = withSession();
  private static final String COUNT = "countDocuments";

  /** Beside the iterables; whatever else goes to the server may write. */
  private static final Set<String> READS = Set.of(COUNT, "estimatedDocumentCount");

  private final MongoCollection<?> target;
  private final CausalSessions sessions;

  private CausalCollection(MongoCollection<?> target, CausalSessions sessions) {
    this.target = target;
    this.sessions = sessions;
  }

  @SuppressWarnings("unchecked")
  static <T> MongoCollection<T> over(MongoCollection<T> target, CausalSessions sessions) {
    return (MongoCollection<T>)
        Proxy.newProxyInstance(
            CausalCollection.class.getClassLoader(),
            new Class<?>[] {MongoCollection.class},
            new CausalCollection(target, sessions));
  }

  @Override
  public @Nullable Object invoke(
      Object proxy, Method method, @Nullable Object @Nullable [] arguments) {
    CausalSession session = sessions.current();
    Method twin = session == null ? null : WITH_SESSION.get(method);
    if (session == null || twin == null) {
      Object result = DriverCall.of(target, method, arguments);
      return result instanceof MongoCollection<?> other ? over(other, sessions) : result;
    }
    if (MongoIterable.class.isAssignableFrom(method.getReturnType())) {
      return CausalIterable.of(
          method.getReturnType(),
          session,
          driver -> DriverCall.of(reader(session), twin, prepend(driver, arguments)));
    }
    if (method.getName().equals(COUNT) && session.preference() != null) {
      return count(session, arguments);
    }
    if (!READS.contains(method.getName())) {
      session.beginWrite();
    }
    return session.run(driver -> DriverCall.of(target, twin, prepend(driver, arguments)));
  }

  /** The collection for a read: whom it asks is a matter of the session, too. */
  private MongoCollection<?> reader(CausalSession session) {
    ReadPreference preference = session.preference();
    return preference == null ? target : target.withReadPreference(preference);
  }

  private long count(CausalSession session, @Nullable Object @Nullable [] arguments) {
    org.bson.conversions.Bson filter =
        arguments != null && arguments[0] instanceof org.bson.conversions.Bson given
            ? given
            : new Document();
    CountOptions options =
        arguments != null && arguments.length > 1 && arguments[1] instanceof CountOptions given
            ? given
            : new CountOptions();
    return session.run(
        driver ->
            reader(session).countDocuments(driver, filter, bounded(options, session.replica())));
  }

  private static CountOptions bounded(CountOptions given, @Nullable ReplicaReading replica) {
    if (replica == null) {
      return given;
    }
    long own = given.getMaxTime(TimeUnit.MILLISECONDS);
    long left = replica.millisLeft();
    CountOptions bounded =
        new CountOptions()
            .limit(given.getLimit())
            .skip(given.getSkip())
            .hint(given.getHint())
            .hintString(given.getHintString())
            .collation(given.getCollation())
            .comment(given.getComment());
    return bounded.maxTime(own == 0 ? left : Math.min(own, left), TimeUnit.MILLISECONDS);
  }

  private static Object[] prepend(ClientSession session, @Nullable Object @Nullable [] arguments) {
    int given = arguments == null ? 0 : arguments.length;
    Object[] all = new Object[given + 1];
    all[0] = session;
    if (arguments != null) {
      System.arraycopy(arguments, 0, all, 1, given);
    }
    return all;
  }

  private static Map<Method, Method> withSession() {
    Map<Method, Method> twins = new HashMap<>();
    for (Method method : MongoCollection.class.getMethods()) {
      Class<?>[] types = method.getParameterTypes();
      Class<?>[] more = new Class<?>[types.length + 1];
      more[0] = ClientSession.class;
      System.arraycopy(types, 0, more, 1, types.length);
      try {
        twins.put(method, MongoCollection.class.getMethod(method.getName(), more));
      } catch (NoSuchMethodException none) {
        // Asked of the object itself, or without a form that takes a session.
        continue;
      }
    }
    return Map.copyOf(twins);
  }
}
