package io.saleproof.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProgressTest {

  private final InvoicesFixture.Kept kept = new InvoicesFixture.Kept();

  @Test
  void writesALineForEveryTenthWhereNobodyWatches() {
    Progress progress = kept.terminal(false).progress("Importing", 1_000);
    for (int i = 0; i < 1_000; i++) {
      progress.add(1);
    }
    progress.end();
    assertThat(kept.progress().lines()).hasSize(11);
    assertThat(kept.progress()).contains("Importing: 50 % (500 of 1,000)").doesNotContain("\r");
  }

  @Test
  void drawsOneLineOnATerminal() {
    Progress progress = kept.terminal(true).progress("Importing", 4);
    progress.reach(2);
    progress.reach(4);
    progress.end();
    assertThat(kept.progress().split("\r")).hasSize(3);
    assertThat(kept.progress()).containsOnlyOnce("\n").endsWith("\n");
    assertThat(kept.progress()).contains("[===============               ]  50 % 2 of 4");
  }

  @Test
  void neverGoesBackNorPastTheEnd() {
    Progress progress = kept.terminal(false).progress("Importing", 100);
    progress.reach(50);
    progress.reach(20);
    progress.reach(300);
    assertThat(kept.progress().lines()).hasSize(2).last().asString().contains("100 of 100");
  }
}
