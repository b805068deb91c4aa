package io.saleproof;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;

/** Key pairs made for one run of the tests. */
public final class KeysForTests {

  private KeysForTests() {}

  /** {@code EC} is P-256, {@code Ed25519}, {@code RSA}, or the name of another curve. */
  public static KeyPair pair(String kind) throws GeneralSecurityException {
    boolean curve = kind.equals("EC") || kind.startsWith("sec");
    KeyPairGenerator generator = KeyPairGenerator.getInstance(curve ? "EC" : kind);
    if (curve) {
      generator.initialize(new ECGenParameterSpec(kind.equals("EC") ? "secp256r1" : kind));
    }
    return generator.generateKeyPair();
  }

  public static String pem(KeyPair pair) {
    return block("PUBLIC KEY", pair.getPublic().getEncoded());
  }

  public static String block(String kind, byte[] bytes) {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
    return "-----BEGIN " + kind + "-----\n" + body + "\n-----END " + kind + "-----\n";
  }

  /** The public half as one key of a JWKS. */
  public static String jwk(KeyPair pair, String id) throws JoseException {
    PublicJsonWebKey key = PublicJsonWebKey.Factory.newPublicJwk(pair.getPublic());
    key.setKeyId(id);
    return key.toJson(JsonWebKey.OutputControlLevel.PUBLIC_ONLY);
  }
}
