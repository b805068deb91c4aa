package io.saleproof.redis;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A certificate that has signed itself, made by the JDK's own tool.
 *
 * @param keyStore PKCS 12, with the private key
 * @param pem the certificate alone
 */
record TestCertificate(Path keyStore, Path pem) {

  static final String PASSWORD = "of a test";

  private static final String ALIAS = "test";
  private static final int SECONDS = 60;

  /**
   * Makes one.
   *
   * @param names as in {@code dns:example.org}
   */
  static TestCertificate of(Path folder, String file, String names)
      throws IOException, InterruptedException, GeneralSecurityException {
    Path keys = folder.resolve(file + ".p12");
    Path pem = folder.resolve(file + ".pem");
    keytool(
        keys,
        "-genkeypair",
        "-keyalg",
        "EC",
        "-dname",
        "CN=" + file,
        "-ext",
        "san=" + names,
        "-validity",
        "2",
        "-storetype",
        "PKCS12");
    KeyStore made = KeyStore.getInstance(keys.toFile(), PASSWORD.toCharArray());
    byte[] bytes = made.getCertificate(ALIAS).getEncoded();
    Files.writeString(
        pem,
        "-----BEGIN CERTIFICATE-----\n"
            + Base64.getMimeEncoder().encodeToString(bytes)
            + "\n-----END CERTIFICATE-----\n");
    return new TestCertificate(keys, pem);
  }

  private static void keytool(Path keys, String... words) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(words));
    command.addAll(List.of("-keystore", keys.toString(), "-storepass", PASSWORD, "-alias", ALIAS));
    Process tool = new ProcessBuilder(command).redirectErrorStream(true).start();
    String told = new String(tool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!tool.waitFor(SECONDS, TimeUnit.SECONDS) || tool.exitValue() != 0) {
      throw new IOException("no certificate: " + told);
    }
  }
}
