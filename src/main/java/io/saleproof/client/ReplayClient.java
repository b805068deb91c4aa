package io.saleproof.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** One of the clients side by side: plays its invoices one after the other. Used by one thread. */
final class ReplayClient {

  /** After so many invoices in a row without an answer the shop counts as gone. */
  static final int MAX_UNANSWERED_IN_A_ROW = 3;

  private static final int CREATED = 201;
  private static final int OK = 200;
  private static final int CONFLICT = 409;

  private final ShopApi shop;
  private final Choices choices;
  private final String runId;
  private final Progress progress;
  private int unanswered;

  ReplayClient(ShopApi shop, Choices choices, String runId, Progress progress) {
    this.shop = shop;
    this.choices = choices;
    this.runId = runId;
    this.progress = progress;
  }

  /**
   * @throws Failure if the shop is gone
   */
  List<Outcome> play(List<Invoice> invoices) {
    List<Outcome> outcomes = new ArrayList<>();
    for (Invoice invoice : invoices) {
      outcomes.add(play(invoice));
      progress.add(1);
    }
    return outcomes;
  }

  private Outcome play(Invoice invoice) {
    Sent sent = new Sent(invoice);
    try {
      Outcome.Ending ending = sent.play();
      unanswered = 0;
      return sent.outcome(ending);
    } catch (Failure gone) {
      if (++unanswered == MAX_UNANSWERED_IN_A_ROW) {
        throw gone;
      }
      return sent.outcome(new Outcome.Ending.Failed(String.valueOf(gone.getMessage())));
    }
  }

  /** One invoice on its way. */
  private final class Sent {
    private final Invoice invoice;
    private final String key;
    private final List<String> mistakes = new ArrayList<>();
    private Duration placing = Duration.ZERO;
    private final List<String> setbacks = new ArrayList<>();

    Sent(Invoice invoice) {
      this.invoice = invoice;
      this.key = "replay-" + runId + "-" + invoice.number();
    }

    Outcome.Ending play() {
      Answer answer = choices.twin().contains(invoice.number()) ? placeTwin() : placeOnce();
      if (choices.repeated().contains(invoice.number())) {
        Answer again = counted(shop.place(invoice, key));
        expect(again.replayed(), "sent again, it was not answered as a replay: " + again);
        expect(again.sameAs(answer), "sent again, it got another answer: " + again);
      }
      if (answer.status() == CREATED) {
        return moveOn(judge(answer.json()));
      }
      return answer.status() == CONFLICT && answer.code().equals("out-of-stock")
          ? new Outcome.Ending.Refused()
          : new Outcome.Ending.Failed("placing was answered " + answer);
    }

    private Answer placeOnce() {
      long begun = System.nanoTime();
      Answer answer = shop.place(invoice, key);
      placing = Duration.ofNanos(System.nanoTime() - begun);
      return counted(answer);
    }

    /** The same request twice at once: one places the order, the other must get its answer. */
    private Answer placeTwin() {
      Twin twin = Twin.begin(() -> shop.place(invoice, key));
      Answer answer = placeOnce();
      Answer other = counted(twin.join());
      expect(answer.sameAs(other), "sent twice at once, it got two answers: " + other);
      expect(
          answer.replayed() || other.replayed(), "sent twice at once, neither answer was a replay");
      expect(
          !setbacks.isEmpty() || !(answer.replayed() && other.replayed()),
          "sent twice at once, both answers were replays");
      return answer;
    }

    /** The order's id, once its answer is found to be what was asked for. */
    private String judge(JsonNode json) {
      SeenOrder order = SeenOrder.of(json);
      expect(order.status().equals("placed"), "was placed with status " + order.status());
      expect(order.units().equals(invoice.units()), "was placed with other lines");
      expect(order.sumOfLines() == order.total(), "has a total that is not the sum of its lines");
      return order.id();
    }

    private Outcome.Ending moveOn(String orderId) {
      boolean paid = choices.paid().contains(invoice.number()) && move(orderId, "pay", "paid");
      boolean cancelled =
          choices.cancelled().contains(invoice.number()) && move(orderId, "cancel", "cancelled");
      return new Outcome.Ending.Placed(orderId, paid, cancelled);
    }

    private boolean move(String orderId, String action, String status) {
      Answer answer = counted(shop.move(orderId, action, key + "-" + action));
      boolean moved = answer.status() == OK && answer.json().path("status").asText().equals(status);
      expect(moved, action + " was answered " + answer);
      return moved;
    }

    private void expect(boolean holds, String otherwise) {
      if (!holds) {
        mistakes.add("invoice " + invoice.number() + ": " + otherwise);
      }
    }

    private Answer counted(Answer answer) {
      setbacks.addAll(answer.setbacks());
      return answer;
    }

    Outcome outcome(Outcome.Ending ending) {
      if (ending instanceof Outcome.Ending.Failed(String why)) {
        mistakes.add("invoice " + invoice.number() + ": " + why);
      }
      boolean twice =
          choices.repeated().contains(invoice.number())
              || choices.twin().contains(invoice.number());
      return new Outcome(invoice, ending, placing, twice, setbacks, mistakes);
    }
  }
}
