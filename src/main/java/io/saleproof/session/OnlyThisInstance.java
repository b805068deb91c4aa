package io.saleproof.session;

import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.util.HexFormat;

/** What an instance knows without a registry: itself, by a name that dies with it. */
@ApplicationScoped
@DefaultBean
public class OnlyThisInstance implements KnownInstances {

  private static final int NAME_BYTES = 8;

  private final String name = name();

  @Override
  public String self() {
    return name;
  }

  @Override
  public boolean knows(String instance) {
    return instance.equals(name);
  }

  private static String name() {
    byte[] bytes = new byte[NAME_BYTES];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
