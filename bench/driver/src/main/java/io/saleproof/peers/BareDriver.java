package io.saleproof.peers;

import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import org.bson.Document;

/**
 * Reads documents by id, one after the other in each of its threads, and nothing else. Arguments:
 * connection string, database, collection, threads. Each line of its standard input says for how
 * many milliseconds; answered with a line that says how many were read.
 */
public final class BareDriver {

  private final MongoCollection<Document> documents;
  private final List<Object> ids = new ArrayList<>();
  private final int threads;

  private BareDriver(MongoCollection<Document> documents, int threads) {
    this.documents = documents;
    this.threads = threads;
    for (Document one : documents.find().projection(Projections.include("_id"))) {
      ids.add(one.get("_id"));
    }
  }

  public static void main(String... arguments) throws Exception {
    try (MongoClient client = MongoClients.create(arguments[0])) {
      MongoCollection<Document> documents =
          client
              .getDatabase(arguments[1])
              .getCollection(arguments[2])
              // As the product reads them.
              .withReadPreference(ReadPreference.primaryPreferred())
              .withReadConcern(ReadConcern.MAJORITY);
      new BareDriver(documents, Integer.parseInt(arguments[3])).serve();
    }
  }

  private void serve() throws IOException, InterruptedException, ExecutionException {
    BufferedReader orders =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    for (String millis = orders.readLine(); millis != null; millis = orders.readLine()) {
      System.out.println(read(Long.parseLong(millis)));
      System.out.flush();
    }
  }

  private long read(long millis) throws InterruptedException, ExecutionException {
    long end = System.nanoTime() + millis * 1_000_000;
    long all = 0;
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      List<Future<Long>> counts = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        counts.add(pool.submit(() -> readUntil(end)));
      }
      for (Future<Long> count : counts) {
        all += count.get();
      }
    }
    return all;
  }

  private long readUntil(long end) {
    long count = 0;
    while (System.nanoTime() < end) {
      Object id = ids.get(ThreadLocalRandom.current().nextInt(ids.size()));
      if (documents.find(Filters.eq("_id", id)).first() == null) {
        throw new IllegalStateException("document " + id + " is gone");
      }
      count++;
    }
    return count;
  }
}
