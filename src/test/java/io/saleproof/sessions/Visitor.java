package io.saleproof.sessions;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One client: what it knows, how it asks, and what it thinks of what it is shown. For one thread.
 *
 * @param number from 0
 */
record Visitor(
    int number,
    Asker asker,
    Knowledge knowledge,
    Book book,
    Breaches breaches,
    SplittableRandom random) {

  /** Refusals that any request may get: look again, or try again. */
  private static final Set<Integer> REFUSALS = Set.of(409, 412, 503);

  private static final int LONGEST_REST_MILLIS = 500;

  /** Somebody who has not been here before. */
  Visitor guest() {
    return new Visitor(number, asker.guest(), new Knowledge(), book, breaches, random);
  }

  /** Whether this time, of so many. */
  boolean oneIn(int times) {
    return random.nextInt(times) == 0;
  }

  /** The client comes back after a while in which others go on, so that it knows less than they. */
  void rest() {
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(LONGEST_REST_MILLIS)));
  }

  /** The client is shown this version of a thing: is it new enough? */
  void sees(String thing, long version, Answer answer) {
    Optional<Guarantee> broken = knowledge.brokenBy(thing, version);
    broken.ifPresent(
        guarantee ->
            breaches.add(
                guarantee,
                "%s knows %s@%d and is shown @%d by %s"
                    .formatted(asker, thing, knowledge.least(thing), version, answer)));
    knowledge.read(thing, version);
    book.shown(thing, version);
  }

  /**
   * Reads something that exists, sometimes only if it is another version than the newest that
   * anybody knows.
   *
   * @return the answer, or {@code null} if it is no 200
   */
  @Nullable Answer look(String thing, String path) {
    return look(thing, path, oneIn(3) ? book.newest(thing) : 0);
  }

  /**
   * The same.
   *
   * @param hint the version that it should not be; 0: it may be any
   */
  @Nullable Answer look(String thing, String path, long hint) {
    Answer answer = asker.get(path, hint == 0 ? Map.of() : Map.of("If-None-Match", tag(hint)));
    switch (answer.status()) {
      case 200 -> {
        if (answer.etag() != 0) {
          sees(thing, answer.etag(), answer);
        }
        return answer;
      }
      case 304 -> {
        sees(thing, hint, answer);
        // Whoever has this version of it has read it.
        knowledge.follow(dependenciesIn(book.contentOf(thing, hint)));
      }
      case 404 -> isMissing(thing, answer);
      default -> refused(answer, path);
    }
    return null;
  }

  void isMissing(String thing, Answer answer) {
    breaches.add(Guarantee.WHAT_EXISTS_IS_FOUND, asker + " is told of " + thing + ": " + answer);
  }

  /** Not now, which is no breach, or something that must not happen at all. */
  void refused(Answer answer, String request) {
    if (answer.status() != 0 && !REFUSALS.contains(answer.status())) {
      breaches.add(Guarantee.NO_FAULT, asker + ": " + answer + " to " + request + answer.body());
    }
  }

  /**
   * A write at this version was refused because the thing has another one by now.
   *
   * @param expected the version that the client knew
   */
  void stale(String thing, long expected, Answer answer) {
    if (answer.etag() == expected) {
      breaches.add(
          Guarantee.NOTHING_LOST,
          asker + ": " + thing + "@" + expected + " was refused for being at just that version");
    }
    sees(thing, answer.etag(), answer);
  }

  static String tag(long version) {
    return "\"" + version + "\"";
  }

  /** What follows the bar in a content. */
  static String dependenciesIn(String content) {
    return content.substring(content.indexOf('|') + 1);
  }
}
