package io.saleproof.nodes;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The work for each of the other nodes, by name. */
final class Works implements AutoCloseable {

  private final Map<String, PeerWork> works = new ConcurrentHashMap<>();

  /** Those that jobs are noted for. */
  Set<String> names() {
    return works.keySet();
  }

  @Nullable PeerWork of(String name) {
    return works.get(name);
  }

  /** Begins to work for a node; ends what was done for one of its name. */
  void begin(PeerWork work) {
    @Nullable PeerWork before = works.put(work.peer().name(), work);
    if (before != null) {
      before.close();
    }
    work.start();
  }

  void end(String name) {
    @Nullable PeerWork work = works.remove(name);
    if (work != null) {
      work.close();
    }
  }

  /** There is a new job for each. */
  void jobNoted() {
    works.values().forEach(PeerWork::jobNoted);
  }

  /** A request came from a node. */
  void heard(String name) {
    @Nullable PeerWork work = works.get(name);
    if (work != null) {
      work.heard();
    }
  }

  @Override
  public void close() {
    works.values().forEach(PeerWork::close);
  }
}
