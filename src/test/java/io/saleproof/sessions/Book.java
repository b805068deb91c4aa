package io.saleproof.sessions;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * What the clients tell each other beside the shop, without tokens: what was acknowledged or shown
 * to any of them.
 */
final class Book {

  /** Of the orders placed last, so many are looked at. */
  private static final int RECENT = 64;

  private static final long SOON_NANOS = TimeUnit.MILLISECONDS.toNanos(400);

  private final Breaches breaches;
  private final Map<String, Long> newest = new ConcurrentHashMap<>();
  private final Map<String, Long> acknowledged = new ConcurrentHashMap<>();
  private final Map<String, String> contents = new ConcurrentHashMap<>();
  private final Map<String, String> newestOrders = new ConcurrentHashMap<>();
  private final List<String> recentOrders = new CopyOnWriteArrayList<>();
  private volatile @Nullable String newestOrder;
  private final AtomicInteger lastProfile = new AtomicInteger();
  private final AtomicInteger changing = new AtomicInteger();
  private final Map<String, AtomicInteger> eras = new ConcurrentHashMap<>();

  Book(Breaches breaches) {
    this.breaches = breaches;
  }

  /** Somebody was shown this version. */
  void shown(String thing, long version) {
    newest.merge(thing, version, Math::max);
  }

  /** A write of this version was acknowledged: it is never lost. */
  void acknowledged(String thing, long version) {
    shown(thing, version);
    acknowledged.merge(thing, version, Math::max);
  }

  void changing(int profile) {
    changing.set(profile);
  }

  /** The profile that somebody has begun to change last, and may still be changing. */
  int changing() {
    return changing.get();
  }

  void changedProfile(int number) {
    lastProfile.set(number);
  }

  /** The one that was changed last. */
  int lastProfile() {
    return lastProfile.get();
  }

  /** The newest version that any client knows of; 0: none. */
  long newest(String thing) {
    return newest.getOrDefault(thing, 0L);
  }

  Map<String, Long> acknowledged() {
    return Map.copyOf(acknowledged);
  }

  /** A version has one content, whoever is shown it. */
  void content(String thing, long version, String content) {
    String known = contents.putIfAbsent(thing + "@" + version, content);
    if (known != null && !known.equals(content)) {
      breaches.add(
          Guarantee.NOTHING_LOST,
          thing + "@" + version + " is '" + known + "' and also '" + content + "'");
    }
  }

  /** Empty if nobody was shown it. */
  String contentOf(String thing, long version) {
    return contents.getOrDefault(thing + "@" + version, "");
  }

  void placed(String customer, String id) {
    newestOrders.put(customer, id);
    recentOrders.add(id);
    newestOrder = id;
    if (recentOrders.size() > RECENT) {
      recentOrders.removeFirst();
    }
  }

  /** An order of this customer that was placed lately. */
  @Nullable String newestOrder(String customer) {
    return newestOrders.get(customer);
  }

  List<String> recentOrders() {
    return List.copyOf(recentOrders);
  }

  /**
   * The one that is placed next, told at once: no replica that is behind has it yet. If none is
   * placed soon, the one that was placed last.
   */
  @Nullable String nextOrder() {
    String before = newestOrder;
    long begun = System.nanoTime();
    while (Objects.equals(before, newestOrder) && System.nanoTime() - begun < SOON_NANOS) {
      LockSupport.parkNanos(SOON_NANOS / 400);
    }
    return newestOrder;
  }

  /** The name that goes by this one at the moment; so that nothing gets too long. */
  String current(String name) {
    return name + "-" + era(name).get();
  }

  /** This one is full. */
  void next(String name, String full) {
    int number = Integer.parseInt(full.substring(name.length() + 1));
    era(name).compareAndSet(number, number + 1);
  }

  private AtomicInteger era(String name) {
    return eras.computeIfAbsent(name, absent -> new AtomicInteger());
  }
}
