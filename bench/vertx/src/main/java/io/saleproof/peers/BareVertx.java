package io.saleproof.peers;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * One HTTP server without a router that answers every request with the same recorded answer.
 * Arguments: the port, and the file with the answer as it came over the wire.
 */
public final class BareVertx {

  private static final int UNUSABLE = 1;

  private BareVertx() {}

  public static void main(String... arguments) throws IOException {
    int port = Integer.parseInt(arguments[0]);
    Answer answer = Answer.of(Files.readAllBytes(Path.of(arguments[1])));
    Vertx.vertx()
        .createHttpServer(new HttpServerOptions().setHost("127.0.0.1").setPort(port))
        .requestHandler(request -> answer.give(request.response()))
        .listen()
        .onFailure(
            failure -> {
              System.err.println(failure.getMessage());
              System.exit(UNUSABLE);
            });
  }
}
