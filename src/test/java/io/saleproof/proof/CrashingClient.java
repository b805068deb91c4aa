package io.saleproof.proof;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.MongoIterable;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A client of the database whose every call can be made to fail. It stands before the real client,
 * its databases, collections and iterables; whatever reaches the server passes {@link
 * DatabaseCalls}. So the product needs no named points: each of its calls is one.
 *
 * <p>A cursor counts as one call, made when it is opened.
 */
final class CrashingClient implements InvocationHandler {

  /** Asked of the objects themselves; nothing is sent. */
  private static final Set<String> LOCAL =
      Set.of(
          "getNamespace",
          "getName",
          "getDocumentClass",
          "getCodecRegistry",
          "getReadPreference",
          "getReadConcern",
          "getWriteConcern",
          "getTimeout",
          "getClusterDescription",
          "toString",
          "hashCode",
          "equals");

  private final Object target;
  private final String collection;
  private final DatabaseCalls calls;

  private CrashingClient(Object target, String collection, DatabaseCalls calls) {
    this.target = target;
    this.collection = collection;
    this.calls = calls;
  }

  /** A client over another one, whose calls go through these. */
  static MongoClient over(MongoClient client, DatabaseCalls calls) {
    return proxy(MongoClient.class, new CrashingClient(client, "", calls));
  }

  @Override
  public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments)
      throws Throwable {
    if (LOCAL.contains(method.getName())) {
      return invoke(method, arguments);
    }
    Class<?> type = method.getReturnType();
    if (leadsOn(type)) {
      Object next = invoke(method, arguments);
      return proxy(type, new CrashingClient(next, collectionOf(next), calls));
    }
    return calls.call(method.getName(), collection, () -> unchecked(method, arguments));
  }

  /** What only prepares a call gives another object to call; nothing is sent yet. */
  private static boolean leadsOn(Class<?> type) {
    return type == MongoDatabase.class
        || type == MongoCollection.class
        || MongoIterable.class.isAssignableFrom(type);
  }

  private String collectionOf(Object next) {
    return next instanceof MongoCollection<?> named
        ? named.getNamespace().getCollectionName()
        : collection;
  }

  private Object invoke(Method method, Object @Nullable [] arguments) throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException thrown) {
      throw thrown.getCause();
    }
  }

  private Object unchecked(Method method, Object @Nullable [] arguments) throws Exception {
    try {
      return invoke(method, arguments);
    } catch (Exception | Error known) {
      throw known;
    } catch (Throwable never) {
      throw new IllegalStateException(never);
    }
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(
        Proxy.newProxyInstance(
            CrashingClient.class.getClassLoader(), new Class<?>[] {type}, handler));
  }
}
