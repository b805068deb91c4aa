package io.saleproof.proof;

import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Something that clients or the shop itself do, from a prepared beginning.
 *
 * @param settings how the instances are set in it
 * @param prepare makes the beginning, with an instance that nothing happens to
 * @param request what is done
 * @param again what is asked when all is over; must get the answer that the request got
 * @param meanwhile what others do before anyone takes over; may be done twice
 * @param mend what another instance does by itself within one recovery interval
 */
record Flow(
    String name,
    Settings settings,
    BiConsumer<World, Instance> prepare,
    Function<Instance, Answer> request,
    Function<Instance, Answer> again,
    Consumer<Instance> meanwhile,
    Consumer<Instance> mend) {

  private static final String SWEEP = "sweep after";

  /** A request that is asked again word for word. */
  static Flow repeated(
      String name, BiConsumer<World, Instance> prepare, Function<Instance, Answer> request) {
    return then(name, prepare, request, request);
  }

  /** Some work, and a request that tells afterwards what became of it. */
  static Flow then(
      String name,
      BiConsumer<World, Instance> prepare,
      Function<Instance, Answer> work,
      Function<Instance, Answer> again) {
    return new Flow(name, Settings.USUAL, prepare, work, again, instance -> {}, Instance::sweep);
  }

  /** The same with instances set otherwise. */
  Flow set(Settings other) {
    return new Flow(name, other, prepare, request, again, meanwhile, mend);
  }

  /** The same, mended by more than a sweep. */
  Flow mendedBy(Consumer<Instance> more) {
    return new Flow(name, settings, prepare, request, again, meanwhile, more);
  }

  /** The same, while others do something. */
  Flow whileOthers(Consumer<Instance> work) {
    return new Flow(name, settings, prepare, request, again, work, mend);
  }

  /** The sweep that comes after this flow was cut short. */
  Flow sweepAfter(String where) {
    return new Flow(
        SWEEP + " \"" + name + "\" died after " + where,
        settings,
        prepare,
        instance -> {
          mend.accept(instance);
          return new Answer.Unsaid("swept");
        },
        again,
        meanwhile,
        mend);
  }

  boolean isSweep() {
    return name.startsWith(SWEEP);
  }

  @Override
  public String toString() {
    return name;
  }
}
