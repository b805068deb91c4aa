package io.saleproof.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.saleproof.session.ClientClass;
import io.saleproof.session.RequestSession;
import io.saleproof.session.Requests;
import io.saleproof.session.SessionTimes;
import io.saleproof.session.TokenFault;
import io.saleproof.store.CachedReads.Kept;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a cache of one process may show to whom, on a cluster with replicas that are behind. */
class CachedReadsTest {

  private static final String THING = "a";

  private final CausalShop shop = CausalShop.onReplicaSet();
  private final CachedReads cache =
      new CachedReads(shop.store(), Clock.systemUTC(), Duration.ofSeconds(30));

  @AfterEach
  void stop() {
    shop.close();
  }

  @Test
  void anyoneWithoutDemandsIsServed() throws Exception {
    shop.insert("a");
    Kept<Integer> kept = load(Requests.first(), null);
    shop.setVersion("a", 2);

    assertThat(cache.suits(THING, kept)).isTrue();
    assertThat(suits(Requests.first(), kept)).isTrue();
  }

  @Test
  void whoHasChangedItIsServedItsChange() throws Exception {
    shop.insert("a");
    Kept<Integer> kept = load(Requests.first(), null);
    RequestSession change = changed(2);
    RequestSession read = Requests.after(change);

    assertThat(suits(read, kept)).isFalse();
    Kept<Integer> anew = load(read, kept);
    assertThat(anew.value()).isEqualTo(2);
    assertThat(suits(Requests.after(change), anew)).isTrue();
  }

  @Test
  void whatIsReadAnewIsNotReadFromAReplicaThatIsOlder() throws Exception {
    shop.insert("a");
    Kept<Integer> old = load(Requests.first(), null);
    shop.leavesBehind(() -> shop.setVersion("a", 2));
    Kept<Integer> kept = load(Requests.first(), old);
    assertThat(kept.value()).isEqualTo(2);

    Kept<Integer> again =
        CausalShop.within(
            Requests.first(ClientClass.SERVICE, "consistency=eventual"),
            () -> cache.load(THING, kept, () -> shop.reads().display(this::version)));
    assertThat(again.value()).isEqualTo(2);
  }

  @Test
  void whoHasBeenShownItIsServedNothingOlder() throws Exception {
    shop.insert("a");
    Kept<Integer> elsewhere = load(Requests.first(), null);
    shop.setVersion("a", 2);
    RequestSession read = Requests.first();
    Kept<Integer> here = load(read, null);
    CausalShop.in(read, () -> cache.shown(THING, here));
    RequestSession next = Requests.after(read);

    assertThat(suits(next, elsewhere)).isFalse();
    assertThat(load(next, elsewhere).value()).isEqualTo(2);
  }

  @Test
  void whatHasNotChangedIsAsOldAsItWas() throws Exception {
    shop.insert("a");
    Kept<Integer> first = load(Requests.first(), null);
    shop.insert("b");
    Kept<Integer> same = load(Requests.first(), first);

    assertThat(same.covers()).isGreaterThan(first.covers());
    assertThat(same.since()).isEqualTo(first.since());
    assertThat(same.covers()).isGreaterThanOrEqualTo(first.since());
  }

  @Test
  void whoHasATokenIsServedNothingOlderThanTokensRemember() throws Exception {
    shop.insert("a");
    Kept<Integer> kept = load(Requests.first(), null);
    RequestSession read = Requests.first();
    CausalShop.in(read, () -> shop.find("a"));
    CachedReads later = later();

    assertThat(CausalShop.within(Requests.after(read), () -> later.suits(THING, kept))).isFalse();
    assertThat(CausalShop.within(Requests.first(), () -> later.suits(THING, kept))).isTrue();
  }

