package io.saleproof.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.saleproof.http.ProblemCode;
import io.saleproof.http.ProblemException;
import io.saleproof.trade.CustomerId;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class KnownOrderTest {

  private static final CustomerId CUSTOMER = new CustomerId("c1");

  @Test
  void anyListWillDoForWhoKnowsOfNoOrder() {
    assertThat(KnownOrder.of(null, CUSTOMER).isIn(Optional.empty())).isTrue();
  }

  @Test
  void anEmptyListLacksEveryOrder() {
    KnownOrder known = KnownOrder.of(new OrderId(CUSTOMER, 1).toString(), CUSTOMER);

    assertThat(known.isIn(Optional.empty())).isFalse();
    assertThat(known.missing().code()).isEqualTo(ProblemCode.NOT_FOUND);
  }

  @Test
  void anOrderOfAnotherCustomerIsAMistake() {
    String other = new OrderId(new CustomerId("c2"), 1).toString();

    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> KnownOrder.of(other, CUSTOMER))
        .matches(refused -> refused.problem().code() == ProblemCode.INVALID_REQUEST);
  }
}
