package io.saleproof.store;

import com.mongodb.client.AggregateIterable;
import com.mongodb.client.ClientSession;
import com.mongodb.client.DistinctIterable;
import com.mongodb.client.FindIterable;
import com.mongodb.client.MongoCursor;
import com.mongodb.client.MongoIterable;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a query is to be, noted until it is sent: only then is it known where it goes and in which
 * session, and it can be sent again in another one.
 */
final class CausalIterable implements InvocationHandler {

  private static final String MAX_TIME = "maxTime";

  private final CausalSession session;
  private final Function<ClientSession, @Nullable Object> opener;
  private final List<Noted> noted;

  private record Noted(Method method, @Nullable Object @Nullable [] arguments) {}

  private CausalIterable(
      CausalSession session, Function<ClientSession, @Nullable Object> opener, List<Noted> noted) {
    this.session = session;
    this.opener = opener;
    this.noted = noted;
  }

  static Object of(
      Class<?> type, CausalSession session, Function<ClientSession, @Nullable Object> opener) {
    return proxy(type, new CausalIterable(session, opener, new ArrayList<>()));
  }

  @Override
  public @Nullable Object invoke(
      Object proxy, Method method, @Nullable Object @Nullable [] arguments) {
    return switch (method.getName()) {
      case "iterator", "cursor" -> cursor();
      case "spliterator" ->
          java.util.Spliterators.spliteratorUnknownSize(cursor(), java.util.Spliterator.ORDERED);
      case "first" -> session.run(driver -> query(driver).first());
      case "forEach" -> {
        forEach(argument(arguments));
        yield null;
      }
      case "into" -> into(argument(arguments));
      case "explain" -> session.run(driver -> DriverCall.of(query(driver), method, arguments));
      case "toCollection" -> {
        session.beginWrite();
        yield session.run(driver -> DriverCall.of(query(driver), method, arguments));
      }
      case "map" -> proxy(MongoIterable.class, with(new Noted(method, arguments)));
      case "toString" -> "a query in " + session;
      case "hashCode" -> System.identityHashCode(proxy);
      case "equals" -> proxy == Objects.requireNonNull(arguments)[0];
      default -> {
        noted.add(new Noted(method, arguments));
        yield proxy;
      }
    };
  }

  private void forEach(Consumer<@Nullable Object> action) {
    try (MongoCursor<?> cursor = cursor()) {
      cursor.forEachRemaining(action);
    }
  }

  private Collection<@Nullable Object> into(Collection<@Nullable Object> all) {
    forEach(all::add);
    return all;
  }

  private MongoCursor<?> cursor() {
    return new CausalCursor<>(session, session.run(driver -> query(driver).cursor()));
  }

  /** The driver's own, built as it was noted. */
  private MongoIterable<?> query(ClientSession driver) {
    Object query = Objects.requireNonNull(opener.apply(driver));
    ReplicaReading replica = session.replica();
    if (replica != null) {
      bound(query, Math.min(replica.millisLeft(), maxTimeMillis()));
    }
    for (Noted call : noted) {
      if (replica == null || !call.method().getName().equals(MAX_TIME)) {
        query = Objects.requireNonNull(DriverCall.of(query, call.method(), call.arguments()));
      }
    }
    return (MongoIterable<?>) query;
  }

  private long maxTimeMillis() {
    long shortest = Long.MAX_VALUE;
    for (Noted call : noted) {
      Object[] arguments = call.arguments();
      if (call.method().getName().equals(MAX_TIME)
          && arguments != null
          && arguments[0] instanceof Long time
          && arguments[1] instanceof TimeUnit unit
          && time > 0) {
        shortest = Math.min(shortest, Math.max(1, unit.toMillis(time)));
      }
    }
    return shortest;
  }

  private static void bound(Object query, long millis) {
    if (query instanceof FindIterable<?> find) {
      find.maxTime(millis, TimeUnit.MILLISECONDS);
    } else if (query instanceof AggregateIterable<?> aggregate) {
      aggregate.maxTime(millis, TimeUnit.MILLISECONDS);
    } else if (query instanceof DistinctIterable<?> distinct) {
      distinct.maxTime(millis, TimeUnit.MILLISECONDS);
    }
  }

  private CausalIterable with(Noted more) {
    List<Noted> all = new ArrayList<>(noted);
    all.add(more);
    return new CausalIterable(session, opener, all);
  }

  @SuppressWarnings("unchecked")
  private static <T> T argument(@Nullable Object @Nullable [] arguments) {
    return (T) Objects.requireNonNull(Objects.requireNonNull(arguments)[0]);
  }

  private static Object proxy(Class<?> type, CausalIterable handler) {
    return Proxy.newProxyInstance(
        CausalIterable.class.getClassLoader(), new Class<?>[] {type}, handler);
  }
}
