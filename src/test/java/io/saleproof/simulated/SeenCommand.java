package io.saleproof.simulated;

import de.bwaldvogel.mongo.wire.bson.BsonEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.Optional;
import org.bson.BsonDocument;
import org.bson.BsonTimestamp;
import org.bson.RawBsonDocument;

/**
 * A command that a server of the simulated cluster has got. What goes through a router is seen
 * twice: there, and at the member that it was passed to.
 */
public final class SeenCommand {

  private final String server;
  private final Request request;

  SeenCommand(String server, Request request) {
    this.server = server;
    this.request = request;
  }

  /** {@code member 0}, {@code router 1} and so on. */
  public String server() {
    return server;
  }

  /** Such as {@code find}. */
  public String name() {
    return request.name();
  }

  public String database() {
    return request.database();
  }

  /** The collection, or what else stands for it. */
  public String collection() {
    return String.valueOf(
        request.is("getMore") ? request.body().get("collection") : request.body().get(name()));
  }

  /** {@code primary} if the client has not named another. */
  public String readPreference() {
    return request.readPreference();
  }

  /** {@code local} if the client has not named another. */
  public String readConcernLevel() {
    return request.readConcernLevel();
  }

  public Optional<BsonTimestamp> afterClusterTime() {
    return request.afterClusterTime() == 0
        ? Optional.empty()
        : Optional.of(new BsonTimestamp(request.afterClusterTime()));
  }

  /** Whether its client may send it twice. */
  public boolean retryableWrite() {
    return request.retryKey().isPresent();
  }

  /** All of it. */
  public BsonDocument body() {
    ByteBuf bytes = Unpooled.buffer();
    BsonEncoder.encodeDocument(request.body(), bytes);
    return new RawBsonDocument(ByteBufUtil.getBytes(bytes));
  }

  @Override
  public String toString() {
    return server + ": " + name() + " " + database() + "." + collection();
  }
}
