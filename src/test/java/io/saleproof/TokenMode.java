package io.saleproof;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.junit.QuarkusTestProfile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jose4j.lang.JoseException;

/** Starts the shop with {@code ACCESS=token} and the keys of {@link Tokens}. */
public final class TokenMode implements QuarkusTestProfile {

  @Override
  public Map<String, String> getConfigOverrides() {
    return Map.of("saleproof.access.mode", "token", "saleproof.collections.enabled", "true");
  }

  @Override
  public List<TestResourceEntry> testResources() {
    return List.of(new TestResourceEntry(Keys.class));
  }

  /** Makes the keys and hands the program what {@link Environment} makes of them. */
  public static final class Keys implements QuarkusTestResourceLifecycleManager {

    @Override
    public Map<String, String> start() {
      try {
        KeyPair curve = KeysForTests.pair("EC");
        KeyPair edwards = KeysForTests.pair("Ed25519");
        Path file = Files.createTempFile("saleproof-keys", ".json");
        Files.writeString(
            file,
            "{\"keys\": [%s, %s]}"
                .formatted(KeysForTests.jwk(curve, "es"), KeysForTests.jwk(edwards, "ed")));
        Map<String, String> properties =
            new HashMap<>(TokenKeys.read(file.toString()).properties());
        Files.delete(file);
        properties.put(Tokens.ES256, encoded(curve));
        properties.put(Tokens.EDDSA, encoded(edwards));
        return properties;
      } catch (IOException | GeneralSecurityException | JoseException broken) {
        throw new IllegalStateException(broken);
      }
    }

    @Override
    public void stop() {}

    private static String encoded(KeyPair pair) {
      return Base64.getEncoder().encodeToString(pair.getPrivate().getEncoded());
    }
  }
}
