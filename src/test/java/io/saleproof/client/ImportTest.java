package io.saleproof.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The import client against a server of which every byte is chosen. */
@Timeout(60)
class ImportTest {

  private static final String ANSWER =
      """
      {"type": "progress", "lines": 2}
      {"type": "refused", "line": 2, "code": "invalid-price", "detail": "no price"}
      {"type": "refused", "line": 3, "code": "invalid-price", "detail": "no price either"}
      {"type": "news", "of": "a later version"}
      {"type": "summary", "orders": 1, "lines": 1234, "alreadyThere": 0, "revenue": {"2011-03": \
      {"amount": 123456, "currency": "GBP"}, "2010-12": {"amount": 5, "currency": "GBP"}}, \
      "refused": 2}
      """;

  /** What the server does with a connection. */
  private interface Manners {
    void serve(ServerSide side) throws IOException;
  }

  /** The server's end of a connection. */
  private record ServerSide(InputStream in, OutputStream out, StringBuilder head) {

    void readHead() throws IOException {
      while (!head.toString().endsWith("\r\n\r\n")) {
        int next = in.read();
        if (next < 0) {
          throw new IOException("the client has gone");
        }
        head.append((char) next);
      }
    }

    long bodyLength() {
      return Long.parseLong(head.toString().replaceAll("(?s).*Content-Length: (\\d+).*", "$1"));
    }

    void write(String text) throws IOException {
      out.write(text.getBytes(StandardCharsets.UTF_8));
      out.flush();
    }

    void chunk(String text) throws IOException {
      int length = text.getBytes(StandardCharsets.UTF_8).length;
      write(Integer.toHexString(length) + "\r\n" + text + "\r\n");
    }
  }

  @TempDir private Path folder;
  private final InvoicesFixture.Kept kept = new InvoicesFixture.Kept();
  private final StringBuilder head = new StringBuilder();
  private final CompletableFuture<byte[]> received = new CompletableFuture<>();
  private ServerSocket listener;

  @BeforeEach
  void listen() throws IOException {
    listener = new ServerSocket(0, 1, InetAddress.getByName("localhost"));
  }

  @AfterEach
  void close() throws IOException {
    listener.close();
  }

  private void serve(Manners manners) {
    Thread.startVirtualThread(
        () -> {
          try (Socket socket = listener.accept()) {
            manners.serve(
                new ServerSide(
                    new BufferedInputStream(socket.getInputStream()),
                    socket.getOutputStream(),
                    head));
          } catch (IOException gone) {
            received.completeExceptionally(gone);
          }
        });
  }

  /** Reads all, then answers. */
  private void serveWell(String answer) {
    serve(
        side -> {
          side.readHead();
          side.write("HTTP/1.1 100 Continue\r\n\r\n");
          received.complete(side.in().readNBytes((int) side.bodyLength()));
          side.write(
              "HTTP/1.1 200 OK\r\nContent-Type: application/x-ndjson\r\n"
                  + "Transfer-Encoding: chunked\r\n\r\n");
          side.chunk(answer.substring(0, 40));
          side.chunk(answer.substring(40));
          side.write("0\r\n\r\n");
        });
  }

  private int run(String... arguments) {
    return Import.run(kept.terminal(false), Map.of("SALEPROOF_TOKEN", "secret"), arguments);
  }

  private String url() {
    return "--url=http://localhost:" + listener.getLocalPort();
  }

