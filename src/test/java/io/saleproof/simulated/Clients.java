package io.saleproof.simulated;

import com.mongodb.ClientSessionOptions;
import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
import com.mongodb.WriteConcern;
import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.bson.BsonTimestamp;
import org.bson.Document;

/** The clients of a test: what they read and write is the collection {@code things}. */
final class Clients implements AutoCloseable {

  /** Long enough on a busy machine, short enough for a failing test. */
  static final Duration PATIENCE = Duration.ofSeconds(20);

  private final SimulatedCluster cluster;
  private final List<MongoClient> open = new ArrayList<>();
  private final MongoClient client;

  Clients(SimulatedCluster cluster, String url) {
    this.cluster = cluster;
    this.client = connect(url);
  }

  MongoClient connect(String url) {
    MongoClient connected = MongoClients.create(url);
    open.add(connected);
    return connected;
  }

  MongoClient client() {
    return client;
  }

  /** Written with majority, read from the primary what a majority has. */
  MongoCollection<Document> things() {
    return things(client);
  }

  static MongoCollection<Document> things(MongoClient client) {
    return client
        .getDatabase("test")
        .getCollection("things")
        .withReadConcern(ReadConcern.MAJORITY)
        .withWriteConcern(WriteConcern.MAJORITY);
  }

  /** Written to one member only, read whatever the primary has. */
  MongoCollection<Document> unsafe() {
    return things().withReadConcern(ReadConcern.LOCAL).withWriteConcern(WriteConcern.W1);
  }

  /** Read from one member, whatever it is. */
  MongoCollection<Document> at(int member) {
    return things(connect(cluster.memberUrl(member))).withReadPreference(ReadPreference.nearest());
  }

  ClientSession session() {
    return session(client);
  }

  static ClientSession session(MongoClient client) {
    return client.startSession(ClientSessionOptions.builder().causallyConsistent(true).build());
  }

  /** A session at another client that demands what this one has seen. */
  static ClientSession after(ClientSession seen, MongoClient client) {
    ClientSession session = session(client);
    session.advanceClusterTime(seen.getClusterTime());
    session.advanceOperationTime(seen.getOperationTime());
    return session;
  }

  /** A session that demands this time, which it knows from elsewhere. */
  static ClientSession after(BsonTimestamp time, MongoClient client) {
    ClientSession session = session(client);
    session.advanceOperationTime(time);
    return session;
  }

  static Document thing(Object id) {
    return new Document("_id", id);
  }

  static List<Object> ids(Iterable<Document> found) {
    List<Object> ids = new ArrayList<>();
    found.forEach(it -> ids.add(it.get("_id")));
    return ids;
  }

  @Override
  public void close() {
    open.forEach(MongoClient::close);
  }
}
