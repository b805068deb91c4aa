package io.saleproof.customers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.saleproof.http.Preconditions.Expected;
import io.saleproof.store.TestStore;
import io.saleproof.trade.CustomerId;
import jakarta.inject.Inject;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(TestStore.class)
class CustomersTest {

  @Inject Customers customers;

  @Test
  void ensuresCustomersThatAreMissing() {
    CustomerId id = new CustomerId("import-1");
    assertThat(customers.exists(id)).isFalse();
    customers.ensureAll(
        List.of(
            new Customers.Known(id, "Customer 1", "EIRE"),
            new Customers.Known(new CustomerId("import-2"), "Customer 2", null)));
    Customer made = customers.find(id).orElseThrow();
    assertThat(customers.exists(id)).isTrue();
    assertThat(made.name()).isEqualTo("Customer 1");
    assertThat(made.country()).isEqualTo("EIRE");
    assertThat(made.version()).isEqualTo(1);
    assertThat(made.addresses()).isEmpty();
  }

  @Test
  void neverOverwritesWhatACustomerWrote() {
    CustomerId id = new CustomerId("import-3");
    customers.put(id, new CustomerInput("Ada", "ada@example.org", null, null), absent());
    Customer before = customers.find(id).orElseThrow();
    customers.ensure(id, "Customer 3", "France");
    assertThat(customers.find(id)).contains(before);
  }

  @Test
  void ensuresTheSameCustomerFromManyImportsAtOnce() throws Exception {
    int imports = 8;
    CustomerId id = new CustomerId("import-4");
    try (ExecutorService threads = Executors.newFixedThreadPool(imports)) {
      Callable<Void> call =
          () -> {
            customers.ensure(id, "Customer 4", "France");
            return null;
          };
      for (Future<Void> done : threads.invokeAll(Collections.nCopies(imports, call))) {
        done.get();
      }
    }
    assertThat(customers.find(id).orElseThrow().version()).isEqualTo(1);
  }

  @Test
  void refusesMoreAtOnceThanItsBound() {
    Customers.Known one = new Customers.Known(new CustomerId("many"), "Many", null);
    assertThatThrownBy(() -> customers.ensureAll(Collections.nCopies(Customers.MAX_BULK + 1, one)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(customers.exists(one.id())).isFalse();
    customers.ensureAll(List.of());
  }

  @Test
  void patchesWhateverVersionThereIsAfterOthersWroteInBetween() {
    CustomerId id = new CustomerId("between");
    customers.put(id, new CustomerInput("Ada", null, null, null), absent());
    int[] calls = {0};
    CustomerWrite result =
        customers.patch(
            id,
            new Expected.Present(),
            before -> {
              if (calls[0]++ == 0) {
                customers.put(
                    id, new CustomerInput("Ada", "a@b", null, null), new Expected.Present());
              }
              return new CustomerInput(before.name(), before.email(), "EIRE", null);
            });
    assertThat(result).isInstanceOf(CustomerWrite.Saved.class);
    Customer after = customers.find(id).orElseThrow();
    assertThat(after.email()).isEqualTo("a@b");
    assertThat(after.country()).isEqualTo("EIRE");
    assertThat(after.version()).isEqualTo(3);
  }

  private static Expected absent() {
    return new Expected.Absent();
  }
}
