package io.saleproof;

import com.mongodb.MongoSecurityException;
import com.mongodb.MongoTimeoutException;
import java.net.BindException;
import org.jboss.logging.Logger;

/** What to tell an operator when the program did not come up: a sentence, not a stack trace. */
final class StartFailure {

  private static final Logger LOG = Logger.getLogger(StartFailure.class);

  private StartFailure() {}

  static String sentence(Throwable failure) {
    for (Throwable at = failure; at != null; at = at.getCause()) {
      if (at instanceof BindException
          || at.getClass().getSimpleName().equals("QuarkusBindException")) {
        return "HTTP_PORT: the port is in use; stop what listens there or choose another.";
      }
      if (at instanceof MongoTimeoutException) {
        return "MONGODB_URL: no server answered that can be written to.";
      }
      if (at instanceof MongoSecurityException) {
        return "MONGODB_URL: the database refused the user or the password.";
      }
    }
    LOG.error("the start failed", failure);
    return "The start failed; the log above says where.";
  }
}
