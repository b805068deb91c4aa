package io.saleproof.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The store in a real Redis. */
class RedisStoreTest extends NodeStoreContract {

  private static final int DATABASES = 16;

  @TempDir private static Path folder;
  private static RedisProcess process;
  private static Vertx vertx;
  private static RedisLink[] links;
  private static int next;

  @BeforeAll
  static void startRedis() {
    process = RedisProcess.start(folder);
    vertx = Vertx.vertx();
    links = new RedisLink[DATABASES];
    for (int i = 0; i < DATABASES; i++) {
      links[i] = new RedisLink(vertx, process.url() + "/" + i, "REDIS_URL");
    }
  }

  @AfterAll
  static void stopRedis() {
    for (RedisLink link : links) {
      link.close();
    }
    vertx.close();
    process.close();
  }

  @Override
  NodeStore open() {
    return new RedisStore(empty(), () -> now, QUEUE_LIMIT);
  }

  private static RedisLink empty() {
    RedisLink link = links[next++ % DATABASES];
    link.call(Command.FLUSHDB);
    return link;
  }

  @Test
  void belongsToTheNodeThatClaimedItFirst() {
    RedisStore own = new RedisStore(empty(), () -> now, QUEUE_LIMIT);
    assertThat(own.claim("n1")).isEqualTo("n1");
    assertThat(own.claim("n2")).isEqualTo("n1");
  }

  @Test
  void goesOnAfterRedisHasForgottenItsScripts() {
    RedisLink link = empty();
    NodeStore own = new RedisStore(link, () -> now, QUEUE_LIMIT);
    own.write(live("a", 1, "one"), Set.of());
    link.call(Command.SCRIPT, "FLUSH");
    assertThat(own.write(live("a", 2, "two"), Set.of())).isEqualTo(new Applied.Written());
  }

  @Test
  void keepsPairsAndJobsWhenRedisStartsAgainAndSaysSoWhileItIsAway() {
    RedisProcess own = RedisProcess.start(folder.resolve("."));
    try (RedisLink link = new RedisLink(vertx, own.url(), "REDIS_URL")) {
      link.call(Command.FLUSHALL);
      NodeStore kept = new RedisStore(link, () -> now, QUEUE_LIMIT);
      kept.write(live("a", 1, "one"), Set.of("n2"));
      own.stop();
      assertThatThrownBy(() -> kept.find(new Name("a"))).isInstanceOf(StoreUnavailable.class);
      own.start();
      // The first calls may still find the old connections.
      Eventually.of(() -> assertThat(kept.find(new Name("a"))).contains(live("a", 1, "one")));
      assertThat(kept.jobs("n2", 10, 100)).containsExactly(live("a", 1, "one"));
    } finally {
      own.close();
    }
  }
}
