package io.saleproof.sessions;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a client does with the profiles that all of them share. */
final class Profiles {

  static final int COUNT = 20;

  private static final Pattern PROFILE = Pattern.compile("\\bp(\\d+)=");

  private final Visitor visitor;
  private int last;
  private long written;

  Profiles(Visitor visitor) {
    this.visitor = visitor;
  }

  /** Half of the time it then looks at once at something that this one's writer had seen. */
  void read() {
    String dependencies = read(visitor.random().nextInt(COUNT));
    List<Integer> profiles =
        PROFILE.matcher(dependencies).results().map(it -> Integer.valueOf(it.group(1))).toList();
    if (!profiles.isEmpty() && visitor.oneIn(2)) {
      read(profiles.get(visitor.random().nextInt(profiles.size())));
    }
  }

  /** What it says that it depends on; empty if it was not shown. */
  private String read(int number) {
    last = number;
    return shown(number, visitor.look(thing(number), path(number)));
  }

  private String shown(int number, @Nullable Answer answer) {
    if (answer == null) {
      return "";
    }
    String content = answer.body().path("name").asText();
    String dependencies = Visitor.dependenciesIn(content);
    visitor.book().content(thing(number), answer.etag(), content);
    visitor.knowledge().follow(dependencies);
    return dependencies;
  }

  /**
   * After a while, looks at what somebody else has just changed and is told that it knows it, or
   * that its own change comes too late; then looks again. Only the token of the first answer, which
   * shows nothing, makes sure of the second.
   */
  void comeBack() {
    visitor.rest();
    int number = visitor.book().lastProfile();
    if (visitor.oneIn(2)) {
      write(number);
    } else {
      long hint = visitor.book().newest(thing(number));
      shown(number, visitor.look(thing(number), path(number), hint));
    }
    shown(number, visitor.look(thing(number), path(number), 0));
  }

  /**
   * A guest looks twice at what somebody is just changing. Without a token the first look is at the
   * primary, which may be about to lose that change.
   */
  void receiveGuest() {
    Profiles guest = new Profiles(visitor.guest());
    int number = visitor.book().changing();
    guest.read(number);
    guest.read(number);
  }

  /** Writes what this client had seen and written, so that its readers can be held to it. */
  void write() {
    write(visitor.oneIn(2) ? last : visitor.random().nextInt(COUNT));
  }

  private void write(int number) {
    String thing = thing(number);
    long expected = visitor.knowledge().least(thing);
    if (expected == 0) {
      read(number);
      return;
    }
    visitor.book().changing(number);
    String content = visitor.asker() + ", " + written++ + " |" + visitor.knowledge().dependencies();
    Answer answer =
        visitor
            .asker()
            .put(path(number), Map.of("If-Match", Visitor.tag(expected)), Map.of("name", content));
    switch (answer.status()) {
      case 200 -> acknowledged(number, expected, answer, content);
      case 412 -> visitor.stale(thing, expected, answer);
      case 404 -> visitor.isMissing(thing, answer);
      default -> visitor.refused(answer, "PUT " + path(number));
    }
  }

  private void acknowledged(int number, long expected, Answer answer, String content) {
    String thing = thing(number);
    if (answer.etag() != expected + 1) {
      visitor
          .breaches()
          .add(
              Guarantee.NOTHING_LOST,
              thing + " went from " + expected + " to " + answer.etag() + " in one write");
    }
    visitor.book().content(thing, answer.etag(), content);
    visitor.book().acknowledged(thing, answer.etag());
    visitor.book().changedProfile(number);
    visitor.knowledge().wrote(thing, answer.etag());
  }

  static String thing(int number) {
    return "p" + number;
  }

  static String path(int number) {
    return "/v1/customers/" + thing(number);
  }
}
