package io.saleproof.client;

import io.saleproof.trade.CustomerId;
import io.saleproof.trade.Money;
import io.saleproof.trade.Sku;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A shop in memory that does everything right, but for the faults planted in it. */
final class FakeShop implements ShopApi, AuditApi {

  /** What it gets wrong, at the first opportunity and only there. */
  enum Fault {
    DOUBLES_AN_ORDER,
    LOSES_AN_ORDER,
    SKIPS_A_NUMBER,
    SELLS_A_UNIT_TOO_MANY,
    LEAKS_A_HOLD,
    FORGETS_A_PAYMENT,
    ANSWERS_A_REPLAY_DIFFERENTLY,
    HIDES_THAT_IT_REPLAYS,
    SHOWS_OTHER_LINES,
    ADDS_UP_WRONGLY,
    LISTS_AN_ORDER_TWICE,
    SHOWS_LESS_THAN_NOTHING
  }

  /** What it gets wrong only where the chaos run looks. */
  enum Lie {
    FORGETS_A_KEY,
    SAYS_THAT_A_KEY_STILL_RUNS,
    NAMES_ANOTHER_ORDER_FOR_A_KEY,
    TAKES_A_KEY_FOR_ANOTHER_BODY,
    DELIVERS_BEFORE_IT_WAS_PAID,
    FORGETS_THAT_IT_SHIPPED,
    RECEIVES_TWICE,
    FORGETS_TO_RESTOCK,
    LEAVES_AN_ORDER_PENDING,
    HIDES_A_HOLD,
    EXPLAINS_OTHER_FIGURES,
    DRIFTS,
    FINDS_SOMETHING_TO_REPAIR
  }

  private static final int PRICE = 250;
  private static final Map<String, Set<String>> LEGAL =
      Map.of(
          "pay", Set.of("placed"),
          "cancel", Set.of("placed", "paid"),
          "ship", Set.of("paid"),
          "deliver", Set.of("shipped"),
          "return", Set.of("delivered"));

  private final Set<Fault> faults;
  private final Set<Fault> done = EnumSet.noneOf(Fault.class);
  private final Set<Lie> lies = EnumSet.noneOf(Lie.class);
  private final Map<String, Invoice> bodies = new HashMap<>();
  private final Map<Sku, Long> received = new HashMap<>();
  private final Set<Sku> catalogue = new HashSet<>();
  private final Map<Sku, StockFigures> stock = new TreeMap<>();
  private final Set<String> movements = new HashSet<>();
  private final Map<String, Answer> answers = new HashMap<>();
  private final Map<String, SeenOrder> orders = new TreeMap<>();
  private final Map<CustomerId, List<String>> lists = new HashMap<>();
  private String refusal = "";

  FakeShop(Fault... faults) {
    this.faults = Set.of(faults);
    InvoicesFixture.SKUS.forEach(sku -> catalogue.add(new Sku(sku)));
  }

  FakeShop(Lie lie) {
    this();
    lies.add(lie);
  }

  private boolean lies(Lie lie) {
    return lies.remove(lie);
  }

  /** From now on every order is answered so. */
  void refuseEverythingWith(String problem) {
    refusal = problem;
  }

  private boolean fails(Fault fault) {
    return faults.contains(fault) && done.add(fault);
  }

  @Override
  public synchronized Set<Sku> existing(Collection<Sku> skus) {
    Set<Sku> existing = new HashSet<>(skus);
    existing.retainAll(catalogue);
    return existing;
  }

  @Override
  public synchronized void create(Sku sku, String name, Money price) {
    catalogue.add(sku);
  }

  @Override
  public synchronized Map<Sku, StockFigures> stock(Collection<Sku> skus) {
    Map<Sku, StockFigures> levels = new HashMap<>(stock);
    levels.keySet().retainAll(skus);
    if (!orders.isEmpty() && fails(Fault.SHOWS_LESS_THAN_NOTHING)) {
      levels.replaceAll((sku, level) -> new StockFigures(level.onHand(), level.reserved(), -1));
    }
    return levels;
  }

  @Override
  public synchronized void receive(Sku sku, String movementId, long quantity) {
    // The first stock of all SKUs comes with one id, so the SKU is part of it.
    boolean fresh = movements.add(sku + "/" + movementId);
    if (fresh || (stock.size() > 1 && lies(Lie.RECEIVES_TWICE))) {
      change(sku, quantity, 0);
      received.merge(sku, quantity, Long::sum);
    }
  }

  private void change(Sku sku, long onHand, long reserved) {
    StockFigures was = stock.getOrDefault(sku, StockFigures.NONE);
    long on = was.onHand() + onHand;
    long held = was.reserved() + reserved;
    stock.put(sku, new StockFigures(on, held, on - held));
  }

