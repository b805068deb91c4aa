package io.saleproof;

import io.smallrye.jwt.algorithm.SignatureAlgorithm;
import io.smallrye.jwt.build.Jwt;
import io.smallrye.jwt.build.JwtClaimsBuilder;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import org.eclipse.microprofile.config.ConfigProvider;

/** Bearer tokens that the shop of {@link TokenMode} believes, and material for others. */
public final class Tokens {

  static final String ES256 = "saleproof.test.es256";
  static final String EDDSA = "saleproof.test.eddsa";

  private static final long LIFETIME_SECONDS = 300;

  private Tokens() {}

  public static String of(String group, String subject) {
    return es256(claims(group, subject));
  }

  public static JwtClaimsBuilder claims(String group, String subject) {
    return Jwt.claims()
        .issuer("saleproof")
        .subject(subject)
        .groups(group)
        .expiresIn(LIFETIME_SECONDS);
  }

  public static String es256(JwtClaimsBuilder claims) {
    return claims.jws().keyId("es").algorithm(SignatureAlgorithm.ES256).sign(key(ES256, "EC"));
  }

  public static String eddsa(JwtClaimsBuilder claims) {
    return claims.jws().keyId("ed").algorithm(SignatureAlgorithm.EDDSA).sign(key(EDDSA, "Ed25519"));
  }

  private static PrivateKey key(String property, String kind) {
    byte[] key =
        Base64.getDecoder().decode(ConfigProvider.getConfig().getValue(property, String.class));
    try {
      return KeyFactory.getInstance(kind).generatePrivate(new PKCS8EncodedKeySpec(key));
    } catch (GeneralSecurityException broken) {
      throw new IllegalStateException(broken);
    }
  }
}
