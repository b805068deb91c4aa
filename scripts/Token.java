import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Set;
import java.util.UUID;

/**
 * Prints a bearer token: {@code java Token.java GROUP SUBJECT HOURS KEYS_FOLDER}, arguments already
 * checked by {@code token.sh}. The key pair is made in the folder on first use and never replaced.
 *
 * <p>ES256 (RFC 7518, 3.4): ECDSA on P-256 with SHA-256, the signature as R and S side by side. A
 * token leaves only after it was verified with the public file that the shop is given.
 */
final class Token {
  private static final String ISSUER = "saleproof";
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");
  private static final Set<PosixFilePermission> FOLDER_OWNER_ONLY =
      PosixFilePermissions.fromString("rwx------");

  private Token() {}

  public static void main(String[] arguments) {
    Path folder = Path.of(arguments[3]);
    try {
      KeyPair keys = keysIn(folder);
      Instant now = Clock.systemUTC().instant();
      Duration lifetime = Duration.ofHours(Long.parseLong(arguments[2]));
      System.out.println(signed(keys, claims(arguments[0], arguments[1], now, lifetime)));
    } catch (IOException problem) {
      fail("The keys in " + folder + " can't be read or made: " + problem + ".");
    } catch (GeneralSecurityException | IllegalArgumentException problem) {
      fail(
          "The keys in "
              + folder
              + " are damaged or don't belong together: remove jwt-private.pem and jwt-public.pem"
              + " there to have new ones made.");
    }
  }

  private static void fail(String sentence) {
    System.err.println(sentence);
    System.exit(1);
  }

  private static String claims(String group, String subject, Instant now, Duration lifetime) {
    return "{\"iss\":%s,\"sub\":%s,\"groups\":[%s],\"iat\":%d,\"exp\":%d,\"jti\":%s}"
        .formatted(
            quoted(ISSUER),
            quoted(subject),
            quoted(group),
            now.getEpochSecond(),
            now.plus(lifetime).getEpochSecond(),
            quoted(UUID.randomUUID().toString()));
  }

  private static String quoted(String text) {
    StringBuilder json = new StringBuilder("\"");
    for (char c : text.toCharArray()) {
      if (c == '"' || c == '\\') {
        json.append('\\').append(c);
      } else if (c < ' ') {
        json.append("\\u%04x".formatted((int) c));
      } else {
        json.append(c);
      }
    }
    return json.append('"').toString();
  }

  private static String signed(KeyPair keys, String claims) throws GeneralSecurityException {
    String head = base64url("{\"alg\":\"ES256\",\"typ\":\"JWT\"}") + "." + base64url(claims);
    byte[] bytes = head.getBytes(StandardCharsets.US_ASCII);
    Signature signer = Signature.getInstance("SHA256withECDSAinP1363Format");
    signer.initSign(keys.getPrivate());
    signer.update(bytes);
    byte[] signature = signer.sign();
    signer.initVerify(keys.getPublic());
    signer.update(bytes);
    if (!signer.verify(signature)) {
      throw new GeneralSecurityException("the public key doesn't verify what the private one signs");
    }
    return head + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
  }

  private static String base64url(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The lock keeps two first uses at the same moment from mixing two pairs. */
  private static KeyPair keysIn(Path folder) throws IOException, GeneralSecurityException {
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(folder);
      restrict(folder, FOLDER_OWNER_ONLY);
    }
    Path privateFile = folder.resolve("jwt-private.pem");
    Path publicFile = folder.resolve("jwt-public.pem");
    try (FileChannel channel =
            FileChannel.open(
                folder.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        var _lock = channel.lock()) {
      if (!Files.exists(privateFile)) {
        makeKeys(privateFile, publicFile);
      }
      KeyFactory factory = KeyFactory.getInstance("EC");
      PrivateKey privateKey = factory.generatePrivate(new PKCS8EncodedKeySpec(read(privateFile)));
      PublicKey publicKey = factory.generatePublic(new X509EncodedKeySpec(read(publicFile)));
      return new KeyPair(publicKey, privateKey);
    }
  }

  /** The private file comes last: where it is, the pair is complete. */
  private static void makeKeys(Path privateFile, Path publicFile)
      throws IOException, GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    KeyPair pair = generator.generateKeyPair();
    write(publicFile, "PUBLIC KEY", pair.getPublic().getEncoded(), false);
    write(privateFile, "PRIVATE KEY", pair.getPrivate().getEncoded(), true);
    System.err.println(
        "Made a key pair; the shop verifies with JWT_PUBLIC_KEYS=" + publicFile.toAbsolutePath());
  }

  private static void write(Path file, String label, byte[] key, boolean secret)
      throws IOException {
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(fresh);
    Files.createFile(fresh);
    if (secret) {
      restrict(fresh, OWNER_ONLY);
    }
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key);
    String pem = "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n".formatted(label, body);
    Files.writeString(fresh, pem);
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static void restrict(Path path, Set<PosixFilePermission> permissions)
      throws IOException {
    if (Files.getFileStore(path).supportsFileAttributeView("posix")) {
      Files.setPosixFilePermissions(path, permissions);
    }
  }

  private static byte[] read(Path file) throws IOException {
    String pem = Files.readString(file);
    return Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
  }
}