  @Override
  public synchronized Answer place(Invoice invoice, String key) {
    if (!refusal.isEmpty()) {
      return new Answer(422, refusal, false, List.of());
    }
    Answer first = answers.get(key);
    Invoice body = bodies.putIfAbsent(key, invoice);
    if (body != null && !body.lines().equals(invoice.lines())) {
      return lies(Lie.TAKES_A_KEY_FOR_ANOTHER_BODY)
          ? answers.get(key)
          : new Answer(422, "{\"code\": \"key-reused\"}", false, List.of());
    }
    if (first == null) {
      first = placeNew(invoice, key);
      answers.put(key, first);
      return first;
    }
    return new Answer(
        first.status(),
        fails(Fault.ANSWERS_A_REPLAY_DIFFERENTLY) ? first.bytes() + " " : first.bytes(),
        !fails(Fault.HIDES_THAT_IT_REPLAYS),
        List.of());
  }

  private Answer placeNew(Invoice invoice, String key) {
    boolean enough =
        invoice.units().entrySet().stream()
            .allMatch(
                unit ->
                    stock.getOrDefault(unit.getKey(), StockFigures.NONE).available()
                        >= unit.getValue());
    CustomerId customer =
        invoice.customer() == null ? new CustomerId("guest-" + key) : invoice.customer();
    SeenOrder order = insert(customer, invoice, enough ? "placed" : "refused");
    if (!enough) {
      return new Answer(409, "{\"code\": \"out-of-stock\"}", false, List.of());
    }
    invoice.units().forEach((sku, units) -> change(sku, 0, units));
    if (invoice.customer() != null && fails(Fault.DOUBLES_AN_ORDER)) {
      insert(customer, invoice, "placed");
    }
    if (invoice.customer() != null && lies(Lie.LEAVES_AN_ORDER_PENDING)) {
      insert(customer, invoice, "pending");
    }
    if (invoice.customer() != null && fails(Fault.LOSES_AN_ORDER)) {
      orders.remove(order.id());
    }
    return new Answer(201, json(order, invoice), false, List.of());
  }

  private SeenOrder insert(CustomerId customer, Invoice invoice, String status) {
    List<String> list = lists.computeIfAbsent(customer, unseen -> new ArrayList<>());
    if (invoice.customer() != null && !list.isEmpty() && fails(Fault.SKIPS_A_NUMBER)) {
      list.add("none");
    }
    long sum = PRICE * invoice.units().values().stream().mapToLong(Long::longValue).sum();
    String id = customer + "." + (list.size() + 1);
    list.add(id);
    SeenOrder order =
        new SeenOrder(
            id,
            list.size(),
            status,
            invoice.units(),
            sum,
            sum,
            Instant.parse("2030-01-01T00:00:00Z"));
    orders.put(id, order);
    return order;
  }

  private static String json(SeenOrder order, Invoice invoice) {
    StringBuilder lines = new StringBuilder();
    for (Invoice.Line line : invoice.lines()) {
      lines.append(
          "%s{\"sku\": \"%s\", \"quantity\": %d, \"unitPrice\": {\"amount\": %d}}"
              .formatted(lines.isEmpty() ? "" : ", ", line.sku(), line.quantity(), PRICE));
    }
    return "{\"id\": \"%s\", \"customerId\": \"c\", \"seq\": %d, \"status\": \"placed\", \"lines\": [%s], \"total\": {\"amount\": %d}, \"reservedUntil\": \"%s\"}"
        .formatted(order.id(), order.seq(), lines, order.total(), order.reservedUntil());
  }

  @Override
  public synchronized Answer move(String orderId, Life.Act act, String key) {
    String action = act.action();
    Answer first = answers.get(key);
    if (first != null) {
      return new Answer(first.status(), first.bytes(), true, List.of());
    }
    SeenOrder order = orders.get(orderId);
    String status = Life.LEADS_TO.getOrDefault(action, "");
    boolean legal = order == null || LEGAL.getOrDefault(action, Set.of()).contains(order.status());
    if (!legal && !(action.equals("deliver") && lies(Lie.DELIVERS_BEFORE_IT_WAS_PAID))) {
      return new Answer(409, "{\"code\": \"illegal-transition\"}", false, List.of());
    }
    String body = "{\"id\": \"" + orderId + "\", \"status\": \"" + status + "\"}";
    Answer answer = new Answer(200, body, false, List.of());
    answers.put(key, answer);
    if (order == null || (status.equals("paid") && fails(Fault.FORGETS_A_PAYMENT))) {
      return answer;
    }
    if (!status.equals("shipped") || !lies(Lie.FORGETS_THAT_IT_SHIPPED)) {
      orders.put(orderId, withStatus(order, status));
    }
    boolean back = act.restock() && !lies(Lie.FORGETS_TO_RESTOCK);
    order.units().forEach((sku, units) -> moveStock(sku, units, order.status(), status, back));
    return answer;
  }

