package io.saleproof.client;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One of the clients of a chaos run: places an order and brings it through some of its life, again
 * and again. Whatever is not answered is asked for again with the same key, at another instance.
 * Used by one thread.
 */
final class ChaosClient {

  /** One in so many is sent a second time after its answer, one in so many twice at once. */
  private static final int REPEATED_ONE_IN = 10;

  private static final int TWIN_ONE_IN = 10;
  private static final int MOVE_REPEATED_ONE_IN = 10;
  private static final int ILLEGAL_ONE_IN = 25;
  private static final int OTHER_BODY_ONE_IN = 40;
  private static final int RECEIVED_ONE_IN = 30;
  private static final long UNITS_RECEIVED = 3;

  private final int number;
  private final ShopApi shop;
  private final ShopApi again;
  private final ChaosGoods goods;
  private final Random random;
  private final Clock clock;
  private final List<Receipt> receipts = new ArrayList<>();

  /**
   * @param again the same shop for second sendings, so that two requests may run at once
   */
  ChaosClient(
      int number, ShopApi shop, ShopApi again, ChaosGoods goods, Random random, Clock clock) {
    this.number = number;
    this.shop = shop;
    this.again = again;
    this.goods = goods;
    this.random = random;
    this.clock = clock;
  }

  /** Plays while it goes on; an order once begun is brought to its end. */
  List<Played> play(BooleanSupplier goesOn) {
    List<Played> all = new ArrayList<>();
    while (goesOn.getAsBoolean()) {
      if (oneIn(RECEIVED_ONE_IN)) {
        receive();
      }
      all.add(new Order(goods.next(number, all.size(), random)).play());
    }
    return all;
  }

  /** The movements that this client sent; each took place once or is still to be asked for. */
  List<Receipt> receipts() {
    return List.copyOf(receipts);
  }

  private void receive() {
    String id = "chaos-" + goods.runId() + "-" + number + "-r" + receipts.size();
    Receipt receipt = new Receipt(goods.anyScarce(random), id, UNITS_RECEIVED);
    receipts.add(receipt);
    try {
      receipt.sendTo(shop);
    } catch (Failure unanswered) {
      // Every receipt is sent again at the end, where a failure counts.
    }
  }

  private boolean oneIn(int count) {
    return random.nextInt(count) == 0;
  }

  /** One order on its way. */
  private final class Order {
    private final Invoice invoice;
    private final List<Played.Move> moves = new ArrayList<>();
    private final List<Duration> times = new ArrayList<>();
    private final List<String> setbacks = new ArrayList<>();
    private final List<String> mistakes = new ArrayList<>();

    Order(Invoice invoice) {
      this.invoice = invoice;
    }

    Played play() {
      Optional<Answer> placing = told(() -> shop.place(invoice, invoice.number()), twinOfPlacing());
      placing.ifPresent(this::judge);
      return new Played(invoice, placing, moves, times, setbacks, mistakes);
    }

    private Optional<Twin> twinOfPlacing() {
      return oneIn(TWIN_ONE_IN)
          ? Optional.of(Twin.begin(() -> again.place(invoice, invoice.number())))
          : Optional.empty();
    }

    private void judge(Answer answer) {
      if (oneIn(REPEATED_ONE_IN)) {
        compare("placing", answer, again(() -> again.place(invoice, invoice.number())));
      }
      if (oneIn(OTHER_BODY_ONE_IN)) {
        again(() -> again.place(withOneMore(), invoice.number()))
            .ifPresent(
                other -> expect(other.status() == 422, "its key with another body: " + other));
      }
      switch (answer.status() + " " + answer.code()) {
        case "201 " -> live(SeenOrder.of(answer.json()));
        case "409 out-of-stock", "409 order-expired" -> {
          // Nothing was sold, and that is an answer.
        }
        default -> mistakes.add(invoice.number() + ": placing was answered " + answer);
      }
    }

    /** The same customer's, as a key belongs to one. */
    private Invoice withOneMore() {
      List<Invoice.Line> lines = new ArrayList<>(invoice.lines());
      lines.add(lines.getFirst());
      return invoice.with(lines);
    }

    private void live(SeenOrder order) {
      expect(order.status().equals("placed"), "was placed with status " + order.status());
      expect(order.units().equals(invoice.units()), "was placed with other lines");
      expect(order.sumOfLines() == order.total(), "has a total that is not the sum of its lines");
      if (oneIn(ILLEGAL_ONE_IN)) {
        String key = invoice.number() + "-too-early";
        again(() -> again.move(order.id(), new Life.Act("deliver"), key))
            .ifPresent(
                answer ->
                    expect(
                        answer.code().equals("illegal-transition"),
                        "delivered before it was paid: " + answer));
      }
      for (Life.Act act : Life.drawn(random)) {
        if (!move(order, act)) {
          return;
        }
      }
    }

    /** Whether the order is where the act leads, so that the next may follow. */
    private boolean move(SeenOrder order, Life.Act act) {
      String key = invoice.number() + "-" + act.action();
      Optional<Answer> answer = told(() -> shop.move(order.id(), act, key), Optional.empty());
      moves.add(new Played.Move(act, key, answer));
      answer.ifPresent(first -> judgeMove(order, act, key, first));
      return moves.getLast().done();
    }

    private void judgeMove(SeenOrder order, Life.Act act, String key, Answer answer) {
      boolean tooLate =
          answer.code().equals("illegal-transition")
              && moves.size() == 1
              && isOver(order.reservedUntil());
      String to = Life.LEADS_TO.getOrDefault(act.action(), "unknown");
      boolean done = answer.status() == 200 && answer.json().path("status").asText().equals(to);
      expect(done || tooLate, act.action() + " was answered " + answer);
      if (done && oneIn(MOVE_REPEATED_ONE_IN)) {
        compare(act.action(), answer, again(() -> again.move(order.id(), act, key)));
      }
    }

    private boolean isOver(@Nullable Instant until) {
      return until != null && !clock.instant().isBefore(until);
    }

    /** The last word on a request, or nothing if the client lost its patience. */
    private Optional<Answer> told(Twin.Sending sending, Optional<Twin> twin) {
      long begun = System.nanoTime();
      Optional<Answer> answer = again(sending);
      answer.ifPresent(
          one -> {
            times.add(Duration.ofNanos(System.nanoTime() - begun));
            setbacks.addAll(one.setbacks());
          });
      twin.ifPresent(other -> compareTwin(answer, other));
      return answer;
    }

    private void compareTwin(Optional<Answer> answer, Twin twin) {
      Optional<Answer> other = again(twin::join);
      if (answer.isPresent() && other.isPresent()) {
        expect(
            answer.get().sameAs(other.get()),
            "sent twice at once, it got two answers: " + answer.get() + " and " + other.get());
        expect(
            answer.get().replayed() || other.get().replayed(),
            "sent twice at once, neither answer was a replay");
      }
    }

    private Optional<Answer> again(Twin.Sending sending) {
      try {
        return Optional.of(sending.send());
      } catch (Failure unanswered) {
        setbacks.add("gave up");
        return Optional.empty();
      }
    }

    private void compare(String what, Answer first, Optional<Answer> second) {
      second.ifPresent(
          other -> {
            expect(first.sameAs(other), what + ", sent again, got another answer: " + other);
            expect(other.replayed(), what + ", sent again, was not answered as a replay: " + other);
          });
    }

    private void expect(boolean holds, String otherwise) {
      if (!holds) {
        mistakes.add(invoice.number() + ": " + otherwise);
      }
    }
  }
}
