package io.saleproof;

import com.mongodb.MongoSecurityException;
import com.mongodb.MongoTimeoutException;
import io.smallrye.config.ConfigValidationException;
import java.net.BindException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/** What to tell an operator when the program did not come up: a sentence, not a stack trace. */
final class StartFailure {

  private static final Pattern PROPERTY = Pattern.compile("saleproof(\\.[a-z-]+)+");
  private static final Logger LOG = Logger.getLogger(StartFailure.class);

  private StartFailure() {}

  static String sentence(Throwable failure) {
    for (Throwable at = failure; at != null; at = at.getCause()) {
      if (at instanceof BindException
          || at.getClass().getSimpleName().equals("QuarkusBindException")) {
        return "HTTP_PORT: the port is in use; stop what listens there or choose another.";
      }
      if (at instanceof ConfigValidationException invalid) {
        return invalidSetting(invalid);
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

  /** The frameworks name the property; an operator sets its environment variable. */
  private static String invalidSetting(ConfigValidationException invalid) {
    Matcher property = PROPERTY.matcher(invalid.getProblem(0).getMessage());
    String name = property.find() ? property.group() : "saleproof";
    return "%s (%s) has a value that can't be used."
        .formatted(name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_"), name);
  }
}