  private void moveStock(Sku sku, long units, String from, String to, boolean restock) {
    switch (to) {
      case "paid" -> {
        long extra = fails(Fault.SELLS_A_UNIT_TOO_MANY) ? 1 : 0;
        long leak = fails(Fault.LEAKS_A_HOLD) ? 1 : 0;
        change(sku, -units - extra, -units + leak);
      }
      case "cancelled" ->
          change(sku, from.equals("paid") ? units : 0, from.equals("paid") ? 0 : -units);
      case "returned" -> change(sku, restock ? units : 0, 0);
      default -> {
        // Goods on their way are not in the stock.
      }
    }
  }

  @Override
  public synchronized Optional<KeyOutcome> key(String key, @Nullable CustomerId customer) {
    Answer answer = answers.get(key);
    if (answer == null || lies(Lie.FORGETS_A_KEY)) {
      return Optional.empty();
    }
    String id = lies(Lie.NAMES_ANOTHER_ORDER_FOR_A_KEY) ? "o" : answer.json().path("id").asText();
    String state = lies(Lie.SAYS_THAT_A_KEY_STILL_RUNS) ? "running" : "done";
    return Optional.of(new KeyOutcome(state, answer.status(), "/v1/orders/" + id));
  }

  @Override
  public synchronized Optional<Account> account(Sku sku) {
    Map<String, Long> holds = new HashMap<>();
    orders.values().stream()
        .filter(order -> order.status().equals("placed") && order.units().containsKey(sku))
        .filter(order -> !lies(Lie.HIDES_A_HOLD))
        .forEach(order -> holds.put(order.id(), order.units().get(sku)));
    StockFigures figures = stock.getOrDefault(sku, StockFigures.NONE);
    long in = received.getOrDefault(sku, 0L) + (lies(Lie.EXPLAINS_OTHER_FIGURES) ? 1 : 0);
    long sold = received.getOrDefault(sku, 0L) - figures.onHand();
    return Optional.of(new Account(in, sold, 0, figures, lies(Lie.DRIFTS) ? 1 : 0, holds));
  }

  @Override
  public void split(Sku sku, int buckets) {}

  @Override
  public synchronized Optional<String> drift() {
    return lies(Lie.FINDS_SOMETHING_TO_REPAIR) ? Optional.of("a stray hold") : Optional.empty();
  }

  private static SeenOrder withStatus(SeenOrder order, String status) {
    return new SeenOrder(
        order.id(),
        order.seq(),
        status,
        order.units(),
        order.sumOfLines(),
        order.total(),
        order.reservedUntil());
  }

  @Override
  public synchronized OrderPage orders(CustomerId customer, @Nullable String cursor) {
    List<String> list = lists.getOrDefault(customer, List.of());
    List<String> newestFirst =
        new ArrayList<>(list.reversed().stream().filter(orders::containsKey).toList());
    if (!newestFirst.isEmpty() && fails(Fault.LISTS_AN_ORDER_TWICE)) {
      newestFirst.addFirst(newestFirst.getFirst());
    }
    // Two a page, so that every walk turns pages.
    int from = cursor == null ? 0 : Integer.parseInt(cursor);
    int to = Math.min(newestFirst.size(), from + 2);
    String next = to < newestFirst.size() ? String.valueOf(to) : null;
    // A mistake is made once, so only what is shown may be read.
    List<SeenOrder> page =
        newestFirst.subList(from, to).stream().flatMap(id -> order(id).stream()).toList();
    return new OrderPage(page, next, list.size());
  }

  @Override
  public synchronized long listVersion(CustomerId customer) {
    return lists.getOrDefault(customer, List.of()).size();
  }

  @Override
  public synchronized Optional<SeenOrder> order(String id) {
    SeenOrder order = orders.get(id);
    if (order == null) {
      return Optional.empty();
    }
    // Nobody was told the lines of a refused order, so a mistake in them would be none.
    boolean told = !order.status().equals("refused");
    boolean other = told && fails(Fault.SHOWS_OTHER_LINES);
    long wrong = told && fails(Fault.ADDS_UP_WRONGLY) ? 1 : 0;
    return Optional.of(
        new SeenOrder(
            order.id(),
            order.seq(),
            order.status(),
            other ? Map.of(new Sku("T1"), 999L) : order.units(),
            order.sumOfLines(),
            order.total() + wrong,
            order.reservedUntil()));
  }
}
