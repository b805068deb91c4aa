package io.saleproof.orders;

import static org.assertj.core.api.Assertions.assertThat;

import io.saleproof.trade.CustomerId;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.StringLength;

class OrderIdTest {

  @Property(tries = 300)
  void everyIdIsReadAsItWasWritten(
      @ForAll @net.jqwik.api.constraints.AlphaChars @StringLength(min = 1, max = 64)
          String customer,
      @ForAll @LongRange(min = 1, max = 999_999_999_999L) long seq) {
    OrderId id = new OrderId(new CustomerId(customer), seq);

    assertThat(OrderId.parse(id.toString())).contains(id);
  }

  @Property(tries = 1000)
  void anyOtherTextIsNoIdOrReadsAsItself(@ForAll String text) {
    OrderId.parse(text).ifPresent(id -> assertThat(id.toString()).isEqualTo(text));
  }
}
