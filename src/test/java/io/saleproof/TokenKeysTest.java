package io.saleproof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.jwt.KeyFormat;
import io.smallrye.jwt.algorithm.SignatureAlgorithm;
import io.smallrye.jwt.auth.principal.DefaultJWTParser;
import io.smallrye.jwt.auth.principal.JWTAuthContextInfo;
import io.smallrye.jwt.auth.principal.ParseException;
import io.smallrye.jwt.build.Jwt;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenKeysTest {

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"EC, ES256", "Ed25519, EDDSA"})
  void verifiesWithPemKeyByTheAlgorithmItIsFor(String kind, SignatureAlgorithm algorithm)
      throws Exception {
    KeyPair pair = KeysForTests.pair(kind);
    TokenKeys keys = TokenKeys.read(file("# our keys\n" + KeysForTests.pem(pair)));
    assertThat(keys.properties())
        .containsEntry("mp.jwt.verify.publickey.algorithm", algorithm.name());
    String token =
        Jwt.subject("c1")
            .issuer("saleproof")
            .expiresIn(60)
            .jws()
            .algorithm(algorithm)
            .sign(pair.getPrivate());
    assertThat(new DefaultJWTParser(settings(keys)).parse(token).getSubject()).isEqualTo("c1");
    String forged =
        Jwt.subject("c1")
            .issuer("saleproof")
            .expiresIn(60)
            .jws()
            .algorithm(algorithm)
            .sign(KeysForTests.pair(kind).getPrivate());
    assertThatThrownBy(() -> new DefaultJWTParser(settings(keys)).parse(forged))
        .isInstanceOf(ParseException.class);
  }

  @Test
  void takesSetOfKeysWithBothAlgorithms() throws Exception {
    String set =
        "{\"keys\": [%s, %s]}"
            .formatted(
                KeysForTests.jwk(KeysForTests.pair("EC"), "a"),
                KeysForTests.jwk(KeysForTests.pair("Ed25519"), "b"));
    assertThat(TokenKeys.read(file(set)).properties())
        .containsEntry("mp.jwt.verify.publickey", set)
        .containsEntry("mp.jwt.verify.publickey.algorithm", "ES256,EDDSA");
  }

  @Test
  void takesAddressOfSet() {
    assertThat(TokenKeys.read("https://login.example/jwks").properties())
        .containsEntry("mp.jwt.verify.publickey.location", "https://login.example/jwks")
        .containsEntry("mp.jwt.verify.publickey.algorithm", "ES256,EDDSA");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "not a key",
        "{",
        "{}",
        "{\"keys\": []}",
        "{\"keys\": [{\"kty\": \"oct\", \"k\": \"c2VjcmV0\"}]}",
        "{\"keys\": [{\"kty\": \"RSA\", \"n\": \"AQAB\", \"e\": \"AQAB\"}]}",
        "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----",
        "-----BEGIN PUBLIC KEY-----\n",
        "\0\1\2"
      })
  void refusesFileWithoutUsableKey(String content) throws Exception {
    assertMistake(file(content));
  }

  @ParameterizedTest
  @ValueSource(strings = {"RSA", "secp384r1", "X25519"})
  void refusesKeyForOtherAlgorithms(String kind) throws Exception {
    assertMistake(file(KeysForTests.pem(KeysForTests.pair(kind))));
  }

  @Test
  void refusesPrivateKey() throws Exception {
    byte[] key = KeysForTests.pair("EC").getPrivate().getEncoded();
    assertMistake(file(KeysForTests.block("PRIVATE KEY", key)));
  }

  @Test
  void refusesSeveralKeysThatATokenCouldNotName() throws Exception {
    String pem = KeysForTests.pem(KeysForTests.pair("EC"));
    assertMistake(file(pem + pem));
    String nameless = KeysForTests.jwk(KeysForTests.pair("EC"), "");
    assertMistake(file("{\"keys\": [%s, %s]}".formatted(nameless, nameless)));
  }

  @Test
  void refusesWhatIsNoFileAndNoAddress() throws Exception {
    assertMistake(folder.toString());
    assertMistake(folder.resolve("none").toString());
    assertMistake("https://");
    assertMistake("http:jwks");
    assertMistake("https://bad host/");
    assertMistake(file("x".repeat(2 << 20)));
    Path binary = folder.resolve("binary");
    assertMistake(Files.write(binary, new byte[] {(byte) 0xff, (byte) 0xfe}).toString());
  }

  private static void assertMistake(String source) {
    assertThatThrownBy(() -> TokenKeys.read(source))
        .isInstanceOf(Environment.Mistake.class)
        .message()
        .startsWith("JWT_PUBLIC_KEYS ")
        .endsWith(".");
  }

  private String file(String content) throws Exception {
    Path file = Files.createTempFile(folder, "keys", "");
    return Files.write(file, content.getBytes(StandardCharsets.UTF_8)).toString();
  }

  /** As the framework makes them of the properties. */
  private static JWTAuthContextInfo settings(TokenKeys keys) {
    JWTAuthContextInfo settings = new JWTAuthContextInfo();
    settings.setIssuedBy("saleproof");
    settings.setPublicKeyContent(keys.properties().get("mp.jwt.verify.publickey"));
    settings.setSignatureAlgorithm(
        Set.of(
            SignatureAlgorithm.valueOf(
                keys.properties().get("mp.jwt.verify.publickey.algorithm"))));
    settings.setKeyFormat(
        KeyFormat.valueOf(keys.properties().get("smallrye.jwt.verify.key-format")));
    return settings;
  }
}
