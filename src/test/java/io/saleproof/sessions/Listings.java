package io.saleproof.sessions;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What a client does with a collection whose listing every instance keeps. Nobody's writes depend
 * on it for others: of what is cached, a token knows only what its own client has seen.
 */
final class Listings {

  private static final String SHARED = "users";

  /** Then another collection follows, lest listings get long. */
  private static final int USERS_OF_A_COLLECTION = 40;

  private final Visitor visitor;
  private final Map<String, Guarantee> known = new HashMap<>();
  private String collection = "";
  private long added;

  Listings(Visitor visitor) {
    this.visitor = visitor;
  }

  void add() {
    follow();
    String name = visitor.asker() + " " + added++;
    Answer answer =
        visitor.asker().post("/" + collection + "/users", Map.of(), Map.of("age", 1, "name", name));
    if (answer.status() == 201) {
      known.put(name, Guarantee.READ_YOUR_WRITES);
    } else {
      visitor.refused(answer, "add to " + collection);
    }
  }

  void read() {
    follow();
    Answer answer = visitor.asker().get("/" + collection + "/users", Map.of());
    if (answer.status() != 200) {
      visitor.refused(answer, "list " + collection);
      return;
    }
    Set<String> shown = new HashSet<>();
    for (JsonNode user : answer.body().path("users")) {
      shown.add(user.path("name").asText());
    }
    known.forEach(
        (name, guarantee) -> {
          if (!shown.contains(name)) {
            visitor
                .breaches()
                .add(guarantee, visitor.asker() + " misses '" + name + "' in " + collection);
          }
        });
    shown.forEach(name -> known.putIfAbsent(name, Guarantee.MONOTONIC_READS));
    if (shown.size() >= USERS_OF_A_COLLECTION) {
      visitor.book().next(SHARED, collection);
    }
  }

  private void follow() {
    String current = visitor.book().current(SHARED);
    if (!current.equals(collection)) {
      collection = current;
      known.clear();
    }
  }
}
