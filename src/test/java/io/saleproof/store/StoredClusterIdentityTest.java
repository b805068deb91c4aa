package io.saleproof.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class StoredClusterIdentityTest {

  private static final int INSTANCES = 16;

  @Test
  void instancesThatStartAtOnceAgreeForEver() throws Exception {
    try (StoreForTests database = new StoreForTests();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Long>> starting = new ArrayList<>();
      for (int i = 0; i < INSTANCES; i++) {
        starting.add(threads.submit(() -> StoredClusterIdentity.readOrMake(database.store())));
      }
      Set<Long> numbers = new HashSet<>();
      for (Future<Long> one : starting) {
        numbers.add(one.get(10, TimeUnit.SECONDS));
      }
      assertThat(numbers).hasSize(1).doesNotContain(0L);
      assertThat(StoredClusterIdentity.readOrMake(database.store())).isIn(numbers);
    }
  }

  @Test
  void anotherDatabaseIsAnotherCluster() {
    try (StoreForTests one = new StoreForTests();
        StoreForTests other = new StoreForTests()) {
      assertThat(StoredClusterIdentity.readOrMake(one.store()))
          .isNotEqualTo(StoredClusterIdentity.readOrMake(other.store()));
    }
  }
}
