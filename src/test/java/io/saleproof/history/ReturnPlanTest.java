package io.saleproof.history;

import static io.saleproof.history.InvoiceFiles.line;
import static io.saleproof.history.InvoiceFiles.read;
import static org.assertj.core.api.Assertions.assertThat;

import io.saleproof.orders.Cut;
import io.saleproof.orders.OrderId;
import io.saleproof.orders.OrderStatus;
import io.saleproof.orders.PastOrder;
import io.saleproof.orders.ReturnedUnits;
import io.saleproof.trade.CustomerId;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReturnPlanTest {

  @Test
  void takesUnitsBoughtAtTheCreditedPriceFirst() {
    PastOrder order = order(line("1", "A1", 4, "2", "7") + line("1", "A1", 6, "1", "7"));
    ReturnPlan plan = plan(line("C2", "A1", -5, "1", "7"));

    List<ReturnedUnits> taken = plan.takenBy(order, true);

    assertThat(taken).extracting(ReturnedUnits::quantity).containsExactly(5L);
    assertThat(taken.getFirst().unitPrice().amount()).isEqualTo(100);
    plan.found(taken);
    assertThat(plan.isDone()).isTrue();
  }

  @Test
  void takesNoMoreThanIsOpen() {
    PastOrder order = order(line("1", "A1", 4, "1", "7"));
    ReturnPlan first = plan(line("C2", "A1", -3, "1", "7"));
    PastOrder after = order.withReturns(first.takenBy(order, true), order.order().createdAt());
    ReturnPlan second = plan(line("C3", "A1", -3, "1", "7"));

    List<ReturnedUnits> taken = second.takenBy(after, true);

    assertThat(taken).extracting(ReturnedUnits::quantity).containsExactly(1L);
    second.found(taken);
    assertThat(second.isDone()).isFalse();
  }

  @Test
  void takesOtherPricesOnlyWhenAsked() {
    PastOrder order = order(line("1", "A1", 4, "2", "7") + line("1", "A1", 4, "3", "7"));
    ReturnPlan plan = plan(line("C2", "A1", -5, "1", "7"));

    assertThat(plan.takenBy(order, true)).isEmpty();
    assertThat(plan.takenBy(order, false))
        .extracting(units -> units.unitPrice().amount() + "x" + units.quantity())
        .containsExactly("300x4", "200x1");
  }

  @Test
  void sharesUnitsBetweenLinesOfOneNote() {
    PastOrder order = order(line("1", "A1", 4, "2", "7"));
    ReturnPlan plan = plan(line("C2", "A1", -3, "1", "7") + line("C2", "A1", -3, "1.5", "7"));

    assertThat(plan.takenBy(order, false).stream().mapToLong(ReturnedUnits::quantity).sum())
        .isEqualTo(4);
  }

  @Test
  void anOrderIsReturnedOnceAllItsUnitsCameBack() {
    PastOrder order = order(line("1", "A1", 2, "2", "7") + line("1", "A2", 1, "2", "7"));
    PastOrder partly = returned(order, line("C2", "A1", -2, "2", "7"));
    PastOrder wholly = returned(partly, line("C3", "A2", -1, "2", "7"));

    assertThat(partly.order().status()).isEqualTo(OrderStatus.DELIVERED);
    assertThat(wholly.order().status()).isEqualTo(OrderStatus.RETURNED);
    assertThat(wholly.order().version()).isEqualTo(3);
    assertThat(wholly.order().total()).isEqualTo(order.order().total());
  }

  @Test
  void leavesOrdersAloneThatAreFullOfReturns() {
    PastOrder order = order(line("1", "A1", 2_000, "2", "7"));
    for (int i = 0; i < ReturnPlan.MAX_RETURNS; i++) {
      order = returned(order, line("C" + i, "A1", -1, "2", "7"));
    }

    assertThat(plan(line("C9999", "A1", -1, "2", "7")).takenBy(order, true)).isEmpty();
  }

  private static PastOrder returned(PastOrder order, String note) {
    return order.withReturns(plan(note).takenBy(order, true), order.order().createdAt());
  }

  private static ReturnPlan plan(String lines) {
    return new ReturnPlan(CreditNote.of(invoice(lines), "r"));
  }

  private static PastOrder order(String lines) {
    Invoice invoice = invoice(lines);
    return PastOrder.of(
        new OrderId(new CustomerId("7"), 1),
        invoice.number(),
        invoice.at(),
        invoice.orderLines(),
        "r",
        Cut.NONE);
  }

  private static Invoice invoice(String lines) {
    return new Invoice(read(lines), Cut.NONE);
  }
}
