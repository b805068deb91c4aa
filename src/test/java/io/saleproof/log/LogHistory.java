package io.saleproof.log;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * What clients and readers have seen of a group, held against the members' disks: at the moment it
 * was seen, and at the end.
 */
final class LogHistory {

  private static final int CREATED = 201;
  private static final int TIMED_OUT = 504;
  private static final int OK = 200;

  /** The codes of answers that promise that nothing was stored. */
  private static final Set<String> REFUSALS = Set.of("overloaded", "no-majority", "another-master");

  private static final int NOT_FOUND = 404;

  /** A member as it is seen from outside. */
  interface Observed {

    /** What its file holds now. */
    StoredMessages onDisk();

    HttpResponse<String> get(String path) throws IOException, InterruptedException;
  }

  private final Supplier<? extends List<? extends Observed>> members;
  private final Observed master;
  private final Map<Long, String> acknowledged = new ConcurrentHashMap<>();
  private final Map<Long, String> seen = new ConcurrentHashMap<>();
  private final Map<Observed, AtomicLong> cursors = new ConcurrentHashMap<>();
  private final Queue<String> broken = new ConcurrentLinkedQueue<>();
  private final Set<String> refused = ConcurrentHashMap.newKeySet();
  private final AtomicLong timeouts = new AtomicLong();
  private final AtomicLong errors = new AtomicLong();

  /**
   * @param members all of them as they are now, the master included
   */
  LogHistory(Supplier<? extends List<? extends Observed>> members, Observed master) {
    this.members = members;
    this.master = master;
  }

  private long holders(long number) {
    return members.get().stream().filter(member -> member.onDisk().last() >= number).count();
  }

  /** A client got this answer to its append. */
  void answered(String text, int w, HttpResponse<String> answer) throws IOException {
    JsonNode json = Wire.JSON.readTree(answer.body());
    long number = json.path("number").asLong();
    if (answer.statusCode() == CREATED) {
      long holders = holders(number);
      if (holders < w) {
        broken.add(
            "message %d was acknowledged for w=%d on %d disks".formatted(number, w, holders));
      }
      String other = acknowledged.put(number, text);
      if (other != null) {
        broken.add("number %d stands for %s and %s".formatted(number, other, text));
      }
    } else if (answer.statusCode() == TIMED_OUT) {
      timeouts.incrementAndGet();
      remember(number, text);
    } else {
      errors.incrementAndGet();
      if (REFUSALS.contains(json.path("code").asText())) {
        refused.add(text);
      }
    }
  }

  /** A check could not even be made. */
  void broken(Throwable why) {
    broken.add(why.toString());
  }

  void failed() {
    errors.incrementAndGet();
  }

  /** Reads on at this member, from where it was read last. */
  void read(Observed member) throws IOException, InterruptedException {
    AtomicLong cursor = cursors.computeIfAbsent(member, key -> new AtomicLong());
    long after = cursor.get();
    HttpResponse<String> answer =
        member.get(MessageAddresses.MESSAGES + "?limit=500&after=" + after);
    if (answer.statusCode() != OK) {
      return;
    }
    List<Long> disks = members.get().stream().map(one -> one.onDisk().last()).toList();
    for (JsonNode message : Wire.JSON.readTree(answer.body()).path("messages")) {
      long number = message.path("number").asLong();
      if (number != after + 1) {
        broken.add("message %d is shown after %d".formatted(number, after));
        return;
      }
      shown(member, disks, number, message.path("message").asText());
      after = number;
    }
    cursor.set(after);
    if (after > 0
        && member.get(MessageAddresses.MESSAGES + "/" + after).statusCode() == NOT_FOUND) {
      broken.add("message " + after + " is not shown any more");
    }
  }

  private void shown(Observed member, List<Long> disks, long number, String text) {
    if (member.onDisk().last() < number) {
      broken.add("message " + number + " is shown and not on the member's disk");
      return;
    }
    // The master shows what it has; the others wait for the message's write concern.
    int w = member == master ? 1 : member.onDisk().get(number).w();
    if (disks.stream().filter(last -> last >= number).count() < w) {
      broken.add("message %d is shown before %d members hold it".formatted(number, w));
    }
    remember(number, text);
  }

  private void remember(long number, String text) {
    String other = seen.put(number, text);
    if (other != null && !other.equals(text)) {
      broken.add("number %d was %s and is %s".formatted(number, other, text));
    }
  }

  /**
   * What is not as promised: in the members' files every one must have the same list, each message
   * once, and all that was acknowledged or seen.
   */
  List<String> broken() {
    List<String> all = new ArrayList<>(broken);
    List<StoredMessages.Stored> list = master.onDisk().all();
    for (Observed member : members.get()) {
      if (!member.onDisk().all().equals(list)) {
        all.add("the file of %s is not the master's".formatted(member));
      }
    }
    Set<String> texts = new HashSet<>();
    for (StoredMessages.Stored message : list) {
      if (!texts.add(message.text())) {
        all.add(message + " is there twice");
      }
      if (refused.contains(message.text())) {
        all.add(message + " is there and was refused");
      }
    }
    acknowledged.forEach((number, text) -> compare(list, number, text, all));
    seen.forEach((number, text) -> compare(list, number, text, all));
    return all;
  }

  private static void compare(
      List<StoredMessages.Stored> list, long number, String text, List<String> all) {
    if (number > list.size() || !list.get((int) number - 1).text().equals(text)) {
      all.add("message %d, %s, is lost".formatted(number, text));
    }
  }

  int acknowledged() {
    return acknowledged.size();
  }

  @Override
  public String toString() {
    return "%d acknowledged, %d timed out, %d errors (%d refused), %d seen by readers"
        .formatted(acknowledged.size(), timeouts.get(), errors.get(), refused.size(), seen.size());
  }
}
