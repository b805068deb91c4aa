package io.saleproof.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RequestSessionTest {

  private final AtomicLong now = new AtomicLong(1_000_000);
  private final InstantSource clock = () -> Instant.ofEpochMilli(now.get());

  private static SessionTimes times(long cluster, long operation) {
    return new SessionTimes(
        new ClusterTime(cluster, new byte[ClusterTime.HASH_BYTES], 7), operation);
  }

  private RequestSession session(SessionTimes demanded) {
    return new RequestSession(clock, demanded, Preferences.NONE, () -> ClientClass.SHOPPER);
  }

  @Test
  void timesOnlyGrow() {
    RequestSession session = session(times(5, 4));
    session.advance(times(6, 3));
    session.advance(times(2, 9));
    assertThat(session.times()).isEqualTo(times(6, 9));
    assertThat(session.demanded()).contains(times(5, 4));
  }

  @Test
  void timesAreComparedWithoutSign() {
    RequestSession session = session(times(5, 4));
    session.advance(times(-1, -2));
    session.advance(times(Long.MAX_VALUE, Long.MAX_VALUE));
    assertThat(session.times()).isEqualTo(times(-1, -2));
  }

  @Test
  void tokenThatHasSeenNothingDemandsNothing() {
    assertThat(session(SessionTimes.NONE).demanded()).isEmpty();
    assertThat(session(times(5, 0)).demanded()).isEmpty();
  }

  @Test
  void ignoredTokenIsAsNone() {
    RequestSession session = session(times(5, 4));
    session.saw("a", 3);
    session.ignoreToken(TokenFault.REFUSED);
    assertThat(session.demanded()).isEmpty();
    assertThat(session.demandedVersion("a")).isEmpty();
    session.advance(times(1, 1));
    assertThat(session.times()).isEqualTo(times(1, 1));
    assertThat(session.notes().faults()).containsExactly(TokenFault.REFUSED);
  }

  @Test
  void isThatOfTheWorkItIsBoundTo() throws Exception {
    RequestSession outer = session(SessionTimes.NONE);
    RequestSession inner = session(SessionTimes.NONE);
    assertThat(RequestSession.current()).isNull();
    RequestSession.within(
        outer,
        () -> {
          assertThat(RequestSession.current()).isSameAs(outer);
          RequestSession.within(inner, () -> assertThat(RequestSession.current()).isSameAs(inner));
          return assertThat(RequestSession.current()).isSameAs(outer);
        });
    assertThat(RequestSession.current()).isNull();
  }

  @Test
  void endedSessionIsNobodys() throws Exception {
    RequestSession session = session(SessionTimes.NONE);
    session.end();
    assertThat(RequestSession.within(session, () -> RequestSession.current() == null)).isTrue();
    assertThatThrownBy(() -> session.attached(AutoCloseable.class, () -> () -> {}))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void closesOnceWhatIsAttachedToIt() {
    AtomicInteger made = new AtomicInteger();
    AtomicInteger closed = new AtomicInteger();
    RequestSession session = session(SessionTimes.NONE);
    for (int i = 0; i < 3; i++) {
      session.attached(
          AutoCloseable.class,
          () -> {
            made.incrementAndGet();
            return closed::incrementAndGet;
          });
    }
    assertThat(closed).hasValue(0);
    session.end();
    session.end();
    assertThat(made).hasValue(1);
    assertThat(closed).hasValue(1);
  }

  @Test
  void keepsTheNewestVersionOfAThing() {
    RequestSession session = session(SessionTimes.NONE);
    session.saw("a", 3);
    session.saw("a", 2);
    assertThat(session.demandedVersion("a")).hasValue(3);
    assertThat(session.demandedVersion("b")).isEmpty();
    assertThat(session.floor()).isZero();
  }

  @Test
  void beyondAHandfulTheFloorGoesUp() {
    RequestSession session = session(SessionTimes.NONE);
    for (int i = 0; i < SeenThings.MAX + 2; i++) {
      now.incrementAndGet();
      session.saw("thing " + i, i);
    }
    assertThat(session.demandedVersion("thing 0")).isEmpty();
    assertThat(session.demandedVersion("thing 1")).isEmpty();
    assertThat(session.demandedVersion("thing 2")).hasValue(2);
    assertThat(session.floor()).isEqualTo(1_000_002);
  }

  @Test
  void whatIsOlderThanAnyCachedAnswerIsForgotten() {
    SeenThings things = SeenThings.NONE.with("a", 1, 10).with("b", 1, 20);
    assertThat(things.since(15)).isEqualTo(SeenThings.NONE.with("b", 1, 20));
    assertThat(new SeenThings(things.newest(), 30).since(29).floor()).isEqualTo(30);
    assertThat(new SeenThings(things.newest(), 30).since(30)).isEqualTo(SeenThings.NONE);
  }

  @Test
  void twoTokensTogetherSayWhatEachSays() {
    SeenThings one = SeenThings.NONE.with("a", 1, 10).with("b", 5, 11);
    SeenThings other = new SeenThings(one.with("a", 2, 12).newest(), 4);
    SeenThings both = one.and(other);
    assertThat(both.versionOf("a")).hasValue(2);
    assertThat(both.versionOf("b")).hasValue(5);
    assertThat(both.newest()).hasSize(2);
    assertThat(both.floor()).isEqualTo(4);
  }
}