  @Test
  void whoComesBackIsServedNothingOldThoughTheirTokenHasForgottenWhatItWas() throws Exception {
    shop.insert("a");
    Kept<Integer> kept = load(Requests.first(), null);
    RequestSession back = Requests.after(Requests.first());

    assertThat(back.demanded()).isEmpty();
    assertThat(suits(back, kept)).isTrue();
    assertThat(CausalShop.within(back, () -> later().suits(THING, kept))).isFalse();
  }

  @Test
  void whoHasChangedMoreThanATokenNamesIsNotServedWhatALateReplicaShowed() throws Exception {
    RequestSession other = hasSeen("a");
    RequestSession writer = Requests.first();
    shop.leavesBehind(
        () -> {
          write(writer, "a", 2);
          for (int i = 0; i < 8; i++) {
            write(writer, "b" + i, 1);
          }
        });
    Kept<Integer> kept = loadFromReplica(cache, Requests.after(other));
    assertThat(kept.value()).isEqualTo(1);

    RequestSession next = Requests.after(writer);
    assertThat(next.floor()).isPositive();
    assertThat(suits(next, kept)).isFalse();
    assertThat(load(next, kept).value()).isEqualTo(2);
    assertThat(suits(next, load(next, kept))).isTrue();
  }

  @Test
  void whatALateReplicaShowedIsNotNewBecauseItWasReadNow() throws Exception {
    RequestSession other = hasSeen("a");
    RequestSession writer = Requests.first();
    shop.leavesBehind(() -> write(writer, "a", 2));
    Kept<Integer> kept = loadFromReplica(later(), Requests.after(other));
    assertThat(kept.value()).isEqualTo(1);

    RequestSession forgetful = Requests.demanding(writer.times());
    assertThat(CausalShop.within(forgetful, () -> later().suits(THING, kept))).isFalse();
  }

  @Test
  void whatIsReadForARefusedTokenCoversNothingThatIsYetToCome() throws Exception {
    SessionTimes now = hasSeen("a").times();
    RequestSession ahead =
        Requests.demanding(
            new SessionTimes(now.clusterTime(), now.operationTime() + (30L << Integer.SIZE)));
    Kept<Integer> kept = load(ahead, null);
    assertThat(kept.value()).isEqualTo(1);
    assertThat(Requests.faults(ahead)).containsExactly(TokenFault.REFUSED);

    assertThat(suits(Requests.after(changed(2)), kept)).isFalse();
  }

  /** The same cache when tokens of now have forgotten what they saw. */
  private CachedReads later() {
    return new CachedReads(
        shop.store(),
        Clock.offset(Clock.systemUTC(), Duration.ofSeconds(31)),
        Duration.ofSeconds(30));
  }

  private RequestSession hasSeen(String id) throws Exception {
    shop.insert(id);
    RequestSession request = Requests.first();
    CausalShop.in(request, () -> shop.find(id));
    return request;
  }

  private void write(RequestSession request, String id, int version) {
    try {
      CausalShop.in(
          request,
          () -> {
            if (version == 1) {
              shop.insert(id);
            } else {
              shop.setVersion(id, version);
            }
            cache.changed(id);
          });
    } catch (Exception failed) {
      throw new IllegalStateException(failed);
    }
  }

  private Kept<Integer> loadFromReplica(CachedReads by, RequestSession request) throws Exception {
    return CausalShop.within(
        request, () -> by.load(THING, null, () -> shop.reads().display(this::version)));
  }

  private RequestSession changed(int version) throws Exception {
    RequestSession request = Requests.first();
    CausalShop.in(
        request,
        () -> {
          shop.setVersion("a", version);
          cache.changed(THING);
        });
    return request;
  }

  private boolean suits(RequestSession request, Kept<?> kept) throws Exception {
    return CausalShop.within(request, () -> cache.suits(THING, kept));
  }

  private Kept<Integer> load(
      RequestSession request, @org.jspecify.annotations.Nullable Kept<Integer> before)
      throws Exception {
    return CausalShop.within(request, () -> cache.load(THING, before, this::version));
  }

  private Integer version() {
    return Objects.requireNonNull(shop.find("a")).getInteger("version");
  }
}
