package io.saleproof;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import io.saleproof.server.SettingMistake;
import org.jspecify.annotations.Nullable;

/** Starts the program in the role that the environment names. */
@QuarkusMain
public final class Main {

  private static final int FAILED = 1;
  private static final int MISCONFIGURED = 2;

  private Main() {}

  public static void main(String... arguments) {
    try {
      String role = Environment.roleOf(System.getenv());
      if (SmallServices.has(role)) {
        SmallServices.run(role, System.getenv());
        return;
      }
      Environment environment = Environment.read(System.getenv());
      FreePort.check(environment);
      EmbeddedStores stores = EmbeddedStores.start(environment);
      environment.toProperties(stores.mongodbUrl(), stores.redisUrl()).forEach(System::setProperty);
      if (environment.variable(SessionKeys.VARIABLE).isEmpty()) {
        System.setProperty("saleproof.session.keys", SessionKeys.keptIn(environment.dataDir()));
      }
      Quarkus.run(null, (status, failure) -> stop(stores, status, failure), arguments);
    } catch (Environment.Mistake | SettingMistake mistake) {
      System.err.println(mistake.getMessage());
      System.exit(MISCONFIGURED);
    }
  }

  /** The database goes last: everything that used it has stopped by now. */
  private static void stop(EmbeddedStores stores, int status, @Nullable Throwable failure) {
    stores.close();
    if (failure != null) {
      System.err.println(StartFailure.sentence(failure));
      System.exit(FAILED);
    }
    if (status != 0) {
      System.exit(status);
    }
  }
}
