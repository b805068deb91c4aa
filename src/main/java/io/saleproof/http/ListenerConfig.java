package io.saleproof.http;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** The program's own listener. Set by the program, not by an operator. */
@ConfigMapping(prefix = "saleproof.http.listener")
public interface ListenerConfig {

  /** Whether it listens, in place of the framework's. */
  @WithDefault("false")
  boolean enabled();

  /** The address that it is bound to. */
  @WithDefault("127.0.0.1")
  String host();

  /** Its port; 0: any free one. */
  @WithDefault("8080")
  int port();

  /** The server's own bound on headers; what is larger is answered 431 without a body. */
  @WithDefault("64K")
  MemorySize maxHeaderSize();

  /** The same of the first line; 414. */
  @WithDefault("64K")
  MemorySize maxInitialLine();

  /** How long a connection may be silent. */
  @WithDefault("PT2M")
  Duration idleTimeout();
}
