package io.saleproof.server;

import io.quarkus.bootstrap.logging.InitialConfigurator;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.jboss.logmanager.handlers.ConsoleHandler;

/** Lines on the console, as the shop writes them; its framework would set this up itself. */
public final class ServiceLogging {

  private static final String PATTERN = "%d{yyyy-MM-dd HH:mm:ss,SSS} %-5p [%c{3.}] (%t) %s%e%n";

  private ServiceLogging() {}

  /** To be called once, before the first line, where no framework has set up the log. */
  public static void begin() {
    ConsoleHandler console = new ConsoleHandler(new PatternFormatter(PATTERN));
    console.setLevel(Level.INFO);
    Logger.getLogger("").setLevel(Level.INFO);
    Logger.getLogger("io.netty").setLevel(Level.WARNING);
    InitialConfigurator.DELAYED_HANDLER.setHandlers(new Handler[] {console});
  }
}