  private Path file(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content);
  }

  @Test
  void showsWhatBecameOfTheFile() throws Exception {
    serveWell(ANSWER);
    Path answer = folder.resolve("answer.ndjson");
    int status =
        run(file("a.csv", "h\n1\n2\n3\n").toString(), url(), "--answer", answer.toString());
    assertThat(status).isZero();
    assertThat(kept.out())
        .containsPattern("lines +1,234\n")
        .containsPattern("already there +0\n")
        .containsPattern("invalid-price +2  line 2: no price\n")
        .containsPattern("2011-03 +1,234\\.56  GBP\n")
        .containsPattern("2010-12 +0\\.05  GBP\n")
        .containsPattern("all +1,234\\.61  GBP\n");
    assertThat(kept.progress())
        .contains("Importing: 50 % (2 of 4)")
        .contains("Importing: 100 % (4 of 4)");
    assertThat(answer).hasContent(ANSWER);
    assertThat(received.get(10, TimeUnit.SECONDS)).asString().isEqualTo("h\n1\n2\n3\n");
    assertThat(head)
        .contains("POST /v1/orders/import HTTP/1.1\r\n")
        .contains("Content-Type: text/csv\r\n")
        .contains("Authorization: Bearer secret\r\n")
        .doesNotContain("Content-Encoding");
  }

  @Test
  void sendsAPackedFileAsItIs() throws Exception {
    serveWell(ANSWER);
    Path file = folder.resolve("p.ndjson.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write("{}\n{}".getBytes(StandardCharsets.UTF_8));
    }
    assertThat(run(file.toString(), url(), "--products")).isZero();
    assertThat(received.get(10, TimeUnit.SECONDS)).isEqualTo(Files.readAllBytes(file));
    assertThat(head)
        .contains("POST /v1/products/import HTTP/1.1\r\n")
        .contains("Content-Type: application/x-ndjson\r\n")
        .contains("Content-Encoding: gzip\r\n");
    assertThat(kept.progress()).contains("(2 of 2)");
  }

  @Test
  void readsTheAnswerWhileTheFileIsOnItsWay() throws Exception {
    // The server reads on only after megabytes of its answer have been taken: a client that sends
    // first and reads then would never end.
    String many =
        "{\"type\": \"refused\", \"line\": 1, \"code\": \"c\", \"detail\": \"d\"}\n"
            .repeat(100_000);
    serve(
        side -> {
          side.readHead();
          side.write("HTTP/1.1 100 Continue\r\n\r\n");
          side.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
          side.chunk(many);
          side.in().skipNBytes(side.bodyLength());
          side.chunk("{\"type\": \"summary\", \"orders\": 0}\n");
          side.write("0\r\n\r\n");
        });
    assertThat(run(file("big.csv", "x,y,z\n".repeat(3_000_000)).toString(), url())).isZero();
    assertThat(kept.out()).containsPattern("c +100,000");
  }

  @Test
  void sendsEvenIfNobodySaysContinue() throws Exception {
    serve(
        side -> {
          side.readHead();
          received.complete(side.in().readNBytes((int) side.bodyLength()));
          side.write("HTTP/1.1 200 OK\r\n\r\n{\"type\": \"summary\", \"orders\": 7}\n");
        });
    assertThat(run(file("a.csv", "h\n").toString(), url())).isZero();
    assertThat(kept.out()).containsPattern("orders +7");
  }

  @Test
  void saysThatTheServerWantsAToken() throws Exception {
    serve(
        side -> {
          side.readHead();
          side.write("HTTP/1.1 401 Unauthorized\r\nContent-Length: 2\r\n\r\n{}");
        });
    assertThat(run(file("a.csv", "h\n").toString(), url())).isEqualTo(1);
    assertThat(kept.progress()).contains("wants a valid token").hasLineCount(1);
  }

  @Test
  void passesOnWhyTheServerRefuses() throws Exception {
    String problem = "{\"detail\": \"InvoiceNo: is missing from the header\"}";
    serve(
        side -> {
          side.readHead();
          side.write(
              "HTTP/1.1 400 Bad Request\r\nContent-Length: " + problem.length() + "\r\n\r\n");
          side.write(problem);
        });
    assertThat(run(file("a.csv", "h\n").toString(), url())).isEqualTo(1);
    assertThat(kept.progress()).contains("answered 400: InvoiceNo: is missing from the header");
  }

  @Test
  void failsIfTheShopDidNotReadToTheEnd() throws Exception {
    serveWell(
        """
        {"type": "error", "code": "upload-cut-off", "detail": "The upload ended too early"}
        {"type": "summary", "orders": 0, "refused": 0}
        """);
    assertThat(run(file("a.csv", "h\n").toString(), url())).isEqualTo(1);
    assertThat(kept.out()).contains("ended early: The upload ended too early");
  }

  @Test
  void failsIfTheAnswerBreaksOff() throws Exception {
    serve(
        side -> {
          side.readHead();
          side.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
          side.chunk("{\"type\": \"progress\", \"lines\": 1}\n");
        });
    assertThat(run(file("a.csv", "h\n").toString(), url())).isEqualTo(1);
    assertThat(kept.progress()).contains("broke off");
  }

  @Test
  void saysWhatIsMissingInOneSentence() throws Exception {
    assertThat(run(folder.resolve("none.csv").toString())).isEqualTo(1);
    assertThat(kept.progress()).contains("There is no file").hasLineCount(1);
    assertThat(run(file("a.txt", "").toString())).isEqualTo(2);
    listener.close();
    assertThat(run(file("a.csv", "h\n").toString(), url())).isEqualTo(1);
    assertThat(kept.progress()).contains("is the shop running");
  }
}
