package io.saleproof.redis;

import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.PfxOptions;
import java.util.concurrent.TimeUnit;

/** Takes encrypted connections and passes on what they bring, for a Redis that can't do so. */
final class TlsTerminator implements AutoCloseable {

  private final Vertx vertx = Vertx.vertx();
  private final NetServer server;
  private final NetClient client = vertx.createNetClient();

  TlsTerminator(TestCertificate certificate, RedisNode to) throws Exception {
    server =
        vertx
            .createNetServer(
                new NetServerOptions()
                    .setHost("127.0.0.1")
                    .setPort(0)
                    .setSsl(true)
                    .setKeyCertOptions(
                        new PfxOptions()
                            .setPath(certificate.keyStore().toString())
                            .setPassword(TestCertificate.PASSWORD)))
            .connectHandler(from -> passOn(from, to));
    server.listen().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  private void passOn(NetSocket from, RedisNode to) {
    from.pause();
    client
        .connect(to.port(), to.host())
        .onSuccess(
            reached -> {
              from.pipeTo(reached);
              reached.pipeTo(from);
            })
        .onFailure(gone -> from.close());
  }

  RedisNode node() {
    return new RedisNode("127.0.0.1", server.actualPort());
  }

  @Override
  public void close() {
    vertx.close();
  }
}
