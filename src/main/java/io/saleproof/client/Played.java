package io.saleproof.client;

import io.saleproof.trade.CustomerId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One order of a chaos run and all that its client was told.
 *
 * @param placing the last word on placing it; empty if the client gave up waiting
 * @param moves what was asked for afterwards, in its order
 * @param times how long each first sending took until it was answered
 * @param mistakes answers that contradict what was answered before, or what was asked for
 */
record Played(
    Invoice invoice,
    Optional<Answer> placing,
    List<Played.Move> moves,
    List<Duration> times,
    List<String> setbacks,
    List<String> mistakes) {

  /** One move and the last word on it; empty if the client gave up waiting. */
  record Move(Life.Act act, String key, Optional<Answer> answer) {

    boolean done() {
      return answer.isPresent() && answer.get().status() == 200;
    }
  }

  Played {
    moves = List.copyOf(moves);
    times = List.copyOf(times);
    setbacks = List.copyOf(setbacks);
    mistakes = List.copyOf(mistakes);
  }

  /** The key that it was placed with. */
  String key() {
    return invoice.number();
  }

  boolean isPlaced() {
    return placing.isPresent() && placing.get().status() == 201;
  }

  SeenOrder asAnswered() {
    return SeenOrder.of(placing.orElseThrow().json());
  }

  /** Whom the shop made it for: a guest has an id too, once there is an order. */
  CustomerId customer() {
    return new CustomerId(placing.orElseThrow().json().path("customerId").asText());
  }

  /** The state that the moves which were done have brought it to. */
  String status() {
    return moves.stream()
        .filter(Move::done)
        .map(move -> Life.LEADS_TO.getOrDefault(move.act().action(), "unknown"))
        .reduce("placed", (before, after) -> after);
  }

  /** Whether its goods came back to the shelf with a return. */
  boolean restocked() {
    return moves.stream()
        .anyMatch(
            move -> move.done() && move.act().action().equals("return") && move.act().restock());
  }
}
