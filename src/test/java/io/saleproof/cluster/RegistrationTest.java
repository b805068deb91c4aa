package io.saleproof.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RegistrationTest {

  private static final Listing OWN = new Listing("10.0.3.7", 8080, "this-process");
  private static final String ID = "saleproof-10-0-3-7-8080";
  private static final String OTHER = "saleproof-10-0-3-8-8080";

  private final Consul consul = new Consul();
  private final Set<String> heard = new HashSet<>();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private long nanos;
  private boolean ready = true;
  private boolean addressKnown = true;
  private boolean bug;

  private final Registration registration =
      new Registration(
          consul,
          this::own,
          () -> ready,
          names -> {
            heard.clear();
            heard.addAll(names);
          },
          new DeadInstances(Duration.ofMinutes(1), () -> nanos),
          new RegistryMeters(meters));

  private Listing own() throws RegistryAway {
    if (!addressKnown) {
      throw new RegistryAway("nobody is called consul");
    }
    if (bug) {
      throw new IllegalStateException("not an IPv4 address");
    }
    return OWN;
  }

  @Test
  void registersOnceAndThenOnlyLooks() {
    registration.look();
    registration.look();
    registration.look();

    assertThat(consul.listed).isEqualTo(Map.of(ID, "this-process"));
    assertThat(consul.asked).filteredOn("register"::equals).hasSize(1);
    assertThat(registration.isRegistered()).isTrue();
    assertThat(figure("saleproof.registry.registrations")).isEqualTo(1);
  }

  @Test
  void isTakenForReadyAtOnceOnlyIfItIs() {
    ready = false;
    registration.look();
    assertThat(consul.ready).isEmpty();

    consul.startEmpty();
    ready = true;
    registration.look();
    assertThat(consul.ready).containsExactly("this-process");
  }

  @Test
  void countsALookThatABugEnds() {
    bug = true;
    assertThatThrownBy(registration::look).isInstanceOf(IllegalStateException.class);

    assertThat(figure("saleproof.registry.failures")).isEqualTo(1);
  }

  @Test
  void registersAgainWhenConsulHasForgotten() {
    registration.look();
    consul.startEmpty();

    registration.look();

    assertThat(consul.listed).containsOnlyKeys(ID);
    assertThat(figure("saleproof.registry.registrations")).isEqualTo(2);
  }

  @Test
  void takesTheEntryOfADeadProcessThatListenedHere() {
    consul.listed.put(ID, "an-earlier-process");

    registration.look();

    assertThat(consul.listed).isEqualTo(Map.of(ID, "this-process"));
  }

  @Test
  void leavesOthersAlone() {
    consul.listed.put(OTHER, "another");

    registration.look();
    registration.leave();

    assertThat(consul.listed).isEqualTo(Map.of(OTHER, "another"));
  }

  @Test
  void goesOnTryingWhileConsulIsAway() {
    consul.away = true;
    registration.look();
    registration.look();
    assertThat(registration.isRegistered()).isFalse();
    assertThat(figure("saleproof.registry.failures")).isEqualTo(2);

    consul.away = false;
    registration.look();
    assertThat(consul.listed).containsOnlyKeys(ID);
  }

  @Test
  void makesOneCallALookWhileConsulIsAway() {
    consul.away = true;

    registration.look();

    assertThat(consul.asked).hasSize(1);
  }

  @Test
  void staysRegisteredThroughAnAbsenceOfConsul() {
    registration.look();
    consul.away = true;
    registration.look();
    assertThat(registration.isRegistered()).isTrue();

    consul.away = false;
    registration.look();
    assertThat(consul.asked).filteredOn("register"::equals).hasSize(1);
  }

  @Test
  void waitsForItsAddress() {
    addressKnown = false;
    registration.look();
    assertThat(consul.asked).isEmpty();

    addressKnown = true;
    registration.look();
    assertThat(consul.listed).containsOnlyKeys(ID);
  }

  @Test
  void tellsWhoElseIsReady() {
    consul.listed.put(OTHER, "another");
    consul.listed.put("saleproof-10-0-3-9-8080", "one-that-is-not-ready");
    consul.ready.add("another");

    registration.look();

    assertThat(heard).containsExactlyInAnyOrder("another", "this-process");
  }

  @Test
  void takesTheDeadOffTheListAfterAMinute() {
    consul.listed.put(OTHER, "another");
    registration.look();

    nanos = Duration.ofSeconds(59).toNanos();
    registration.look();
    assertThat(consul.listed).containsOnlyKeys(ID, OTHER);

    nanos = Duration.ofSeconds(60).toNanos();
    registration.look();
    assertThat(consul.listed).containsOnlyKeys(ID);
  }

  @Test
  void leavesThoseOnTheListThatCameBackInTime() {
    consul.listed.put(OTHER, "another");
    registration.look();

    nanos = Duration.ofSeconds(59).toNanos();
    consul.ready.add("another");
    registration.look();
    consul.ready.remove("another");
    nanos = Duration.ofSeconds(61).toNanos();
    registration.look();

    assertThat(consul.listed).containsOnlyKeys(ID, OTHER);
  }

  @Test
  void takesNobodyOffTheListForAMinuteThatItHeardNothingIn() {
    consul.listed.put(OTHER, "another");
    registration.look();
    consul.away = true;
    registration.look();

    consul.away = false;
    nanos = Duration.ofMinutes(2).toNanos();
    registration.look();

    assertThat(consul.listed).containsOnlyKeys(ID, OTHER);
  }

  @Test
  void neverTakesItselfOffTheList() {
    ready = false;
    registration.look();

    nanos = Duration.ofMinutes(2).toNanos();
    registration.look();

    assertThat(consul.asked).doesNotContain("deregister");
  }

  @Test
  void staysAwayOnceItHasLeft() {
    registration.look();

    registration.leave();
    registration.look();

    assertThat(consul.listed).isEmpty();
    assertThat(registration.isRegistered()).isFalse();
    assertThat(consul.asked).endsWith("deregister");
  }

  @Test
  void leavesOnce() {
    registration.look();

    registration.leave();
    registration.leave();

    assertThat(consul.asked).filteredOn("deregister"::equals).hasSize(1);
  }

  @Test
  void undoesARegistrationThatWasUnderWayWhenItLeft() {
    consul.duringRegister = registration::leave;

    registration.look();

    assertThat(consul.listed).isEmpty();
    assertThat(registration.isRegistered()).isFalse();
  }

  @Test
  void undoesARegistrationUnderWayWhoseAnswerWasLost() {
    consul.duringRegister = registration::leave;
    consul.losesTheAnswer = true;

    registration.look();

    assertThat(consul.listed).isEmpty();
  }

  @Test
  void asksNothingIfItLeavesBeforeItWasRegistered() {
    registration.leave();
    registration.look();

    assertThat(consul.asked).isEmpty();
  }

  @Test
  void triesTwiceToLeaveAndNoMore() {
    registration.look();
    consul.away = true;
    consul.asked.clear();

    registration.leave();

    assertThat(consul.asked).containsExactly("deregister", "deregister");
  }

  @Test
  void leavesThoughTheFirstAnswerIsLost() {
    registration.look();
    consul.failures = 1;

    registration.leave();

    assertThat(consul.listed).isEmpty();
  }

  private double figure(String name) {
    return meters.get(name).counter().count();
  }

  /** The registry, in memory. */
  private static final class Consul implements ConsulCalls {
    final Map<String, String> listed = new TreeMap<>();
    final Set<String> ready = new HashSet<>();
    final List<String> asked = new ArrayList<>();
    Runnable duringRegister = () -> {};
    boolean away;
    boolean losesTheAnswer;
    int failures;

    void startEmpty() {
      listed.clear();
      ready.clear();
    }

    private void ask(String call) throws RegistryAway {
      asked.add(call);
      if (away || failures-- > 0) {
        throw new RegistryAway("no answer");
      }
    }

    @Override
    public Optional<String> instanceAt(String id) throws RegistryAway {
      ask("instanceAt");
      return Optional.ofNullable(listed.get(id));
    }

    @Override
    public void register(Listing listing, boolean isReady) throws RegistryAway {
      ask("register");
      duringRegister.run();
      listed.put(listing.id(), listing.instance());
      if (isReady) {
        ready.add(listing.instance());
      }
      if (losesTheAnswer) {
        throw new RegistryAway("no answer");
      }
    }

    @Override
    public void deregister(String id) throws RegistryAway {
      ask("deregister");
      listed.remove(id);
    }

    @Override
    public List<Listed> all() throws RegistryAway {
      ask("all");
      return listed.entrySet().stream()
          .map(
              entry ->
                  new Listed(entry.getKey(), entry.getValue(), ready.contains(entry.getValue())))
          .toList();
    }
  }
}
