package io.saleproof.catalog;

import static com.mongodb.client.model.Filters.eq;
import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.mongodb.client.model.Updates;
import io.saleproof.http.Etag;
import io.saleproof.http.Preconditions.Expected;
import io.saleproof.store.Schema;
import io.saleproof.store.StoreForTests;
import io.saleproof.trade.Sku;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A product whose client names the version that is to be replaced. */
class NamedVersionTest {

  private static final Sku SKU = new Sku("named");

  private final StoreForTests database = new StoreForTests();
  private final List<String> commands = new CopyOnWriteArrayList<>();
  private final MongoClient heard =
      database.heardBy(command -> commands.add(command.getCommandName()));
  private final Products products =
      new InstanceForTests(database, database.over(none -> heard), Clock.systemUTC()).products;

  @BeforeEach
  void make() {
    products.put(PlainGoods.of(SKU, "first", 100), null);
    commands.clear();
  }

  @AfterEach
  void stop() {
    heard.close();
    database.close();
  }

  private WriteResult replace(String name, long... versions) {
    Set<Long> named = Set.copyOf(java.util.Arrays.stream(versions).boxed().toList());
    return products.put(PlainGoods.of(SKU, name, 100), new Expected.OneOf(named));
  }

  @Test
  void isReplacedInOneCall() {
    WriteResult.Updated updated = (WriteResult.Updated) replace("second", 1);

    assertThat(commands).containsExactly("findAndModify");
    assertThat(updated.product()).isEqualTo(products.find(SKU).orElseThrow());
    assertThat(updated.product().version()).isEqualTo(2);
    assertThat(updated.product().content().name()).isEqualTo("second");
  }

  @Test
  void keepsWhatIsNoContent() {
    database
        .store()
        .exact(Schema.PRODUCTS)
        .updateOne(eq("_id", SKU.value()), Updates.set(ProductDocuments.IN_STOCK, true));

    WriteResult.Updated updated = (WriteResult.Updated) replace("second", 1);

    assertThat(updated.product().inStock()).isTrue();
    assertThat(updated.product()).isEqualTo(products.find(SKU).orElseThrow());
  }

  @Test
  void isRefusedAtAnotherVersion() {
    replace("second", 1);

    assertThat(replace("third", 1)).isEqualTo(new WriteResult.Stale(new Etag(2)));
    assertThat(products.find(SKU).orElseThrow().content().name()).isEqualTo("second");
    assertThat(replace("third", 1, 2)).isInstanceOf(WriteResult.Updated.class);
  }

  @Test
  void keepsItsVersionIfTheContentIsTheSame() {
    assertThat(replace("first", 1)).isInstanceOf(WriteResult.Unchanged.class);
    assertThat(products.find(SKU).orElseThrow().version()).isEqualTo(1);
  }

  @Test
  void isMissingIfThereIsNone() {
    products.delete(SKU, new Expected.Present());

    assertThat(replace("second", 1)).isEqualTo(new WriteResult.Missing());
  }
}
