package io.saleproof.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import io.saleproof.http.Preconditions.Expected;
import io.saleproof.store.Schema;
import io.saleproof.store.Store;
import io.saleproof.store.StoreForTests;
import io.saleproof.trade.Sku;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A version number that was deleted with its content is not given to another content. */
class VersionsAfterDeletionTest {

  private static final Clock CLOCK = Clock.systemUTC();
  private static final String TOMBSTONES = Schema.PRODUCT_TOMBSTONES.collection();
  private static final Runnable NOTHING = () -> {};
  private static final Sku SKU = new Sku("contested");

  private final StoreForTests database = new StoreForTests();
  private final AtomicReference<Runnable> beforeInsertion = new AtomicReference<>(NOTHING);
  private final AtomicReference<Runnable> beforeLook = new AtomicReference<>(NOTHING);
  private final MongoClient heard =
      database.heardBy(
          command -> {
            if (command.getCommandName().equals("insert")) {
              beforeInsertion.getAndSet(NOTHING).run();
            } else if (command.getCommandName().equals("find")
                && command.getCommand().getString("find").getValue().equals(TOMBSTONES)) {
              beforeLook.getAndSet(NOTHING).run();
            }
          });
  private final Store store = database.over(none -> heard);
  private final InstanceForTests mine = new InstanceForTests(database, store, CLOCK);
  private final InstanceForTests others = new InstanceForTests(database, database.store(), CLOCK);

  @AfterEach
  void stop() {
    heard.close();
    database.close();
  }

  @Test
  void whoeverMadeAndDeletedItMeanwhileHasHadTheVersion() {
    beforeInsertion.set(() -> makeAndDelete(3));

    WriteResult made = mine.products.put(goods("mine"), new Expected.Absent());

    assertThat(made).isInstanceOf(WriteResult.Created.class);
    assertThat(((WriteResult.Created) made).product().version()).isEqualTo(4);
    assertThat(others.products.find(SKU).orElseThrow().version()).isEqualTo(4);
    assertThat(others.products.find(SKU).orElseThrow().content().name()).isEqualTo("mine");
  }

  @Test
  void whoeverDeletesItBeforeItHasItsVersionLeavesItToBeMadeAnew() {
    beforeInsertion.set(
        () -> {
          makeAndDelete(3);
          beforeLook.set(() -> others.products.delete(SKU, new Expected.Present()));
        });

    WriteResult made = mine.products.put(goods("mine"), new Expected.Absent());

    assertThat(((WriteResult.Created) made).product().version()).isEqualTo(4);
    assertThat(others.products.find(SKU).orElseThrow().version()).isEqualTo(4);
  }

  @Test
  void soItIsWithAnImport() {
    beforeInsertion.set(() -> makeAndDelete(2));

    assertThat(mine.bulk.store(List.of(goods("mine"))).created()).isEqualTo(1);

    assertThat(others.products.find(SKU).orElseThrow().version()).isEqualTo(3);
  }

  @Test
  void whatWasDeletedAfterItsInsertionIsLeftAlone() {
    mine.products.put(goods("first"), null);
    others.products.delete(SKU, new Expected.Present());
    mine.products.put(goods("second"), null);

    assertThat(others.products.find(SKU).orElseThrow().version()).isEqualTo(2);
    assertThat(mine.products.overtakeDeletions(SKU)).isNull();
  }

  private void makeAndDelete(int times) {
    for (int i = 0; i < times; i++) {
      others.products.put(goods("another"), null);
      others.products.delete(SKU, new Expected.Present());
    }
  }

  private static SkuAndContent goods(String name) {
    return PlainGoods.of(SKU, name, 100);
  }
}
