package io.saleproof.simulated;

import static org.assertj.core.api.Assertions.assertThat;

import de.bwaldvogel.mongo.bson.Document;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class MemberTest {

  private final UUID session = UUID.randomUUID();
  private final Member member = new Member(0, "here", Clock.systemUTC());

  private Retryable.Key wrote(long number) {
    Retryable.Key key = new Retryable.Key(session, number);
    Retryable answer = new Retryable(key, new Document("n", 1));
    member.add(new Entry(new OpTime(1, number), 0, List.of(), answer));
    return key;
  }

  /** Should it be primary again when the client sends the lost one again. */
  @Test
  void answersOfKeptWritesAreKnownAndThoseOfLostOnesForgotten() {
    Retryable.Key kept = wrote(1);
    member.learnCommitted(1);
    Retryable.Key lost = wrote(2);
    assertThat(member.find(lost)).isNotNull();

    member.rollBack(1);

    assertThat(member.find(kept)).isNotNull();
    assertThat(member.find(lost)).isNull();
  }
}
