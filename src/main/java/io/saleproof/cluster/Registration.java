package io.saleproof.cluster;

import io.saleproof.cluster.ConsulCalls.Listed;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * This instance's place in the registry, from when it is first looked for until it is left.
 *
 * <p>{@link #look} is called again and again, by one thread; {@link #leave} once, by any. Whoever
 * has begun to leave never comes back, whatever is under way: a registration that may have been
 * done after it is undone.
 */
final class Registration {

  /** How often leaving is tried; the check turns critical anyway. */
  static final int LEAVE_TRIES = 2;

  private static final Logger LOG = Logger.getLogger(Registration.class);

  private final ConsulCalls consul;
  private final Own own;
  private final BooleanSupplier ready;
  private final Consumer<Set<String>> heard;
  private final DeadInstances dead;
  private final RegistryMeters meters;

  private volatile @Nullable Listing listing;
  private volatile boolean tried;
  private volatile boolean leaving;
  private volatile boolean registered;
  private boolean away;

  /** What this instance is listed as. */
  interface Own {
    /**
     * @throws RegistryAway if its address can't be told yet
     */
    Listing listing() throws RegistryAway;
  }

  /**
   * @param own asked until it is told once
   * @param ready whether this instance may be sent requests at once
   * @param heard told of all that are ready
   * @param dead which of the others are to be taken off the list
   */
  Registration(
      ConsulCalls consul,
      Own own,
      BooleanSupplier ready,
      Consumer<Set<String>> heard,
      DeadInstances dead,
      RegistryMeters meters) {
    this.consul = consul;
    this.own = own;
    this.ready = ready;
    this.heard = heard;
    this.dead = dead;
    this.meters = meters;
  }

  /**
   * Registers if the registry doesn't know this process, asks who else there is, and takes those
   * off the list that are dead.
   */
  void look() {
    if (leaving) {
      return;
    }
    try {
      Listing mine = mine();
      Optional<String> found = consul.instanceAt(mine.id());
      if (!found.equals(Optional.of(mine.instance()))) {
        register(mine);
      } else {
        registered = true;
      }
      hear(consul.all(), mine);
      answered();
    } catch (RegistryAway failed) {
      failed(failed);
    } catch (RuntimeException bug) {
      // Counted like every look that came to nothing, so that somebody is called.
      dead.nothingHeard();
      meters.failed();
      throw bug;
    }
  }

  /** Consul itself looks only every half minute for those that it should forget. */
  private void hear(List<Listed> all, Listing mine) throws RegistryAway {
    heard.accept(
        all.stream().filter(Listed::ready).map(Listed::instance).collect(Collectors.toSet()));
    for (String id : dead.among(all)) {
      if (!leaving && !id.equals(mine.id())) {
        consul.deregister(id);
        LOG.infof("took %s off the registry, where it was not ready for too long", id);
      }
    }
  }

  private Listing mine() throws RegistryAway {
    Listing known = listing;
    if (known == null) {
      known = own.listing();
      listing = known;
    }
    return known;
  }

  private void register(Listing mine) throws RegistryAway {
    boolean again = registered;
    registered = false;
    tried = true;
    if (leaving) {
      return;
    }
    try {
      consul.register(mine, ready.getAsBoolean());
      registered = true;
      meters.registered();
    } finally {
      if (leaving) {
        // It left while that call was under way; which one came first is not known.
        deregister(mine);
      }
    }
    if (leaving) {
      return;
    }
    if (again) {
      LOG.warnf("the registry had forgotten this instance: registered anew as %s", mine.id());
    } else {
      LOG.infof("registered as %s", mine.id());
    }
  }

  /**
   * Leaves for good; within {@link #LEAVE_TRIES} calls' time. If the registry doesn't answer, it
   * finds out by its check.
   */
  void leave() {
    boolean first = !leaving;
    leaving = true;
    Listing mine = listing;
    if (first && tried && mine != null) {
      deregister(mine);
    }
  }

  private void deregister(Listing mine) {
    registered = false;
    for (int i = 1; i <= LEAVE_TRIES; i++) {
      try {
        consul.deregister(mine.id());
        LOG.infof("left the registry: %s", mine.id());
        return;
      } catch (RegistryAway failed) {
        meters.failed();
        LOG.warnf("not known to have left the registry: %s", failed.getMessage());
      }
    }
  }

  /** Whether the registry is known to list this process. */
  boolean isRegistered() {
    return registered && !leaving;
  }

  private void answered() {
    if (away) {
      LOG.info("the registry answers again");
    }
    away = false;
  }

  private void failed(RegistryAway failure) {
    dead.nothingHeard();
    meters.failed();
    if (!away && !leaving) {
      LOG.warnf("the registry is away, asked again until it answers: %s", failure.getMessage());
    }
    away = true;
  }
}
