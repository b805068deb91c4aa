package io.saleproof.redis;

import io.quarkus.tls.TlsConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.SSLOptions;
import io.vertx.core.net.TrustOptions;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Certificates that are trusted, as the settings {@code quarkus.tls.<name>.trust-store} say it. */
final class TrustForTests {

  private TrustForTests() {}

  /**
   * @param pem null: nothing is configured
   */
  static TlsConfigurationRegistry named(String name, @Nullable Path pem) {
    Map<String, TlsConfiguration> all = pem == null ? Map.of() : Map.of(name, new Trusting(pem));
    return new TlsConfigurationRegistry() {
      @Override
      public Optional<TlsConfiguration> get(String asked) {
        return Optional.ofNullable(all.get(asked));
      }

      @Override
      public Optional<TlsConfiguration> getDefault() {
        return Optional.empty();
      }

      @Override
      public void register(String other, TlsConfiguration configuration) {
        throw new UnsupportedOperationException();
      }
    };
  }

  private record Trusting(Path pem) implements TlsConfiguration {
    @Override
    public TrustOptions getTrustStoreOptions() {
      return new PemTrustOptions().addCertPath(pem.toString());
    }

    @Override
    public SSLOptions getSSLOptions() {
      return new SSLOptions().setTrustOptions(getTrustStoreOptions());
    }

    @Override
    public @Nullable KeyStore getKeyStore() {
      return null;
    }

    @Override
    public @Nullable KeyCertOptions getKeyStoreOptions() {
      return null;
    }

    @Override
    public @Nullable KeyStore getTrustStore() {
      return null;
    }

    @Override
    public SSLContext createSSLContext() {
      throw new UnsupportedOperationException();
    }

    @Override
    public boolean isTrustAll() {
      return false;
    }

    @Override
    public Optional<String> getHostnameVerificationAlgorithm() {
      return Optional.empty();
    }

    @Override
    public boolean usesSni() {
      return false;
    }

    @Override
    public boolean reload() {
      return false;
    }
  }
}
