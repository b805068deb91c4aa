package io.saleproof.proof;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.saleproof.planted.Writes;
import io.saleproof.store.Schema;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.bson.Document;
import org.junit.jupiter.api.Test;

/** Shows the rule that every write must have been crashed able to fail. */
class WritingCallSitesTest {

  private static final List<CallSite> PLANTED =
      WritingCallSites.in(new ClassFileImporter().importClasses(Writes.class));

  @Test
  void seesWritesInEveryFormAndNoReads() {
    assertThat(PLANTED)
        .extracting(site -> site.method() + " " + site.operation())
        .containsExactlyInAnyOrder(
            "plainly insertOne", "inLambda deleteOne", "byReference insertOne");
  }

  @Test
  void namesWhatWasNotCrashed() {
    Set<CallSite> crashed = new HashSet<>(PLANTED);
    CallSite forgotten =
        PLANTED.stream().filter(site -> site.method().equals("inLambda")).findFirst().orElseThrow();
    crashed.remove(forgotten);

    assertThat(WritingCallSites.untried(PLANTED, crashed)).containsExactly(forgotten);
  }

  @Test
  void knowsWritesOfTheShop() {
    assertThat(WritingCallSites.ofTheShop())
        .extracting(CallSite::toString)
        .anyMatch(site -> site.startsWith("MongoOrders.insert:"))
        .anyMatch(site -> site.startsWith("Holds."));
  }

  /** What the kit sees at run time must be what it reads in the compiled class. */
  @Test
  void namesSitesAsTheRunningProgramDoes() {
    try (World world = new World()) {
      DatabaseCalls calls = new DatabaseCalls();
      Writes planted = new Writes(world.collection(Schema.SETTINGS, calls));
      calls.watch(DatabaseCalls.Faults.NONE);

      planted.plainly();
      planted.inLambda(List.of(new Document()));

      assertThat(calls.made().stream().map(DatabaseCalls.Call::site))
          .allMatch(PLANTED::contains)
          .hasSize(2);
    }
  }

  @Test
  void exceptsOnlyClassesThatAreThere() {
    Set<String> writers =
        Set.copyOf(WritingCallSites.ofTheShop().stream().map(CallSite::owner).distinct().toList());

    assertThat(writers).containsAll(WritingCallSites.EXCEPTED.keySet());
  }
}
