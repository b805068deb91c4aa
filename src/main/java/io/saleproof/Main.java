package io.saleproof;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import org.jspecify.annotations.Nullable;

/** Starts the program in the role that the environment names. */
@QuarkusMain
public final class Main {

  private static final int MISCONFIGURED = 2;

  private Main() {}

  public static void main(String... arguments) {
    EmbeddedStores stores = start(arguments);
    if (stores == null) {
      System.exit(MISCONFIGURED);
    }
  }

  private static @Nullable EmbeddedStores start(String... arguments) {
    try {
      Environment environment = Environment.read(System.getenv());
      EmbeddedStores stores = EmbeddedStores.forEnvironment(environment);
      environment.toProperties(stores.mongodbUrl()).forEach(System::setProperty);
      Quarkus.run(null, (status, failure) -> stores.close(), arguments);
      return stores;
    } catch (Environment.Mistake mistake) {
      System.err.println(mistake.getMessage());
      return null;
    }
  }
}
