package io.saleproof;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.ECPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The public keys that tokens are verified with, as {@code JWT_PUBLIC_KEYS} names them: a PEM file
 * with one key, a JWKS file, or the address of a JWKS. Files are read once, at start.
 *
 * <p>Only ES256 (P-256) and EdDSA (Ed25519) are ever accepted; which of them a PEM key is for is
 * told by the key itself, so that a token can't choose.
 *
 * @param properties what the framework is told
 */
record TokenKeys(Map<String, String> properties) {

  private static final long MAX_FILE_BYTES = 1 << 20;
  private static final int P256_BITS = 256;

  private static final String CONTENT = "mp.jwt.verify.publickey";
  private static final String LOCATION = "mp.jwt.verify.publickey.location";
  private static final String ALGORITHM = "mp.jwt.verify.publickey.algorithm";
  private static final String FORMAT = "smallrye.jwt.verify.key-format";

  private static final Pattern PEM =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]*)-----END \\1-----");

  TokenKeys {
    properties = Map.copyOf(properties);
  }

  /**
   * @throws Environment.Mistake if there are no such keys there
   */
  static TokenKeys read(String source) {
    if (source.startsWith("http:") || source.startsWith("https:")) {
      return ofAddress(source);
    }
    String content = contentOf(source);
    return content.stripLeading().startsWith("{") ? ofJwks(content) : ofPem(content);
  }

  /** The address is asked when the first token comes, and again when keys change. */
  private static TokenKeys ofAddress(String address) {
    try {
      if (URI.create(address).getRawAuthority() != null) {
        return new TokenKeys(Map.of(LOCATION, address, ALGORITHM, "ES256,EDDSA", FORMAT, "JWK"));
      }
    } catch (IllegalArgumentException wrong) {
      // Falls through to the one sentence.
    }
    throw mistake("must be a file or the address of a JWKS such as https://login.example/jwks");
  }

  private static String contentOf(String file) {
    try {
      Path path = Path.of(file);
      if (!Files.isRegularFile(path)) {
        throw mistake("names a file that is not there: '" + file + "'");
      }
      if (Files.size(path) > MAX_FILE_BYTES) {
        throw mistake("names a file too large to hold keys: '" + file + "'");
      }
      return Files.readString(path);
    } catch (CharacterCodingException binary) {
      throw notKeys();
    } catch (IOException | InvalidPathException unreadable) {
      throw mistake("names a file that can't be read: '" + file + "'");
    }
  }

  private static TokenKeys ofJwks(String content) {
    List<JsonNode> keys = new ArrayList<>();
    try {
      JsonNode json = new ObjectMapper().readTree(content);
      if (json.has("keys")) {
        json.path("keys").forEach(keys::add);
      } else {
        keys.add(json);
      }
    } catch (JsonProcessingException wrong) {
      throw notKeys();
    }
    if (keys.stream().noneMatch(TokenKeys::isUsable)) {
      throw notKeys();
    }
    if (keys.size() > 1 && keys.stream().anyMatch(key -> key.path("kid").asText().isEmpty())) {
      throw mistake("names a set of keys in which one has no 'kid', so that no token can name it");
    }
    return new TokenKeys(Map.of(CONTENT, content, ALGORITHM, "ES256,EDDSA", FORMAT, "JWK"));
  }

  private static boolean isUsable(JsonNode key) {
    String kind = key.path("kty").asText() + " " + key.path("crv").asText();
    return kind.equals("EC P-256") || kind.equals("OKP Ed25519");
  }

  private static TokenKeys ofPem(String content) {
    Matcher block = PEM.matcher(content);
    if (!block.find()) {
      throw notKeys();
    }
    if (block.group(1).contains("PRIVATE")) {
      throw mistake("names a private key; give the shop the public one");
    }
    String algorithm = algorithmOf(Base64.getMimeDecoder().decode(block.group(2)));
    String key = block.group();
    if (block.find()) {
      throw mistake("names a PEM file with several keys; use a JWKS file for several");
    }
    return new TokenKeys(Map.of(CONTENT, key, ALGORITHM, algorithm, FORMAT, "PEM_KEY"));
  }

  private static String algorithmOf(byte[] encoded) {
    X509EncodedKeySpec key = new X509EncodedKeySpec(encoded);
    try {
      if (KeyFactory.getInstance("EC").generatePublic(key) instanceof ECPublicKey curve
          && curve.getParams().getOrder().bitLength() == P256_BITS) {
        return "ES256";
      }
    } catch (GeneralSecurityException notThisKind) {
      // It may be of the other kind.
    }
    try {
      KeyFactory.getInstance("Ed25519").generatePublic(key);
      return "EDDSA";
    } catch (GeneralSecurityException neither) {
      throw notKeys();
    }
  }

  private static Environment.Mistake notKeys() {
    return mistake(
        "must name public keys for ES256 (P-256) or EdDSA (Ed25519), as PEM or as a JWKS");
  }

  private static Environment.Mistake mistake(String what) {
    return new Environment.Mistake("JWT_PUBLIC_KEYS " + what + ".");
  }
}
