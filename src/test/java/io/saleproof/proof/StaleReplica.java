package io.saleproof.proof;

import com.mongodb.ReadPreference;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoDatabase;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * A client whose every read that need not be from the primary is answered by a replica that has
 * stopped following: it shows what was there when the client's instance started.
 */
final class StaleReplica implements InvocationHandler {

  private final MongoClient client;
  private final Object target;

  private StaleReplica(MongoClient client, Object target) {
    this.client = client;
    this.target = target;
  }

  static MongoClient beside(MongoClient client) {
    return proxy(MongoClient.class, new StaleReplica(client, client));
  }

  @Override
  public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments)
      throws Throwable {
    if (method.getName().equals("withReadPreference")
        && arguments != null
        && !ReadPreference.primary().equals(arguments[0])) {
      return copyOf((MongoDatabase) target);
    }
    try {
      Object result = method.invoke(target, arguments);
      return method.getReturnType() == MongoDatabase.class
          ? proxy(MongoDatabase.class, new StaleReplica(client, result))
          : result;
    } catch (InvocationTargetException thrown) {
      throw thrown.getCause();
    }
  }

  private MongoDatabase copyOf(MongoDatabase database) {
    MongoDatabase copy = client.getDatabase(database.getName() + "-stale");
    copy.drop();
    for (String name : database.listCollectionNames()) {
      var documents = database.getCollection(name).find().into(new ArrayList<Document>());
      if (!documents.isEmpty()) {
        copy.getCollection(name).insertMany(documents);
      }
    }
    return copy;
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(
        Proxy.newProxyInstance(
            StaleReplica.class.getClassLoader(), new Class<?>[] {type}, handler));
  }
}
