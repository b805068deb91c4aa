package io.saleproof.client;

import io.saleproof.trade.CustomerId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Asks for the outcome of every key in both ways: by sending the request once more, which must give
 * the bytes that the client was told, and by asking what became of the key.
 */
record KeysCheck(ShopApi shop, AuditApi audit) {

  /** The mistakes about the keys of one order. */
  List<String> of(Played played) {
    List<String> mistakes = new ArrayList<>();
    @Nullable CustomerId customer = played.invoice().customer();
    played
        .placing()
        .ifPresentOrElse(
            told -> {
              compare(played.key(), told, shop.place(played.invoice(), played.key()), mistakes);
              outcome(played.key(), customer, told, mistakes);
            },
            () -> mistakes.add(played.key() + " was never answered"));
    for (Played.Move move : played.moves()) {
      if (move.answer().isEmpty()) {
        mistakes.add(move.key() + " was never answered");
      } else if (move.done()) {
        Answer told = move.answer().get();
        Answer again = shop.move(played.asAnswered().id(), move.act(), move.key());
        compare(move.key(), told, again, mistakes);
        outcome(move.key(), played.customer(), told, mistakes);
      }
    }
    return mistakes;
  }

  private static void compare(String key, Answer told, Answer again, List<String> mistakes) {
    if (!again.sameAs(told)) {
      mistakes.add(key + " was answered " + told + ", and asked again " + again);
    } else if (!again.replayed()) {
      mistakes.add(key + ", asked again, was not answered as a replay");
    }
  }

  private void outcome(
      String key, @Nullable CustomerId customer, Answer told, List<String> mistakes) {
    Optional<KeyOutcome> outcome = audit.key(key, customer);
    if (outcome.isEmpty()) {
      mistakes.add(key + " was answered " + told + " and is unknown");
      return;
    }
    KeyOutcome said = outcome.get();
    String id = told.json().path("id").asText();
    if (!said.state().equals("done") || said.status() != told.status()) {
      mistakes.add(key + " was answered " + told + " and is said to be " + said);
    } else if (!id.isEmpty() && !said.location().endsWith(id)) {
      mistakes.add(key + " made " + id + " and is said to have made " + said.location());
    }
  }
}
