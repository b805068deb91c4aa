package io.saleproof.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * Load over HTTP from one thread, with as little work for each request as Java can do, so that the
 * server is full before its load is. Three shapes: as fast as answers come, at a fixed rate whether
 * they come or not (so that a slow answer makes the wait of those behind it count), and all
 * connections at one moment.
 */
final class HttpLoad implements AutoCloseable {

  private static final int BUFFER = 256 * 1024;
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int SELECT_MILLIS = 100;

  private final Selector selector;
  private final List<LoadConnection> connections = new ArrayList<>();
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
  private final ArrayDeque<LoadConnection> idle = new ArrayDeque<>();
  private Latencies latencies = new Latencies();

  HttpLoad(int port, int count) {
    try {
      selector = Selector.open();
      for (int i = 0; i < count; i++) {
        connections.add(new LoadConnection(i, port, selector));
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    idle.addAll(connections);
  }

  /** As fast as answers come; counts those that came in time. */
  Latencies closed(Talk talk, Duration time) {
    return measured(
        () -> {
          long end = System.nanoTime() + time.toNanos();
          sendAll(talk);
          while (System.nanoTime() < end) {
            receive(talk, SELECT_MILLIS);
            sendAll(talk);
          }
        },
        talk);
  }

  /** A request each 1/rate of a second; its time counts from when it was due. */
  Latencies open(Talk talk, Duration time, double perSecond) {
    return measured(
        () -> {
          long begun = System.nanoTime();
          double step = 1e9 / perSecond;
          long count = (long) (time.toNanos() / step);
          for (long sent = 0; sent < count; ) {
            long due = begun + (long) (sent * step);
            if (System.nanoTime() >= due && !idle.isEmpty()) {
              send(talk, due);
              sent++;
            } else {
              receive(talk, 0);
            }
          }
        },
        talk);
  }

  /** One request of each connection, all at one moment. */
  Latencies burst(Talk talk) {
    return measured(
        () -> {
          long now = System.nanoTime();
          while (!idle.isEmpty()) {
            send(talk, now);
          }
        },
        talk);
  }

  private interface Step {
    void run() throws IOException;
  }

  private Latencies measured(Step step, Talk talk) {
    latencies = new Latencies();
    try {
      long begun = System.nanoTime();
      step.run();
      latencies.endOfWindow(System.nanoTime() - begun);
      drain(talk);
      return latencies;
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private void drain(Talk talk) throws IOException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (idle.size() < connections.size()) {
      if (System.nanoTime() > end) {
        throw new IOException(connections.size() - idle.size() + " requests were not answered");
      }
      receive(talk, SELECT_MILLIS);
    }
  }

  private void sendAll(Talk talk) throws IOException {
    while (!idle.isEmpty()) {
      send(talk, System.nanoTime());
    }
  }

  private void send(Talk talk, long due) throws IOException {
    LoadConnection connection = idle.poll();
    connection.send(talk.next(connection.number), due);
  }

  private void receive(Talk talk, int waitMillis) throws IOException {
    if (waitMillis == 0) {
      selector.selectNow();
    } else {
      selector.select(waitMillis);
    }
    for (SelectionKey key : selector.selectedKeys()) {
      LoadConnection connection = (LoadConnection) key.attachment();
      if (connection.receive(buffer)) {
        latencies.add(System.nanoTime() - connection.since());
        talk.answered(connection.number, connection.answer());
        idle.add(connection);
      }
    }
    selector.selectedKeys().clear();
  }

  @Override
  public void close() {
    try {
      for (LoadConnection connection : connections) {
        connection.close();
      }
      selector.close();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
